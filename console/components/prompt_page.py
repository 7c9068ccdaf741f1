"""One prompt: what is in force, and everything that can be done with it."""

import streamlit as st

from console import failures, session
from console.components import prompt_history, prompt_text, prompt_trials
from console.components.parts import choose_part
from console.components.prompt_words import version_text
from console.failures import as_text
from console.local import local_time
from core.schemas.prompts import PromptOut

_PART = "prompt_part"
_PARTS = ("text", "versions", "moves", "compare", "preview", "try")


def draw(prompt: PromptOut, *, may_change: bool) -> None:
    """Draw the prompt; only the part that is looked at is asked for."""
    say = session.words()
    st.title(as_text(prompt.key), anchor=False)
    st.caption(_facts(prompt))
    draw_leave(editable=prompt.editable, may_change=may_change)
    if prompt.outdated:
        st.warning(say("prompt.outdated", version=prompt.version))
    if told := prompt_text.told():
        st.warning(told)
    if may_change and prompt.editable and prompt.is_active:
        prompt_text.draw_restore(prompt)
    parts = [part for part in _PARTS if part != "try" or may_change]
    part = choose_part(_PART, parts, say("prompts.title"), lambda name: say(f"prompt.part.{name}"))
    if part != "text" and prompt_text.draft_of(prompt).changes:
        st.caption(say("prompt.draft_waits"))
    with failures.one_card():
        _draw_part(part, prompt, may_change=may_change and prompt.editable)


def _draw_part(part: str, prompt: PromptOut, *, may_change: bool) -> None:
    match part:
        case "versions":
            prompt_history.draw_versions(prompt, may_change=may_change)
        case "moves":
            prompt_history.draw_moves(prompt)
        case "compare":
            prompt_history.draw_compare(prompt)
        case "preview":
            prompt_trials.draw_preview(prompt)
        case "try":
            prompt_trials.draw_try(prompt)
        case _:
            prompt_text.draw(prompt, may_change=may_change)


def draw_leave(*, editable: bool, may_change: bool) -> None:
    """Say, before anything is typed, that nothing can be changed here, and why."""
    say = session.words()
    if not may_change:
        st.info(say("prompts.read_only"))
    elif not editable:
        st.warning(say("prompts.frozen"), icon=":material/lock:")


def forget_part() -> None:
    """Let the next prompt open with its text."""
    st.session_state.pop(_PART, None)
    st.query_params.pop(_PART, None)


def _facts(prompt: PromptOut) -> str:
    say = session.words()
    role, version = say(f"prompts.role.{prompt.role}"), version_text(prompt.version)
    facts = [as_text(prompt.title)]
    if prompt.updated_at is None:
        facts.append(say("prompt.facts_never", role=role, version=version))
    else:
        when = local_time(prompt.updated_at)
        if prompt.updated_by:
            when = say("prompt.facts_by", when=when, who=as_text(prompt.updated_by))
        facts.append(say("prompt.facts", role=role, version=version, when=when))
    if prompt.content != prompt.builtin_content:
        facts.append(say("prompt.differs"))
    return " · ".join([*facts, *(as_text(tag) for tag in prompt.tags)])
