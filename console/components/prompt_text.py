"""The text of a prompt: read, changed, kept as a new version; what was typed is never lost."""

from dataclasses import replace
from functools import partial

import streamlit as st

from console import failures, session
from console.components.differences import counts, diff_html
from console.components.prompt_words import version_text
from console.drafts import Draft, Holes, difference, holes_of
from console.failures import as_text
from core.client import calls
from core.client.calls import Call
from core.client.errors import ApiError
from core.schemas.prompts import MAX_CHARS, PromptEdit, PromptOut, PromptRestore

_DRAFTS = "prompt_drafts"
_ROUND = "prompt_round"
_TOLD = "prompt_told"
_CHANGED_MEANWHILE = 412
_HEIGHT_PX = 420
_NOTE_CHARS = 500


def draw(prompt: PromptOut, *, may_change: bool) -> None:
    """Draw the text, to be read or to be changed."""
    if not may_change:
        _draw_holes(holes_of(prompt.content, set(prompt.variables)))
        st.code(prompt.content, language=None, wrap_lines=True)
        return
    draft = draft_of(prompt)
    behind = draft.is_behind(prompt)
    if behind:
        _draw_moved(draft, prompt)
    _draw_editor(draft, prompt, behind=behind)
    st.divider()
    _draw_tags(prompt)


def draft_of(prompt: PromptOut) -> Draft:
    """Return what the visitor has typed, or the text in force where that is nothing."""
    draft: Draft | None = _drafts().get(prompt.key)
    return draft if draft is not None and draft.changes else Draft(prompt, prompt.content)


def begin_from(prompt: PromptOut, text: str) -> None:
    """Make a text the draft."""
    _put(prompt.key, Draft(prompt, text))


def told() -> str | None:
    """Return, once, what the last press of a button came to where it came to nothing."""
    said: str | None = st.session_state.pop(_TOLD, None)
    return said


def change(call: Call[PromptOut]) -> PromptOut | None:
    """Return the prompt after a change; None where somebody else was faster, which is told."""
    try:
        return session.ask(call)
    except ApiError as error:
        if error.status != _CHANGED_MEANWHILE:
            raise
    st.session_state[_TOLD] = session.words()("prompt.too_late")
    return None


def draw_restore(prompt: PromptOut) -> None:
    """Draw the way back to the text that came with the product."""
    say = session.words()
    with st.popover(say("prompt.restore")), failures.one_card():
        st.caption(say("prompt.restore_what"))
        why = st.text_input(say("prompt.why"), key="restore_why", max_chars=_NOTE_CHARS)
        if st.button(say("prompt.restore_do"), key="restore", type="primary"):
            body = PromptRestore(why=why or "")
            if change(calls.restore_prompt(prompt.key, body, prompt.revision)):
                st.toast(say("prompt.activated", version=say("prompts.built_in")))
            st.rerun()


def _draw_editor(draft: Draft, prompt: PromptOut, *, behind: bool) -> None:
    say = session.words()
    names = _widgets(draft.seen)
    began = {names["text"]: draft.text, names["note"]: draft.note, names["at_once"]: draft.at_once}
    for name, value in began.items():
        st.session_state.setdefault(name, value)
    keep = partial(_keep, draft, names)
    st.text_area(
        say("prompt.text"),
        key=names["text"],
        height=_HEIGHT_PX,
        max_chars=MAX_CHARS,
        on_change=keep,
    )
    holes = holes_of(draft.text, set(prompt.variables))
    _draw_holes(holes)
    if draft.text == prompt.content:
        st.caption(say("prompt.unchanged"))
        return
    _draw_difference(prompt.content, draft.text)
    st.text_input(say("prompt.note"), key=names["note"], max_chars=_NOTE_CHARS, on_change=keep)
    st.checkbox(say("prompt.at_once"), key=names["at_once"], on_change=keep)
    with st.container(horizontal=True):
        can = holes.fit and not behind and draft.text != ""
        save = st.button(say("prompt.save"), key="prompt_save", type="primary", disabled=not can)
        if st.button(say("prompt.discard"), key="prompt_discard"):
            _drop(prompt.key)
            st.rerun()
    st.caption(say("prompt.in_this_tab"))
    if save:
        with failures.one_card():
            _save(draft)


def _save(draft: Draft) -> None:
    say = session.words()
    seen = draft.seen
    body = PromptEdit(content=draft.text, note=draft.note, activate=draft.at_once)
    try:
        kept = session.ask(calls.edit_prompt(seen.key, body, seen.revision))
    except ApiError as error:
        if error.status != _CHANGED_MEANWHILE:
            raise
        st.rerun()  # the page reads the prompt anew, and shows what was changed beside the draft
    _drop(seen.key)
    done = "prompt.saved" if draft.at_once else "prompt.kept_aside"
    st.toast(say(done, version=version_text(kept.version)))
    st.rerun()


def _draw_moved(draft: Draft, now: PromptOut) -> None:
    """Draw what somebody else has changed since the draft was begun."""
    say = session.words()
    who = say("prompt.moved_by", who=as_text(now.updated_by)) if now.updated_by else ""
    versions = {"before": version_text(draft.seen.version), "now": version_text(now.version)}
    with st.container(border=True):
        if now.content == draft.seen.content:
            st.warning(say("prompt.moved_tags", by=who, now=versions["now"]))
        else:
            st.warning(say("prompt.moved", by=who, **versions))
            st.markdown(f"**{say('prompt.moved_diff')}**")
            st.html(diff_html(difference(draft.seen.content, now.content), say))
        with st.container(horizontal=True):
            if st.button(say("prompt.go_on"), key="prompt_go_on", type="primary"):
                _drafts()[now.key] = replace(draft, seen=now)
                st.rerun()
            if st.button(say("prompt.take_theirs"), key="prompt_take_theirs"):
                _drop(now.key)
                st.rerun()


def _draw_difference(before: str, after: str) -> None:
    say = session.words()
    lines = difference(before, after)
    inserted, deleted = counts(lines)
    st.markdown(f"**{say('prompt.draft_diff', inserted=inserted, deleted=deleted)}**")
    st.html(diff_html(lines, say))


def _draw_holes(holes: Holes) -> None:
    """Draw which variables a text has, and what is wrong with them."""
    say = session.words()
    shown = [f":green-badge[{as_text(name)}]" for name in holes.filled]
    shown += [f":red-badge[{say('prompt.missing')}: {as_text(name)}]" for name in holes.missing]
    shown += [f":red-badge[{say('prompt.unknown')}: {as_text(name)}]" for name in holes.unknown]
    if shown:
        st.markdown(f"{say('prompt.variables')}: {' '.join(shown)}")
    elif not holes.malformed:
        st.caption(say("prompt.no_variables"))
    if holes.malformed:
        st.markdown(f":red[{say('prompt.malformed')}]")


def _draw_tags(prompt: PromptOut) -> None:
    say = session.words()
    name = f"tags_{prompt.key}_{prompt.revision}"
    tags = st.multiselect(
        say("prompts.tags"),
        prompt.tags,
        default=prompt.tags,
        accept_new_options=True,
        placeholder=say("prompt.tags_how"),
        key=name,
    )
    if sorted(tags) == sorted(prompt.tags):
        return
    if st.button(say("prompt.tags_save"), key="tags_save"):
        with failures.one_card():
            # Unread: the API says better than a crash which tag cannot be one.
            body = PromptEdit.model_construct(_fields_set={"tags"}, tags=list(tags))
            if change(calls.edit_prompt(prompt.key, body, prompt.revision)):
                st.toast(say("prompt.tags_saved"))
            st.rerun()


def _drafts() -> dict[str, Draft]:
    drafts: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    return drafts


def _widgets(seen: PromptOut) -> dict[str, str]:
    """Return the names of the fields; others once the draft is another or was dropped."""
    count = st.session_state.get(_ROUND, 0)
    fields = ("text", "note", "at_once")
    return {field: f"prompt_{field}_{seen.key}_{seen.revision}_{count}" for field in fields}


def _keep(draft: Draft, names: dict[str, str]) -> None:
    """Take what stands in the fields; those that are not drawn are as they were."""
    state = st.session_state
    _drafts()[draft.seen.key] = replace(
        draft,
        text=state.get(names["text"], draft.text),
        note=state.get(names["note"], draft.note),
        at_once=state.get(names["at_once"], draft.at_once),
    )


def _put(key: str, draft: Draft) -> None:
    _drafts()[key] = draft
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _drop(key: str) -> None:
    _drafts().pop(key, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
