"""Long work: how it stands, what there is of it, ending it, trying it again."""

from collections.abc import Sequence
from datetime import datetime

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.envelope import Envelope, Page
from core.schemas.tasks import (
    JobType,
    TaskAccepted,
    TaskBatch,
    TaskBatchOut,
    TaskCancel,
    TaskOut,
    TaskStats,
    TaskStatus,
    TaskSummary,
    TaskView,
)

BATCH_TIMEOUT_S = 60.0
"""A hundred items are done one after the other."""


def tasks(
    *,
    statuses: Sequence[TaskStatus] = (),
    kind: str | None = None,
    user: str | None = None,
    text: str | None = None,
    request_id: str | None = None,
    trace_id: str | None = None,
    batch_id: str | None = None,
    parent_id: str | None = None,
    created_from: datetime | None = None,
    created_to: datetime | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> Call[Page[TaskSummary]]:
    """Ask for tasks, newest first: one's own, or for operators everybody's or those of `user`."""
    query = given(
        status=[status.value for status in statuses] or None,
        kind=kind,
        user=user,
        q=text,
        request_id=request_id,
        trace_id=trace_id,
        batch_id=batch_id,
        parent_id=parent_id,
        created_from=created_from.isoformat() if created_from else None,
        created_to=created_to.isoformat() if created_to else None,
        limit=limit,
        cursor=cursor,
    )
    return Call("GET", "/api/tasks", Envelope[Page[TaskSummary]], query=query)


def task(task_id: str) -> Call[TaskView]:
    """Ask for one task with its history."""
    return Call("GET", path_of("/api/tasks", task_id), Envelope[TaskView])


def task_stats() -> Call[TaskStats]:
    """Ask how many tasks there are, by status and kind, and how long they took."""
    return Call("GET", "/api/tasks/stats", Envelope[TaskStats])


def task_kinds() -> Call[list[JobType]]:
    """Ask for the kinds of tasks."""
    return Call("GET", "/api/tasks/kinds", Envelope[list[JobType]])


def cancel_task(task_id: str, reason: str | None = None) -> Call[TaskOut]:
    """Ask to end a task; where it still is `running` in the answer, its worker was asked to."""
    body = changed(TaskCancel(reason=reason))
    return Call("POST", path_of("/api/tasks", task_id, "cancel"), Envelope[TaskOut], body=body)


def delete_task(task_id: str) -> Call[TaskOut]:
    """Ask to end a task, without a reason; its row and its log stay."""
    return Call("DELETE", path_of("/api/tasks", task_id), Envelope[TaskOut])


def retry_task(task_id: str) -> Call[TaskAccepted]:
    """Ask to try a failed or cancelled task again, as a new one."""
    return Call("POST", path_of("/api/tasks", task_id, "retry"), Envelope[TaskAccepted])


def task_batch(batch: TaskBatch) -> Call[TaskBatchOut]:
    """Ask to submit, cancel and retry up to 100 tasks."""
    return Call(
        "POST",
        "/api/tasks/batch",
        Envelope[TaskBatchOut],
        body=changed(batch),
        timeout_s=BATCH_TIMEOUT_S,
    )
