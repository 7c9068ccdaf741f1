"""Tasks on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from core.schemas.envelope import WireModel


class TaskStatus(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TaskOut(WireModel):
    """A task; `result` has the shape of the synchronous answer."""

    task_id: str
    kind: str
    status: TaskStatus
    request_id: str | None
    trace_id: str
    attempt: int
    request: dict[str, Any]
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class TaskAccepted(WireModel):
    """What a 202 says: where to look."""

    plan: None = None
    task_id: str
    status: TaskStatus
    trace_id: str
    trip_id: None = None
    replayed: bool
    links: dict[str, str]
