"""The log of a task on the wire: the same lines in a snapshot, a stream, a poll and an export."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from core.schemas.envelope import WireModel
from core.schemas.tasks import JobType, TaskProgress, TaskStatus

LogLevel = Literal["debug", "info", "warning", "error"]


class JobLine(WireModel):
    """One line. `message` is an English key whose `{names}` are in `data`.

    `core.schemas.job_messages` has the same key in other languages, by `event`.
    """

    seq: int = Field(description="1, 2, 3 … without a gap, over all attempts; the cursor.")
    attempt: int
    timestamp: datetime
    level: LogLevel
    event: str
    message: str
    data: dict[str, Any] = Field(default_factory=dict)


class JobStats(WireModel):
    """What the task has cost so far."""

    llm_calls: int
    tokens: int


class JobUpdate(WireModel):
    """How a task stands and, where one came, a line of its log."""

    job_id: str
    job_type: JobType
    status: TaskStatus
    attempt: int
    progress: TaskProgress
    stats: JobStats
    event: JobLine | None = None


class JobLogPage(WireModel):
    """Lines after a cursor; pass `cursor` back for those that follow."""

    job_id: str
    status: TaskStatus
    lines: list[JobLine]
    cursor: int
    has_more: bool
    ended: bool = Field(description="The task has ended and these are its last lines.")
