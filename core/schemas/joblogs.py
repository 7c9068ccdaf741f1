"""The log of a task on the wire: the same lines in a page, a stream, a poll and an export."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from core.schemas.envelope import WireModel
from core.schemas.tasks import JobType, TaskProgress, TaskStatus

LogLevel = Literal["debug", "info", "warning", "error"]
ExportFormat = Literal["ndjson", "text"]


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
    """What the task has cost so far, over all attempts."""

    llm_calls: int
    tokens: int


class JobState(WireModel):
    """How a task stands, at most a second ago."""

    job_id: str
    job_type: JobType
    status: TaskStatus
    attempt: int
    progress: TaskProgress
    stats: JobStats


class JobUpdate(JobState):
    """How a task stands and, where one came, a line of its log."""

    event: JobLine | None = None


class JobHeartbeat(WireModel):
    """A sign that a stream lives, for clients that cannot see comments."""

    job_id: str
    status: TaskStatus
    last_seq: int
    server_time: datetime


class JobReconnect(WireModel):
    """The stream ends here and goes on in another one, from its last id."""

    reason: Literal["age", "shutdown"]


class JobGone(WireModel):
    """The task was cleaned up while somebody watched it."""

    job_id: str


class JobLogPage(JobState):
    """Lines after a cursor; pass `cursor` back as `after` for those that follow."""

    lines: list[JobLine]
    cursor: int
    has_more: bool
    ended: bool = Field(description="The task has ended and these are its last lines.")
