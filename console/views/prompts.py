"""The prompt centre: every prompt, one that is opened, and all of them as a file."""

from zoneinfo import ZoneInfo

import streamlit as st
from pydantic import ValidationError

from console import failures, frames, session
from console.components import prompt_page
from console.desk import Api
from console.drafts import is_built_in
from core.client import calls
from core.client.errors import ApiError, ClientError
from core.client.http import Language
from core.schemas.accounts import Role
from core.schemas.prompts import PromptFile, PromptImportIn, PromptSummary

_OPENED = "prompt"
_ROWS_SHOWN = 18
_NOT_FOUND = 404
_FILE_MB = 5


def show() -> None:
    """Draw the prompt that the address names, or the list."""
    role = session.current().user.role
    if not role.includes(Role.RESEARCHER):
        st.title(session.words()("prompts.title"), anchor=False)
        st.info(session.words()("prompts.not_yours"))
        return
    key = st.query_params.get(_OPENED)
    if key:
        _show_one(key, may_change=role.includes(Role.OPERATOR))
    else:
        _show_all(may_change=role.includes(Role.OPERATOR))


def _show_all(*, may_change: bool) -> None:
    say = session.words()
    st.title(say("prompts.title"), anchor=False)
    st.caption(say("prompts.what"))
    with failures.one_card():
        prompts = session.ask(calls.prompts())
        editable = all(prompt.editable for prompt in prompts)
        prompt_page.draw_leave(editable=editable, may_change=may_change)
        _list(prompts)
        with st.expander(say("carry.title")), failures.one_card():
            _carry(may_import=may_change and editable)


def _show_one(key: str, *, may_change: bool) -> None:
    say = session.words()
    st.button(f"← {say('prompts.back')}", key="back", on_click=_close, type="tertiary")
    try:
        prompt = session.ask(calls.prompt(key))
    except ClientError as error:
        if isinstance(error, ApiError) and error.status == _NOT_FOUND:
            st.info(say("prompts.gone"))
        else:
            failures.show(error)
        return
    prompt_page.draw(prompt, may_change=may_change)


def _list(prompts: list[PromptSummary]) -> None:
    say = session.words()
    wanted = st.text_input(
        say("prompts.search"), key="prompt_search", bind="query-params", placeholder="planner"
    )
    found = [prompt for prompt in prompts if _matches(prompt, wanted or "")]
    if not found:
        st.info(say("prompts.none_found"))
        return
    zone = st.context.timezone or "UTC"
    table = frames.prompts_frame(found)
    shown = table.assign(
        version=[_version_text(prompt) for prompt in found],
        updated_at=table["updated_at"].dt.tz_convert(ZoneInfo(zone)).dt.tz_localize(None),
        role=table["role"].map(lambda role: say(f"prompts.role.{role}")),
    )
    chosen = st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "key": st.column_config.TextColumn(say("prompts.key"), width=165, pinned=True),
            "title": st.column_config.TextColumn(say("prompts.name"), width=185),
            "version": st.column_config.TextColumn(say("prompts.version"), width=100),
            "updated_at": st.column_config.DatetimeColumn(
                say("prompts.at"), format="YYYY-MM-DD HH:mm", width=125
            ),
            "updated_by": st.column_config.TextColumn(say("prompts.by"), width=150),
            "tags": st.column_config.ListColumn(say("prompts.tags"), width=90),
            "role": st.column_config.TextColumn(say("prompts.role"), width=60),
        },
        height="content" if len(shown) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN,
        placeholder="–",
        key="prompts_table",
        on_select="rerun",
        selection_mode="single-row",
        alt=say("prompts.title"),
    )
    st.caption(say("prompts.open_how", shown=len(found), count=len(prompts), zone=zone))
    rows = chosen["selection"]["rows"]
    if rows:
        st.query_params[_OPENED] = found[rows[0]].key
        st.rerun()


def _matches(prompt: PromptSummary, wanted: str) -> bool:
    words = " ".join([prompt.key, prompt.title, *prompt.tags]).casefold()
    return all(part in words for part in wanted.casefold().split())


def _version_text(prompt: PromptSummary) -> str:
    say = session.words()
    if prompt.outdated:
        return say("prompts.of_today", version=prompt.version)
    return say("prompts.built_in") if is_built_in(prompt.version) else prompt.version


def _carry(*, may_import: bool) -> None:
    say = session.words()
    st.caption(say("carry.what"))
    api, language = session.current().api, session.language()
    st.download_button(
        say("carry.export"),
        lambda: written(api, language),
        "tripwright-prompts.json",
        "application/json",
        key="prompts_export",
        on_click="ignore",
    )
    if may_import:
        _import()


def written(api: Api, language: Language) -> bytes:
    """Return the file; on a thread of its own, where nothing of the page can be asked for."""
    file = api.send(calls.export_prompts(), language=language)
    return file.model_dump_json(indent=1).encode()


def _import() -> None:
    say = session.words()
    given = st.file_uploader(
        say("carry.file"), "json", key="prompts_file", max_upload_size=_FILE_MB
    )
    if given is None:
        return
    try:
        file = PromptFile.model_validate_json(given.getvalue())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or say("carry.whole")
        st.error(say("carry.not_ours", where=failures.as_text(where), count=error.error_count()))
        return
    st.markdown(say("carry.count", count=len(file.prompts)))
    note = st.text_input(say("prompt.note"), key="prompts_import_note", max_chars=500)
    if st.button(say("carry.import"), key="prompts_import", type="primary"):
        done = session.ask(calls.import_prompts(PromptImportIn(file=file, note=note or "")))
        st.toast(say("carry.done", changed=len(done.changed), unchanged=len(done.unchanged)))
        st.rerun()


def _close() -> None:
    st.query_params.pop(_OPENED, None)
    prompt_page.forget_part()
