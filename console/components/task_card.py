"""A task behind an answer: how it stands, what its log says, and the trip that came of it."""

import streamlit as st

from console import session
from console.failures import as_text
from console.local import local_time
from core.client import calls
from core.schemas.job_messages import text_of
from core.schemas.joblogs import JobLine
from core.schemas.tasks import TaskStatus, TaskView

_ENDED = (TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED)
_COLOURS = {
    TaskStatus.SUCCEEDED: "green",
    TaskStatus.FAILED: "red",
    TaskStatus.CANCELLED: "gray",
}
_EVERY_S = 2.0
_LINES = 12


def draw(task_id: str) -> None:
    """Draw a task; while it goes on, anew every other second."""
    task = session.ask(calls.task(task_id))
    if task.status in _ENDED:
        _draw(task)
    else:
        _follow(task_id)


@st.fragment(run_every=_EVERY_S)
def _follow(task_id: str) -> None:
    say = session.words()
    task = session.ask(calls.task(task_id))
    if task.status in _ENDED:
        st.rerun()
    _draw(task)
    if st.button(say("task.cancel"), key=f"cancel_{task_id}"):
        session.ask(calls.cancel_task(task_id))
        st.rerun()


def _draw(task: TaskView) -> None:
    say = session.words()
    language = session.language()
    with st.container(border=True):
        title = task.job_type.title_zh if language == "zh" else task.job_type.title
        status = say(f"task.{task.status}")
        st.markdown(f"**{as_text(title)}** :{_COLOURS.get(task.status, 'blue')}-badge[{status}]")
        if task.status not in _ENDED:
            st.progress(task.progress.percent / 100, text=f"{task.progress.percent} %")
        st.caption(_figures(task))
        if task.error:
            st.error(as_text(str(task.error.get("detail", ""))))
        if trip_id := (task.result or {}).get("trip_id"):
            st.markdown(f"[{say('answer.trip')}](/trips?trip={trip_id})")
        lines = session.ask(calls.task_log(task.task_id, last=_LINES)).lines
        st.caption("  \n".join(_line(line) for line in lines))


def _figures(task: TaskView) -> str:
    say = session.words()
    told = [
        say("task.begun", when=local_time(task.created_at)),
        say("task.attempts", count=task.attempt),
        say("task.calls", count=sum(each.model_calls for each in task.attempts)),
    ]
    if task.duration_ms is not None:
        told.append(say("task.took", seconds=f"{task.duration_ms / 1000:.1f}"))
    return " · ".join(told)


def _line(line: JobLine) -> str:
    said = text_of(line.event, line.message, line.data, session.language())
    return f"{line.seq}\\. {as_text(said)}"  # not the first of a list
