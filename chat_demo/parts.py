"""The parts of the page."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import gradio as gr
from gradio.blocks import Block
from gradio.components.textbox import InputHTMLAttributes

from chat_demo import words
from chat_demo.desk import Window
from chat_demo.talking_desk import COMMENT_CHARS

_WINDOW_LIFE_S = 3600
MOST_STEPS = 3
"""Next steps that are offered after an answer."""
_BOX_CHARS = 10_000
"""More than can be planned, so that words that are too long can be told so."""


class Top(NamedTuple):
    """The line above everything: name, language, who is signed in."""

    brand: gr.Markdown
    language: gr.Radio
    account: gr.Markdown
    sign_out: gr.Button


class Gate(NamedTuple):
    """What a visitor sees who is not signed in."""

    column: gr.Column
    text: gr.Markdown
    email: gr.Textbox
    password: gr.Textbox
    sign_in: gr.Button
    register: gr.Button
    note: gr.Markdown


class Shelf(NamedTuple):
    """Earlier conversations, and what is remembered of the visitor."""

    past: gr.Accordion
    past_choice: gr.Dropdown
    past_hint: gr.Markdown
    memories: gr.Accordion
    use_memory: gr.Checkbox
    memory_choice: gr.CheckboxGroup
    forget: gr.Button
    forget_all: gr.Button
    memory_hint: gr.Markdown


class Room(NamedTuple):
    """What a visitor sees who is: the conversation, and the box below it."""

    column: gr.Column
    intro: gr.Column
    intro_text: gr.Markdown
    examples: tuple[gr.Button, ...]
    talk: gr.Chatbot
    hint: gr.Markdown
    box: gr.Textbox
    mode: gr.Radio
    mode_means: gr.Markdown
    send: gr.Button
    stop: gr.Button
    retry: gr.Button
    save: gr.Button
    another: gr.Button
    link: gr.Button
    yes: gr.Button
    no: gr.Button
    good: gr.Button
    bad: gr.Button
    comment: gr.Textbox
    new: gr.Button
    steps: tuple[gr.Button, ...]
    swap: gr.Accordion
    swap_stop: gr.Dropdown
    swap_place: gr.Dropdown
    take: gr.Button
    undo: gr.Button
    shelf: Shelf


@dataclass(frozen=True)
class Parts:
    """Every component that changes."""

    window: gr.State
    top: Top
    gate: Gate
    room: Room

    def changed_by_talk(self) -> list[Block]:
        """Return what a view of the conversation may change."""
        room = self.room
        return [
            self.window, self.gate.column, self.gate.note, room.column, room.intro, room.talk,
            room.hint, room.box, room.send, room.stop, room.retry, room.save, room.another,
            room.link, room.swap, room.swap_stop, room.swap_place, room.take, room.undo,
            room.yes, room.no, room.good, room.bad, room.comment, room.new, *room.steps,
        ]  # fmt: skip

    def changed_by_page(self) -> list[Block]:
        """Return what a view of the whole page may change."""
        top, gate, room = self.top, self.gate, self.room
        return [
            *self.changed_by_talk(), *top, gate.text, gate.email, gate.password, gate.sign_in,
            gate.register, room.intro_text, *room.examples, room.mode, room.mode_means,
            *room.shelf,
        ]  # fmt: skip


def draw() -> Parts:
    """Draw the page as it is before anything is known of its visitor; call inside `gr.Blocks`."""
    window = gr.State(Window(), time_to_live=_WINDOW_LIFE_S)
    with gr.Row(elem_id="tw-top"):
        top = _draw_top()
    with gr.Column(visible=False, elem_id="tw-gate") as gate_column:
        gate = _draw_gate(gate_column)
    with gr.Column(visible=False, elem_id="tw-room") as room_column:
        room = _draw_room(room_column)
    return Parts(window, top, gate, room)


def _draw_top() -> Top:
    return Top(
        brand=_text("tw-brand"),
        language=gr.Radio(
            [("EN", "en"), ("中文", "zh")],
            value="en",
            label="Language · 语言",
            show_label=False,
            container=False,
            elem_id="tw-language",
            elem_classes="tw-segments",
        ),
        account=_text("tw-account"),
        sign_out=gr.Button("", size="sm", visible=False, elem_id="tw-sign-out"),
    )


def _draw_gate(column: gr.Column) -> Gate:
    text = _text("tw-gate-text")
    email = gr.Textbox(
        type="email",
        max_length=254,
        html_attributes=InputHTMLAttributes(autocomplete="email", autocapitalize="none"),
        elem_id="tw-email",
    )
    password = gr.Textbox(
        type="password",
        max_length=128,
        html_attributes=InputHTMLAttributes(autocomplete="current-password"),
        elem_id="tw-password",
    )
    with gr.Row(elem_classes="tw-buttons"):
        sign_in = gr.Button("", variant="primary", elem_id="tw-sign-in")
        register = gr.Button("", elem_id="tw-register")
    return Gate(column, text, email, password, sign_in, register, note=_text("tw-gate-note"))


def _draw_room(column: gr.Column) -> Room:
    with gr.Column(elem_id="tw-intro") as intro:
        intro_text = _text("tw-intro-text")
        with gr.Row(elem_id="tw-examples"):
            examples = tuple(gr.Button("", size="sm") for _ in words.EXAMPLES)
    talk = gr.Chatbot(
        show_label=False,
        container=False,
        visible=False,
        height=None,
        autoscroll=False,
        layout="panel",
        buttons=[],
        sanitize_html=True,
        allow_tags=False,
        allow_file_downloads=False,
        feedback_options=None,
        latex_delimiters=[],
        elem_id="tw-talk",
    )
    with gr.Column(elem_id="tw-desk"):
        desk = _draw_desk()
    with gr.Column(elem_id="tw-shelf"):
        shelf = _draw_shelf()
    return Room(column, intro, intro_text, examples, talk, **desk, shelf=shelf)


def _draw_desk() -> dict[str, Any]:
    with gr.Row(elem_id="tw-actions"):
        retry = gr.Button("", size="sm", visible=False, elem_id="tw-retry")
        save = gr.Button("", size="sm", visible=False, elem_id="tw-save")
        link = gr.Button("", size="sm", visible=False, elem_id="tw-link")
        another = gr.Button("", size="sm", visible=False, elem_id="tw-another")
        talking = {
            name: gr.Button("", size="sm", visible=False, elem_id=f"tw-{name}")
            for name in ("yes", "no", "good", "bad", "new")
        }
    comment = gr.Textbox(
        lines=1, max_lines=1, max_length=COMMENT_CHARS, container=False, show_label=False,
        visible=False, elem_id="tw-comment",
    )  # fmt: skip
    with gr.Row(elem_id="tw-steps"):
        steps = tuple(gr.Button("", size="sm", visible=False) for _ in range(MOST_STEPS))
    swapping = _draw_swapping()
    hint = _text("tw-hint")
    box = gr.Textbox(
        lines=1, max_lines=8, max_length=_BOX_CHARS, show_label=False, container=False,
        elem_id="tw-box",
    )  # fmt: skip
    with gr.Row(elem_id="tw-controls"):
        mode = gr.Radio(
            show_label=False, container=False, elem_id="tw-mode", elem_classes="tw-segments"
        )
        mode_means = _text("tw-mode-means")
        send = gr.Button("", variant="primary", elem_id="tw-send")
        stop = gr.Button("", variant="stop", visible=False, elem_id="tw-stop")
    return {
        "hint": hint, "box": box, "mode": mode, "mode_means": mode_means, "send": send,
        "stop": stop, "retry": retry, "save": save, "another": another, "link": link, **swapping,
        **talking, "comment": comment, "steps": steps,
    }  # fmt: skip


def _draw_shelf() -> Shelf:
    with gr.Accordion("", open=False, elem_id="tw-past") as past:
        past_choice = gr.Dropdown([], filterable=False, elem_id="tw-past-choice")
        past_hint = _text("tw-past-hint")
    with gr.Accordion("", open=False, elem_id="tw-memories") as memories:
        use_memory = gr.Checkbox(value=True, elem_id="tw-use-memory")
        memory_choice = gr.CheckboxGroup([], elem_id="tw-memory-choice")
        with gr.Row(elem_classes="tw-buttons"):
            forget = gr.Button("", size="sm", elem_id="tw-forget")
            forget_all = gr.Button("", size="sm", elem_id="tw-forget-all")
        memory_hint = _text("tw-memory-hint")
    return Shelf(
        past, past_choice, past_hint, memories, use_memory, memory_choice, forget, forget_all,
        memory_hint,
    )  # fmt: skip


def _draw_swapping() -> dict[str, Any]:
    with gr.Accordion("", open=False, visible=False, elem_id="tw-swap") as fold:
        stop = gr.Dropdown([], filterable=False, elem_id="tw-swap-stop")
        place = gr.Dropdown([], filterable=False, visible=False, elem_id="tw-swap-place")
        take = gr.Button("", size="sm", visible=False, elem_id="tw-take")
        undo = gr.Button("", size="sm", visible=False, elem_id="tw-undo")
    return {"swap": fold, "swap_stop": stop, "swap_place": place, "take": take, "undo": undo}


def _text(elem_id: str) -> gr.Markdown:
    """Return a place for HTML of our own making; it is sanitised once more in the browser."""
    return gr.Markdown("", sanitize_html=True, latex_delimiters=[], elem_id=elem_id)
