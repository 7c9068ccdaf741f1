"""Tasks on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from core.schemas.envelope import Problem, RequestModel, WireModel


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


class TaskSummary(WireModel):
    """A task in a list; `error` says why it failed, `links` what can be asked of it now."""

    task_id: str
    user_id: str
    kind: str
    job_type: JobType
    status: TaskStatus
    request_id: str | None
    trace_id: str
    parent_id: str | None = Field(description="The task this one is another try of.")
    batch_id: str | None
    attempt: int = Field(description="How many times a worker has taken it.")
    retry_count: int = Field(description="How many times it has failed and was tried again.")
    max_retries: int = Field(description="After so many failures it is not tried again.")
    progress: TaskProgress
    error: dict[str, Any] | None
    last_seq: int = Field(description="Number of the last line of its log.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None
    cancel_requested_at: datetime | None
    duration_ms: float | None = Field(description="From its first start to its end.")
    links: dict[str, str]


class TaskOut(TaskSummary):
    """A task; `result` has the shape of the synchronous answer."""

    request: dict[str, Any]
    result: dict[str, Any] | None
    cancel_reason: str | None


class AttemptOut(WireModel):
    """One time a worker had the task; without an `outcome` it is under way."""

    attempt: int
    worker_id: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    error: dict[str, Any] | None
    model_calls: int
    tokens: int


class ChildOut(WireModel):
    """Another try of a task, asked for by hand."""

    task_id: str
    status: TaskStatus
    created_at: datetime


class TaskView(TaskOut):
    """A task with its history, oldest first."""

    attempts: list[AttemptOut]
    children: list[ChildOut]
    prompt_versions: dict[str, list[str]] = Field(
        default_factory=dict,
        description="By which texts the model was asked, by key; several where one was changed.",
    )


class TaskAccepted(WireModel):
    """What a 202 says: where to look."""

    plan: None = None
    task_id: str
    status: TaskStatus
    trace_id: str
    trip_id: None = None
    replayed: bool
    links: dict[str, str]


class TaskCancel(RequestModel):
    """Why a task is to be cancelled."""

    reason: str | None = Field(None, max_length=500)


class Durations(WireModel):
    """How long succeeded tasks took, from their first start to their end."""

    count: int
    mean_ms: float | None
    p50_ms: float | None
    p95_ms: float | None


class KindStats(WireModel):
    """The tasks of one kind."""

    job_type: JobType
    stats: dict[TaskStatus, int]
    durations: Durations


class TaskStats(WireModel):
    """How many tasks are in each status, and how long they took."""

    stats: dict[TaskStatus, int]
    durations: Durations
    kinds: list[KindStats]


MAX_BATCH = 100
_TaskId = Annotated[str, Field(min_length=1, max_length=64)]


class BatchSubmit(RequestModel):
    """Submit a task: `request` is the body of the kind's own route."""

    action: Literal["submit"]
    kind: str = Field(min_length=1, max_length=64)
    request: dict[str, Any]
    request_id: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="The same id and request give the same task again.",
    )


class BatchCancel(RequestModel):
    """Cancel a task."""

    action: Literal["cancel"]
    task_id: _TaskId
    reason: str | None = Field(None, max_length=500)


class BatchRetry(RequestModel):
    """Try a failed or cancelled task again."""

    action: Literal["retry"]
    task_id: _TaskId


def _action_of(item: Any) -> Any:
    # Not by the field's name: pydantic allows that only where no validator sees the field first.
    return item.get("action") if isinstance(item, dict) else getattr(item, "action", None)


BatchItem = Annotated[
    Annotated[BatchSubmit, Tag("submit")]
    | Annotated[BatchCancel, Tag("cancel")]
    | Annotated[BatchRetry, Tag("retry")],
    Discriminator(_action_of),
]


class TaskBatch(RequestModel):
    """Things to do to tasks, in this order; each stands or fails by itself."""

    items: list[BatchItem] = Field(min_length=1, max_length=MAX_BATCH)


class BatchOutcome(WireModel):
    """What became of one item: a task, or the problem its own route would have answered."""

    index: int
    action: Literal["submit", "cancel", "retry"]
    status: int = Field(description="The HTTP status its own route would have answered.")
    code: int
    replayed: bool = False
    task: TaskSummary | None
    problem: Problem | None


class TaskBatchOut(WireModel):
    """An outcome for each item, in their order."""

    batch_id: str = Field(description="Of the tasks this batch has made.")
    succeeded: int
    failed: int
    items: list[BatchOutcome]
