"""How the parts of the page show a view."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.blocks import Block

from chat_demo import words
from chat_demo.conversation import Conversation
from chat_demo.desk import PageView, TalkView
from chat_demo.markup import Html, tag
from chat_demo.parts import Parts
from chat_demo.swapping import place_choices, stop_choices
from core.client.http import Language
from core.schemas.plans import PlanMode

Updates = dict[Block, Any]
"""By component what is new about it."""


def show_talk(parts: Parts, view: TalkView) -> Updates:
    """Show a conversation and what can be done about it."""
    room, conversation, language = parts.room, view.window.conversation, view.language
    updates: Updates = {
        parts.window: view.window,
        room.intro: gr.update(visible=not view.messages),
        room.talk: gr.update(value=view.messages, visible=bool(view.messages)),
        room.hint: _note(view.hint, "tw-good" if view.good_news else "tw-warn"),
        room.send: _button(words.SEND, language, not conversation.busy),
        room.stop: _button(words.STOP, language, conversation.busy),
        room.retry: _button(words.RETRY, language, conversation.can_retry),
        room.save: _button(words.SAVE, language, conversation.can_save),
        room.another: _button(words.ANOTHER, language, conversation.can_vary),
        room.link: _button(words.LINK, language, conversation.saved_trip is not None),
        **_swapping(parts, conversation, language),
    }
    if view.mode is not None:
        updates |= _labels(parts, language, view.mode)
    if view.sent or view.back:
        updates[room.box] = gr.update(value=view.back, **_box(language))
    if view.signed_out:
        updates[parts.gate.column] = gr.update(visible=True)
        updates[parts.gate.note] = _note(words.SIGNED_OUT.to(language))
        updates[room.column] = gr.update(visible=False)
    return updates


def show_page(parts: Parts, view: PageView) -> Updates:
    """Show the whole page in its language."""
    language, gate, top = view.language, parts.gate, parts.top
    inside = view.email is not None
    return {
        **show_talk(parts, view.talk),
        **_labels(parts, language, view.mode),
        parts.room.intro_text: _intro(language, view.cities),
        top.account: tag("div", view.email) if view.email else "",
        top.sign_out: gr.update(value=words.SIGN_OUT.to(language), visible=inside),
        gate.column: gr.update(visible=not inside),
        gate.note: _note(view.note),
        gate.password: _password(language, emptied=inside),
        parts.room.column: gr.update(visible=inside),
    }


def mode_means(mode: PlanMode, language: Language) -> Html:
    """Return what a way of planning means."""
    return tag("div", words.MODES_MEAN[mode].to(language))


def _swapping(parts: Parts, conversation: Conversation, language: Language) -> Updates:
    """Show what may be changed of the saved trip, and what was."""
    room, swapping = parts.room, conversation.swapping
    if swapping is None or swapping.trip is None:
        return {room.swap: gr.update(visible=False)}
    others = place_choices(swapping.others, language)
    swapped = swapping.swapped
    return {
        room.swap: gr.update(visible=True, label=words.SWAP.to(language)),
        room.swap_stop: gr.update(
            label=words.SWAP_STOP.to(language),
            choices=stop_choices(swapping.trip, language),
            value=swapping.stop_id or None,
        ),
        room.swap_place: gr.update(
            label=words.SWAP_PLACE.to(language),
            choices=others,
            value=others[0][1] if others else None,
            visible=bool(others),
        ),
        room.take: _button(words.TAKE, language, bool(others)),
        room.undo: _button(words.UNDO, language, swapped is not None and swapped.back is not None),
    }


def _labels(parts: Parts, language: Language, mode: PlanMode) -> Updates:
    gate, room = parts.gate, parts.room
    modes = [(words.MODES[mode].to(language), mode.value) for mode in PlanMode]
    other: Language = "en" if language == "zh" else "zh"
    *examples, last = words.EXAMPLES
    return {
        parts.top.language: language,
        parts.top.sign_out: gr.update(value=words.SIGN_OUT.to(language)),
        parts.top.brand: _brand(language),
        gate.text: _gate_text(language),
        gate.email: gr.update(label=words.EMAIL.to(language)),
        gate.sign_in: words.SIGN_IN.to(language),
        gate.register: words.REGISTER.to(language),
        **{
            button: example.to(language)
            for button, example in zip(room.examples, examples, strict=False)
        },
        room.examples[-1]: last.to(other),
        # Labels of parts that show none are for those who listen to the page.
        room.box: gr.update(**_box(language)),
        room.mode: gr.update(label=words.MODE_LABEL.to(language), choices=modes, value=mode.value),
        room.mode_means: mode_means(mode, language),
    }


def _box(language: Language) -> dict[str, Any]:
    return {"label": words.ASK_LABEL.to(language), "placeholder": words.ASK_HINT.to(language)}


def _brand(language: Language) -> Html:
    return tag("div", tag("b", "Tripwright"), " ", tag("span", words.TAGLINE.to(language)))


def _gate_text(language: Language) -> Html:
    return tag(
        "div",
        tag("h1", words.SIGN_IN_TITLE.to(language)),
        tag("p", words.EXPLAINED.to(language)),
        tag("p", words.NEW_HERE.to(language)),
    )


def _intro(language: Language, cities: Sequence[str]) -> Html:
    known = words.CITIES.to(language, cities=words.COMMA.to(language).join(cities))
    return tag(
        "div",
        tag("h1", words.WELCOME.to(language)),
        tag("p", words.EXPLAINED.to(language)),
        tag("p", f"{words.HONEST.to(language)} {words.KEPT.to(language)}", class_="tw-small"),
        tag("p", known, class_="tw-small") if cities else "",
        tag("p", words.EXAMPLES_TITLE.to(language), class_="tw-label"),
    )


def _password(language: Language, *, emptied: bool) -> Any:
    label = words.PASSWORD.to(language)
    return gr.update(label=label, value="") if emptied else gr.update(label=label)


def _button(label: words.Phrase, language: Language, visible: bool) -> Any:
    return gr.update(value=label.to(language), visible=visible)


def _note(text: str, kind: str = "tw-bad") -> Any:
    return gr.update(value=tag("p", text, class_=kind) if text else "", visible=bool(text))
