"""Rows of tasks as clients see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from core.db.models.task import AiTask, TaskAttempt
from core.schemas.tasks import (
    AttemptOut,
    ChildOut,
    TaskOut,
    TaskProgress,
    TaskStatus,
    TaskSummary,
    TaskView,
)
from core.tasks.domain import is_final
from core.tasks.kinds import kind_of

SHOWN_COLUMNS = (
    "id", "user_id", "kind", "request_id", "request_json", "result_json", "error", "trace_id",
    "parent_id", "batch_id", "status", "attempt", "failures", "max_failures", "deadline_at",
    "cancel_requested_at", "cancel_reason", "progress_pct", "progress_stage", "progress", "log_seq",
    "created_at", "started_at", "finished_at",
)  # fmt: skip
"""What of a row clients see."""

TaskRow = AiTask | Row[Any]
"""A whole task, or a row of at least `SHOWN_COLUMNS`."""

RETRIABLE = frozenset({TaskStatus.FAILED, TaskStatus.CANCELLED})
"""From these a task can be tried again, as a new one."""


def task_summary(row: TaskRow) -> TaskSummary:
    """Return a task as lists show it."""
    progress = row.progress or {}
    return TaskSummary(
        task_id=row.id,
        user_id=row.user_id,
        kind=row.kind,
        job_type=kind_of(row.kind).job_type,
        status=TaskStatus(row.status),
        request_id=row.request_id,
        trace_id=row.trace_id,
        parent_id=row.parent_id,
        batch_id=row.batch_id,
        attempt=row.attempt,
        retry_count=row.failures,
        max_retries=row.max_failures,
        progress=TaskProgress(
            percent=row.progress_pct,
            stage=row.progress_stage,
            done=progress.get("done"),
            total=progress.get("total"),
        ),
        error=row.error,
        last_seq=row.log_seq,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        deadline_at=row.deadline_at,
        cancel_requested_at=row.cancel_requested_at,
        duration_ms=_duration_ms(row.started_at, row.finished_at),
        links=links_of(row.id, TaskStatus(row.status), row.parent_id),
    )


def task_out(row: TaskRow) -> TaskOut:
    """Return a task by itself."""
    return TaskOut(
        **dict(task_summary(row)),
        request=row.request_json,
        result=row.result_json,
        cancel_reason=row.cancel_reason,
    )


def task_view(
    row: AiTask,
    attempts: Sequence[TaskAttempt],
    children: Sequence[AiTask],
    prompt_versions: Mapping[str, list[str]],
) -> TaskView:
    """Return a task with its history."""
    return TaskView(
        **dict(task_out(row)),
        attempts=[AttemptOut.model_validate(attempt) for attempt in attempts],
        children=[
            ChildOut(task_id=child.id, status=TaskStatus(child.status), created_at=child.created_at)
            for child in children
        ],
        prompt_versions=dict(prompt_versions),
    )


def links_of(task_id: str, status: TaskStatus, parent_id: str | None = None) -> dict[str, str]:
    """Return where to look, and what can be asked of a task in this status."""
    base = f"/api/tasks/{task_id}"
    links = {
        "self": base,
        "events": f"{base}/stream",
        "logs": f"{base}/logs",
        "export": f"{base}/logs/export",
    }
    if not is_final(status):
        links["cancel"] = f"{base}/cancel"
    if status in RETRIABLE:
        links["retry"] = f"{base}/retry"
    if parent_id is not None:
        links["parent"] = f"/api/tasks/{parent_id}"
    return links


def _duration_ms(started_at: datetime | None, finished_at: datetime | None) -> float | None:
    if started_at is None or finished_at is None:
        return None
    return (finished_at - started_at).total_seconds() * 1000
