"""What is remembered of the visitor: read, changed, forgotten."""

from typing import get_args

import streamlit as st

from console import failures, session
from console.failures import as_text
from console.local import local_time
from console.paging import draw_more, paged
from core.client import calls
from core.schemas.memories import MemoryEdit, MemoryLevel, MemoryOut

_SHOWN = 50
_TEXT_CHARS = 2_000
_LEVELS: tuple[MemoryLevel | None, ...] = (None, *get_args(MemoryLevel))


def draw() -> None:
    """Draw what holds on every trip, and every memory."""
    say = session.words()
    st.caption(say("memories.what"))
    with failures.one_card():
        _draw_preferences()
    with st.container(horizontal=True):
        words = st.text_input(say("memories.search"), key="memory_search", width=320)
        level = st.selectbox(
            say("memories.level"),
            _LEVELS,
            format_func=lambda each: say(f"level.{each}") if each else say("memories.any"),
            key="memory_level",
            width=220,
        )
    found, more = paged(
        "memories",
        lambda cursor: calls.memories(limit=_SHOWN, cursor=cursor, level=level, q=words or None),
    )
    if not found:
        st.info(say("memories.none"))
        return
    for memory in found:
        with st.container(border=True), failures.one_card():
            _draw_memory(memory)
    if more:
        draw_more("memories")
    with st.popover(say("memories.forget_all")), failures.one_card():
        st.caption(say("memories.forget_what"))
        if st.button(say("memories.forget_do"), key="forget_all", type="primary"):
            gone = session.ask(calls.forget_memories())
            st.toast(say("memories.forgotten", count=gone.count))
            st.rerun()


def _draw_preferences() -> None:
    say = session.words()
    held = session.ask(calls.preferences()).items
    if held:
        st.markdown(f"**{say('memories.prefers')}**")
        lines = (f"- {as_text(each.slot)}: {as_text(each.value)}" for each in held if each.holds)
        st.markdown("\n".join(lines))


def _draw_memory(memory: MemoryOut) -> None:
    say = session.words()
    st.markdown(as_text(memory.text).replace("\n", "  \n"))
    level, kind = say(f"level.{memory.level}"), say(f"sort.{memory.kind}")
    st.caption(f"{level} · {kind} · {local_time(memory.said_at)}")
    with st.container(horizontal=True):
        with st.popover(say("memories.edit")):
            text = st.text_area(
                say("memories.text"), memory.text, max_chars=_TEXT_CHARS, key=f"text_{memory.id}"
            )
            if st.button(say("memories.save"), key=f"save_{memory.id}") and text.strip():
                session.ask(calls.edit_memory(memory.id, MemoryEdit(text=text)))
                st.toast(say("memories.saved"))
                st.rerun()
        if st.button(say("memories.forget"), key=f"forget_{memory.id}"):
            session.ask(calls.forget_memory(memory.id))
            st.toast(say("memories.forgotten", count=1))
            st.rerun()
