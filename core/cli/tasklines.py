"""How tasks and their logs read in a terminal."""

from collections.abc import Iterator
from datetime import datetime

from core.schemas.job_messages import Language, text_of
from core.schemas.joblogs import JobLine
from core.schemas.tasks import AttemptOut, TaskStatus, TaskSummary, TaskView


def task_line(task: TaskSummary) -> str:
    """Return a task as one line of a list."""
    how = f"{task.progress.percent:3d} %" if task.status is TaskStatus.RUNNING else ""
    return (
        f"{task.task_id}  {task.status.value:<9} {how:<5}  {moment(task.created_at)}"
        f"  {duration(task.duration_ms):>8}  {plain(task.kind):<18} {plain(task.user_id)}"
    ).rstrip()


def view_lines(view: TaskView) -> Iterator[str]:
    """Yield a task's own facts, one a line; those that are not known are left out."""
    stage = view.progress.stage
    facts = {
        "task": view.task_id,
        "kind": f"{plain(view.kind)} ({plain(view.job_type.title)})",
        "status": view.status.value,
        "progress": f"{view.progress.percent} %" + (f", {plain(stage)}" if stage else ""),
        "owner": plain(view.user_id),
        "request id": view.request_id and plain(view.request_id),
        "trace": view.trace_id,
        "again of": view.parent_id,
        "made": moment(view.created_at),
        "begun": view.started_at and moment(view.started_at),
        "ended": view.finished_at and moment(view.finished_at),
        "took": duration(view.duration_ms),
        "failures": f"{view.retry_count} of {view.max_retries}" if view.retry_count else None,
        "reason": view.cancel_reason and plain(view.cancel_reason),
        "error": view.error and plain(_told(view.error)),
        "tried again": ", ".join(child.task_id for child in view.children),
    }
    for name, value in facts.items():
        if value:
            yield f"{name:<12} {value}"


def attempt_line(attempt: AttemptOut) -> str:
    """Return one attempt as a line."""
    said = f": {plain(_told(attempt.error))}" if attempt.error else ""
    return (
        f"{'attempt ' + str(attempt.attempt):<12} {moment(attempt.started_at)}"
        f"  {attempt.outcome or 'under way'}, {attempt.model_calls} model calls,"
        f" {attempt.tokens} tokens, by {plain(attempt.worker_id)}{said}"
    )


def log_line(line: JobLine, language: Language) -> str:
    """Return a line of a log in a language."""
    text = text_of(line.event, line.message, line.data, language)
    return f"{line.seq:>5}  {moment(line.timestamp)}  {line.level:<7}  {plain(text)}"


def moment(at: datetime) -> str:
    """Return a moment in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


def duration(took_ms: float | None) -> str:
    """Return a stretch of time; nothing where there was none."""
    if took_ms is None:
        return ""
    seconds = took_ms / 1000
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def plain(text: str) -> str:
    """Return text without what could command a terminal or break the line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _told(error: dict[str, object]) -> str:
    return f"{error.get('error_type', '')}: {error.get('detail', '')}"
