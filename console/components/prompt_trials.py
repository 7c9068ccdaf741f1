"""A text before it is put in force: as a model would get it, and what a model makes of it."""

import streamlit as st

from console import session
from console.components import prompt_text
from console.components.prompt_words import version_text
from console.failures import as_text
from core.client import calls
from core.schemas.prompts import (
    MAX_CHARS,
    PromptOut,
    PromptPreview,
    PromptPreviewIn,
    PromptTrial,
    PromptTried,
    PromptTryIn,
)

_PREVIEWED = "prompt_previewed"
_TRIED = "prompt_tried"
_DRAFT = "draft"
_VALUE_CHARS = 2_000
_INPUT_CHARS = 100_000
_INPUT_PX, _TEXT_PX = 160, 260


def draw_preview(prompt: PromptOut) -> None:
    """Draw the text with its variables filled; a draft may be previewed before it is kept."""
    say = session.words()
    st.caption(say("preview.what"))
    draft = prompt_text.draft_of(prompt)
    content = draft.text if draft.changes else None
    with st.form("preview", border=False):
        values = _ask_for_values(prompt)
        wanted = st.form_submit_button(say("preview.do"), key="preview_do")
    if wanted:
        body = PromptPreviewIn(content=content, values=values)
        st.session_state[_PREVIEWED] = session.ask(calls.preview_prompt(prompt.key, body))
    found: PromptPreview | None = st.session_state.get(_PREVIEWED)
    if found is not None and found.key == prompt.key:
        is_draft = found.version == _DRAFT
        version = say("preview.draft") if is_draft else version_text(found.version)
        st.markdown(f"**{say('preview.of', version=version, chars=found.chars)}**")
        st.code(found.text, language=None, wrap_lines=True)


def draw_try(prompt: PromptOut) -> None:
    """Draw the same question under two texts; it may be tried where nothing may be changed."""
    say = session.words()
    st.caption(say("try.what"))
    draft = prompt_text.draft_of(prompt)
    with st.form("try", border=False):
        text = draft.text if draft.changes else _ask_for_text(prompt)
        given = st.text_area(
            say("try.input"), height=_INPUT_PX, max_chars=_INPUT_CHARS, key=f"try_{prompt.key}"
        )
        values = _ask_for_values(prompt)
        wanted = st.form_submit_button(say("try.do"), key="try_do", type="primary")
    if wanted and given and text:
        body = PromptTryIn(content=text, input=given, values=values)
        with st.spinner(say("try.working")):
            st.session_state[_TRIED] = session.ask(calls.try_prompt(prompt.key, body))
    found: PromptTrial | None = st.session_state.get(_TRIED)
    if found is not None and found.key == prompt.key:
        _draw_trial(found)


def _ask_for_text(prompt: PromptOut) -> str:
    """Draw a field for a text that is only tried; also where none may be kept."""
    return st.text_area(
        session.words()("try.text"),
        prompt.content,
        height=_TEXT_PX,
        max_chars=MAX_CHARS,
        key=f"try_text_{prompt.key}",
    )


def _ask_for_values(prompt: PromptOut) -> dict[str, str]:
    """Draw a field for each variable and return what was given."""
    given = {
        name: st.text_input(name, key=f"value_{prompt.key}_{name}", max_chars=_VALUE_CHARS)
        for name in prompt.variables
    }
    return {name: value for name, value in given.items() if value}


def _draw_trial(found: PromptTrial) -> None:
    say = session.words()
    st.caption(say("try.model", model=as_text(found.model), provider=as_text(found.provider)))
    left, right = st.columns(2)
    with left:
        _draw_answer(say("try.active", version=version_text(found.active.version)), found.active)
    with right:
        _draw_answer(say("try.draft"), found.draft)
    if found.active.answer is not None and found.draft.answer is not None:
        st.caption(say("try.same" if found.same else "try.differ"))


def _draw_answer(label: str, tried: PromptTried) -> None:
    say = session.words()
    st.markdown(f"**{label}**")
    st.caption(say("try.took", ms=f"{tried.latency_ms:,.0f}", tokens=tried.usage_tokens))
    if tried.answer is None:
        st.error(say("try.no_answer", error=as_text(tried.error_type)))
    else:
        st.code(tried.answer, language=None, wrap_lines=True)
