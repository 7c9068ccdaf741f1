"""A saved trip as PDF: a task of the worker that is watched until its file can be had."""

from functools import partial

import streamlit as st

from console import session
from console.desk import Api
from console.failures import as_text
from core.client import calls
from core.client.http import Language
from core.schemas.exports import PdfIn, PdfOut
from core.schemas.tasks import TaskOut, TaskStatus

_PAPERS = ("a4", "letter")
_ENDED = (TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED)
_TASKS = "pdf_tasks"
_EVERY_S = 1.0


def draw(trip_id: str) -> None:
    """Draw the button that prints the trip, and how far its last task is."""
    say = session.words()
    tasks: dict[str, str] = st.session_state.setdefault(_TASKS, {})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        paper = st.segmented_control(
            say("pdf.paper"),
            _PAPERS,
            default=_PAPERS[0],
            required=True,
            format_func=lambda each: say(f"pdf.{each}"),
            key="pdf_paper",
        )
        wanted = st.button(say("pdf.do"), key="pdf")
    if wanted:
        body = PdfIn(language=session.language(), paper=paper)
        tasks[trip_id] = session.ask(calls.print_trip(trip_id, body)).task_id
    if trip_id not in tasks:
        st.caption(say("pdf.what"))
        return
    task = session.ask(calls.task(tasks[trip_id]))
    if task.status in _ENDED:
        _draw_ended(task)
    else:
        _follow(task.task_id)


@st.fragment(run_every=_EVERY_S)
def _follow(task_id: str) -> None:
    """Draw how far a task is, every second; when it has ended the page is drawn anew."""
    say = session.words()
    task = session.ask(calls.task(task_id))
    if task.status in _ENDED:
        st.rerun()
    stage = task.progress.stage or task.status.value
    st.progress(task.progress.percent / 100, text=say.known(f"pdf.stage.{stage}", stage))
    if st.button(say("pdf.cancel"), key="pdf_cancel"):
        session.ask(calls.cancel_task(task_id))
        st.rerun()


def _draw_ended(task: TaskOut) -> None:
    say = session.words()
    if task.status is TaskStatus.CANCELLED:
        st.info(say("pdf.cancelled"))
        return
    if task.status is TaskStatus.FAILED or task.result is None:
        reason = str((task.error or {}).get("detail", ""))
        st.error(say("pdf.failed", reason=as_text(reason), task_id=task.task_id))
        return
    pdf = PdfOut.model_validate(task.result)
    st.success(say("pdf.done", pages=pdf.pages, version=pdf.version))
    if pdf.missing_characters:
        st.warning(say("pdf.missing", count=pdf.missing_characters))
    st.download_button(
        say("pdf.download"),
        partial(_content, session.current().api, pdf.file.sha256, session.language()),
        pdf.file.name,
        pdf.file.media_type,
        key="pdf_download",
        on_click="ignore",
    )


def _content(api: Api, sha256: str, language: Language) -> bytes:
    """Return the file; on a thread of its own, where nothing of the page can be asked for."""
    return api.send(calls.file(sha256), language=language)
