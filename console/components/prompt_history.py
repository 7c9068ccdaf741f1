"""What people wrote for a prompt, what was in force when, and how texts differ."""

import pandas as pd
import streamlit as st

from console import failures, session
from console.components import prompt_text
from console.components.differences import diff_html
from console.components.prompt_words import number_text, version_text
from console.failures import as_text
from console.local import local_time, zone_name
from console.paging import draw_more, paged
from core.client import calls
from core.schemas.prompts import PromptMove, PromptMoveOut, PromptOut, PromptVersionOut

_BUILTIN = "builtin"
_MOST_COMPARED = 100
_WHY_CHARS = 500


def draw_versions(prompt: PromptOut, *, may_change: bool) -> None:
    """Draw the texts people wrote, the newest first, each with who wrote it and what for."""
    say = session.words()
    name = f"versions_{prompt.key}"
    found, more = paged(name, lambda cursor: calls.prompt_versions(prompt.key, cursor=cursor))
    if not found:
        st.info(say("prompt.no_versions"))
        return
    for version in found:
        with st.container(border=True):
            _draw_version(prompt, version, may_change=may_change)
    if more:
        draw_more(name)


def draw_moves(prompt: PromptOut) -> None:
    """Draw what was put in force when, by whom and why."""
    say = session.words()
    name = f"moves_{prompt.key}"
    found, more = paged(name, lambda cursor: calls.prompt_moves(prompt.key, cursor=cursor))
    if not found:
        st.info(say("moves.none"))
        return
    st.dataframe(
        pd.DataFrame([_move_row(move) for move in found]),
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(say(f"moves.{name}"))
            for name in ("when", "who", "from", "to", "why")
        },
        placeholder="–",
        alt=say("prompt.part.moves"),
    )
    st.caption(say("moves.zone", zone=zone_name()))
    if more:
        draw_more(name)


def draw_compare(prompt: PromptOut) -> None:
    """Draw the lines in which two texts of the prompt differ."""
    say = session.words()
    page = session.ask(calls.prompt_versions(prompt.key, limit=_MOST_COMPARED))
    names = [_BUILTIN, *(version.version for version in reversed(page.items))]
    now = names.index(prompt.version) if prompt.version in names else 0
    left, right = st.columns(2)
    with left:
        before = _choose("before", names, 0, prompt)
    with right:
        after = _choose("after", names, now, prompt)
    found = session.ask(calls.diff_prompt(prompt.key, before=before, after=after))
    if not found.inserted and not found.deleted:
        st.caption(say("compare.same"))
        return
    st.markdown(f"**{say('compare.lines', inserted=found.inserted, deleted=found.deleted)}**")
    st.html(diff_html(found.lines, say))


def _draw_version(prompt: PromptOut, version: PromptVersionOut, *, may_change: bool) -> None:
    say = session.words()
    who = version.author or say("prompt.somebody")
    line = f"**{version.version}** · {local_time(version.created_at)} · {as_text(who)}"
    badge = f" :green-badge[{say('prompt.in_force')}]" if version.is_active else ""
    st.markdown(f"{line}{badge}")
    st.caption(as_text(version.note) or say("prompt.no_note"))
    usable = version.variables == prompt.variables
    if not usable:
        st.caption(f":orange[{say('prompt.old_holes')}]")
    with st.expander(say("prompt.text")):
        st.code(version.content, language=None, wrap_lines=True)
    if not may_change:
        return
    with st.container(horizontal=True):
        if usable and not version.is_active:
            _draw_activation(prompt, version)
        if st.button(say("prompt.use_as_draft"), key=f"draft_{version.number}"):
            prompt_text.begin_from(prompt, version.content)
            st.toast(say("prompt.draft_waits"))
            st.rerun()


def _draw_activation(prompt: PromptOut, version: PromptVersionOut) -> None:
    say = session.words()
    with st.popover(say("prompt.activate")), failures.one_card():
        why = st.text_input(say("prompt.why"), key=f"why_{version.number}", max_chars=_WHY_CHARS)
        label = say("prompt.activate_do", version=version.version)
        if st.button(label, key=f"activate_{version.number}", type="primary"):
            body = PromptMove(number=version.number, why=why or "")
            if prompt_text.change(calls.activate_prompt(prompt.key, body, prompt.revision)):
                st.toast(say("prompt.activated", version=version.version))
            st.rerun()


def _move_row(move: PromptMoveOut) -> dict[str, str]:
    return {
        "when": local_time(move.created_at),
        "who": move.moved_by or session.words()("prompt.somebody"),
        "from": number_text(move.from_number),
        "to": number_text(move.to_number),
        "why": move.why,
    }


def _choose(side: str, names: list[str], index: int, prompt: PromptOut) -> str:
    """Draw the choice of a text and return its version."""
    say = session.words()

    def called(name: str) -> str:
        text = say("prompts.built_in") if name == _BUILTIN else version_text(name)
        at_work = name == prompt.version or (name == _BUILTIN and not prompt.is_active)
        return f"{text} ({say('prompt.in_force')})" if at_work else text

    key = f"compare_{side}_{prompt.key}"
    chosen = st.selectbox(say(f"compare.{side}"), names, index=index, format_func=called, key=key)
    return str(chosen)
