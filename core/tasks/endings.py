"""How an attempt ends, and what a running task writes: values, decided without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from core.joblogs.domain import Line
from core.kernel.errors import AppError, DeadlineError
from core.schemas.joblogs import LogLevel
from core.schemas.tasks import TaskStatus
from core.tasks.domain import MAX_CRASHES, Fence, failure_of

AttemptOutcome = Literal["succeeded", "failed", "retried", "cancelled", "given_back", "crashed"]

_DEEDS: Mapping[TaskStatus, str] = {
    TaskStatus.SUCCEEDED: "task.succeed",
    TaskStatus.FAILED: "task.fail",
    TaskStatus.CANCELLED: "task.stop",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """A line that is still without a number and a time."""

    event: str
    level: LogLevel = "info"
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a task whose attempt ends, and the last lines that say so."""

    status: TaskStatus
    outcome: AttemptOutcome
    sayings: tuple[Saying, ...]
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    delay_s: float = 0.0

    @property
    def failures(self) -> int:
        """Return how many failures this adds; a lost worker is none of the task's."""
        return int(self.outcome in ("failed", "retried"))

    @property
    def crashes(self) -> int:
        """Return how many crashes this adds."""
        return int(self.outcome == "crashed")

    @property
    def deed(self) -> str | None:
        """Return what the audit says; of a task that goes on, nothing."""
        return _DEEDS.get(self.status)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an attempt is."""

    percent: int
    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What an attempt has cost so far."""

    model_calls: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Everything of one attempt that is to be written at once, under its fence.

    `progress` and `cost` are None where they have not changed.
    """

    fence: Fence
    lines: Sequence[Line] = ()
    steps: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    progress: Progress | None = None
    cost: Cost | None = None
    ending: Ending | None = None


def succeeding(result: dict[str, Any]) -> Ending:
    """Return the good end."""
    return Ending(TaskStatus.SUCCEEDED, "succeeded", (Saying("task.succeeded"),), result=result)


def failing(error: BaseException, trace_id: str) -> Ending:
    """Return the end with what may be told of `error`."""
    failure = failure_of(error, trace_id)
    return Ending(TaskStatus.FAILED, "failed", (saying_of_failure(failure),), error=failure)


def trying_again(error: BaseException, trace_id: str, delay_s: float) -> Ending:
    """Return the end of an attempt whose failure may pass by itself."""
    failure = failure_of(error, trace_id)
    says = {"detail": failure["detail"], "code": failure["code"], "seconds": round(delay_s, 1)}
    return Ending(
        TaskStatus.RETRYING,
        "retried",
        (Saying("task.retrying", "warning", says),),
        error=failure,
        delay_s=delay_s,
    )


def cancelling() -> Ending:
    """Return the end somebody has asked for; the row has by whom and why."""
    return Ending(TaskStatus.CANCELLED, "cancelled", (Saying("task.cancelled"),))


def giving_back(*, resumable: bool, trace_id: str) -> Ending:
    """Return the end of an attempt whose worker stops; what cannot be resumed fails."""
    if resumable:
        return Ending(TaskStatus.QUEUED, "given_back", (Saying("task.given_back"),))
    failure = _restart_failure(trace_id)
    return Ending(TaskStatus.FAILED, "given_back", (saying_of_failure(failure),), error=failure)


def losing(
    *, crashes: int, resumable: bool, cancel_asked: bool, trace_id: str, delay_s: float = 0.0
) -> Ending:
    """Return the end of an attempt whose worker is lost; `crashes` came before this one."""
    lost = Saying("task.worker_lost", "warning")
    if cancel_asked:
        return Ending(TaskStatus.CANCELLED, "crashed", (lost, Saying("task.cancelled")))
    if not resumable:
        failure = _restart_failure(trace_id)
    elif crashes + 1 >= MAX_CRASHES:
        detail = f"The worker was lost {MAX_CRASHES} times while it ran this task"
        failure = _failure("worker_lost", detail, trace_id)
    else:
        return Ending(TaskStatus.RETRYING, "crashed", (lost,), delay_s=delay_s)
    return Ending(TaskStatus.FAILED, "crashed", (lost, saying_of_failure(failure)), error=failure)


def overdue() -> DeadlineError:
    """Return the failure of a task that did not end in time."""
    return DeadlineError("The task did not end before its deadline")


def saying_of_failure(failure: Mapping[str, Any]) -> Saying:
    """Return the last line of a task that failed."""
    return Saying("task.failed", "error", {name: failure[name] for name in ("detail", "code")})


def _restart_failure(trace_id: str) -> dict[str, Any]:
    detail = "The worker stopped, and a task of this kind cannot be resumed"
    return _failure("worker_restart", detail, trace_id)


def _failure(error_type: str, detail: str, trace_id: str) -> dict[str, Any]:
    """Return an error in the shape of `failure_of` for what no exception has told."""
    return {
        "code": AppError.code,
        "error_type": error_type,
        "detail": detail,
        "trace_id": trace_id,
    }
