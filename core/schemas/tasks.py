"""Tasks on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from core.schemas.envelope import WireModel


class TaskStatus(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobType(WireModel):
    """What kind of work a task is, for a face to show: `icon` is a key, not a picture."""

    key: str
    title: str
    title_zh: str
    icon: str


class TaskProgress(WireModel):
    """How far a task is, at most a second ago; it does not go back within one attempt."""

    percent: int = Field(0, ge=0, le=100)
    stage: str | None = None
    done: int | None = None
    total: int | None = None


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
