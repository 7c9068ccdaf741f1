"""Reading the logs of tasks."""

from collections.abc import Sequence

from core.client.calls.call import USUAL_TIMEOUT_S, Call, given, path_of
from core.schemas.envelope import Envelope
from core.schemas.joblogs import ExportFormat, JobLogPage, JobUpdate

STREAM_SILENCE_S = 25.0
"""A stream that lives has a heartbeat every 10 s."""
EXPORT_TIMEOUT_S = 60.0


def task_log(
    task_id: str,
    *,
    after: int | None = None,
    last: int | None = None,
    limit: int | None = None,
    wait_s: int = 0,
) -> Call[JobLogPage]:
    """Ask for lines after a cursor, or for the last ones; `wait_s` waits for some to come."""
    query = given(after=after, last=last, limit=limit, wait=wait_s or None)
    return Call(
        "GET",
        path_of("/api/tasks", task_id, "logs"),
        Envelope[JobLogPage],
        query=query,
        timeout_s=USUAL_TIMEOUT_S + wait_s,
    )


def task_log_export(task_id: str, file_format: ExportFormat = "ndjson") -> Call[bytes]:
    """Ask for a whole log as a file."""
    return Call(
        "GET",
        path_of("/api/tasks", task_id, "logs", "export"),
        Envelope[bytes],
        query={"format": file_format},
        accept="*/*",
        raw=True,
        timeout_s=EXPORT_TIMEOUT_S,
    )


def task_stream(task_id: str, after: int | None = None) -> Call[JobUpdate]:
    """Ask to be told what happens to a task; for `follow_task` of the clients."""
    return Call(
        "GET",
        path_of("/api/tasks", task_id, "stream"),
        Envelope[JobUpdate],
        last_event_id=None if after is None else str(after),
        accept="text/event-stream",
        timeout_s=STREAM_SILENCE_S,
    )


def tasks_stream(task_ids: Sequence[str], last_event_id: str | None = None) -> Call[JobUpdate]:
    """Ask to be told what happens to several tasks."""
    return Call(
        "GET",
        "/api/tasks/stream",
        Envelope[JobUpdate],
        query={"ids": ",".join(task_ids)},
        last_event_id=last_event_id,
        accept="text/event-stream",
        timeout_s=STREAM_SILENCE_S,
    )
