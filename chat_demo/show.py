"""How the parts of the page show a view."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.blocks import Block

from chat_demo import talk_words, words
from chat_demo.conversation import Conversation
from chat_demo.desk import PageView, TalkView
from chat_demo.markup import Html, tag
from chat_demo.parts import Parts
from chat_demo.swapping import place_choices, stop_choices
from chat_demo.talking_desk import ListView
from chat_demo.talks import Thumb
from core.client.http import Language
from core.schemas.plans import PlanMode

TALK = "talk"
"""What the choice of a way says where nothing is to be planned as it stands."""
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
        room.yes: _button(talk_words.YES_BUTTON, language, conversation.can_answer),
        room.no: _button(talk_words.NO_BUTTON, language, conversation.can_answer),
        room.good: _thumb(talk_words.GOOD, conversation, 1, language),
        room.bad: _thumb(talk_words.BAD, conversation, -1, language),
        room.comment: _comment(conversation, language),
        room.new: _button(talk_words.NEW, language, bool(view.messages) and not conversation.busy),
        **_next_steps(parts, conversation, language),
        **_swapping(parts, conversation, language),
    }
    if view.anew:
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


def mode_means(mode: PlanMode | None, language: Language) -> Html:
    """Return what a way of answering means; None is talk."""
    means = words.MODES_MEAN[mode] if mode else talk_words.WAY_TALK_MEANS
    return tag("div", means.to(language))


def show_past(parts: Parts, view: ListView, language: Language) -> Updates:
    """Show earlier conversations."""
    shelf = parts.room.shelf
    return {
        shelf.past_choice: gr.update(
            choices=list(view.choices),
            value=None,
            label=talk_words.PAST_CHOOSE.to(language),
            visible=bool(view.choices),
        ),
        shelf.past_hint: _note(view.hint, "tw-small"),
    }


def show_memories(parts: Parts, view: ListView, language: Language) -> Updates:
    """Show what is remembered."""
    shelf, some = parts.room.shelf, bool(view.choices)
    return {
        shelf.memory_choice: gr.update(
            choices=list(view.choices),
            value=[],
            label=talk_words.MEMORIES_CHOOSE.to(language),
            visible=some,
        ),
        shelf.forget: _button(talk_words.FORGET, language, some),
        shelf.forget_all: _button(talk_words.FORGET_ALL, language, some),
        shelf.memory_hint: _note(view.hint, "tw-small"),
    }


def _next_steps(parts: Parts, conversation: Conversation, language: Language) -> Updates:
    """Offer what one might ask next; each is asked in the words on it."""
    found = conversation.next_steps(language)
    buttons = parts.room.steps
    shown = [*found, *[""] * len(buttons)][: len(buttons)]
    return {
        button: gr.update(value=step, visible=bool(step))
        for button, step in zip(buttons, shown, strict=True)
    }


def _thumb(
    label: words.Phrase, conversation: Conversation, thumb: Thumb, language: Language
) -> Any:
    talk = conversation.last.talk if conversation.last else None
    variant = "primary" if talk and talk.thumb == thumb else "secondary"
    return gr.update(value=label.to(language), visible=conversation.can_judge, variant=variant)


def _comment(conversation: Conversation, language: Language) -> Any:
    """Ask why, once somebody has said what they think of the last answer."""
    talk = conversation.last.talk if conversation.last else None
    is_judged = conversation.can_judge and talk is not None and talk.thumb is not None
    why = talk_words.WHY.to(language)
    return gr.update(
        value=talk.comment if talk else "", visible=is_judged, label=why, placeholder=why
    )


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


def _labels(parts: Parts, language: Language, mode: PlanMode | None) -> Updates:
    gate, room = parts.gate, parts.room
    modes = [(words.MODES[each].to(language), each.value) for each in PlanMode]
    modes.insert(0, (talk_words.WAY_TALK.to(language), TALK))
    way = mode.value if mode else TALK
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
        room.mode: gr.update(label=words.MODE_LABEL.to(language), choices=modes, value=way),
        room.mode_means: mode_means(mode, language),
        **_shelf_labels(parts, language),
    }


def _shelf_labels(parts: Parts, language: Language) -> Updates:
    shelf = parts.room.shelf
    return {
        shelf.past: gr.update(label=talk_words.PAST.to(language)),
        shelf.memories: gr.update(label=talk_words.MEMORIES.to(language)),
        shelf.use_memory: gr.update(label=talk_words.USE_MEMORY.to(language)),
        **show_past(parts, ListView(), language),
        **show_memories(parts, ListView(), language),
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
