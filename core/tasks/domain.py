"""The life of a task as rules: which status follows which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.kernel.errors import AppError
from core.schemas.tasks import TaskStatus

MAX_CRASHES = 5
"""A task that took so many workers with it is not given to another one."""

TRANSITIONS: Mapping[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.QUEUED: frozenset({TaskStatus.RUNNING, TaskStatus.FAILED, TaskStatus.CANCELLED}),
    TaskStatus.RETRYING: frozenset({TaskStatus.RUNNING, TaskStatus.FAILED, TaskStatus.CANCELLED}),
    TaskStatus.RUNNING: frozenset(
        {
            TaskStatus.SUCCEEDED,
            TaskStatus.FAILED,
            TaskStatus.CANCELLED,
            TaskStatus.QUEUED,
            TaskStatus.RETRYING,
        }
    ),
    TaskStatus.SUCCEEDED: frozenset(),
    TaskStatus.FAILED: frozenset(),
    TaskStatus.CANCELLED: frozenset(),
}
"""From each status, those that may follow.

A worker that stops gives back to queued, a crash or a failure that may pass goes to retrying, and
what waits can only be cancelled or miss its deadline.
"""


def sources_of(target: TaskStatus) -> list[TaskStatus]:
    """Return the statuses from which a task may become `target`."""
    return [status for status, following in TRANSITIONS.items() if target in following]


def is_final(status: TaskStatus) -> bool:
    """Say whether nothing follows `status`."""
    return not TRANSITIONS[status]


@dataclass(frozen=True)
class Fence:
    """What a worker must still hold to write: the claim it won, by number and by name."""

    task_id: str
    attempt: int
    lease_owner: str


@dataclass(frozen=True)
class ClaimedTask:
    """A task a worker has won, with all that its handler may know."""

    task_id: str
    kind: str
    user_id: str
    payload: dict[str, Any]
    request_id: str | None
    trace_id: str
    fence: Fence
    failures: int = 0
    max_failures: int = 3

    @property
    def may_fail_again(self) -> bool:
        """Say whether one more failure would not be the last."""
        return self.failures + 1 < self.max_failures

    @property
    def attempt(self) -> int:
        """Return how many times the task was claimed, this time included."""
        return self.fence.attempt


@dataclass(frozen=True)
class Claim:
    """A claim that was won: the task, when that was by the database's clock, and what is kept.

    `last_seq` is the number of the line that says so. `remaining_s` is the time to the deadline.
    """

    task: ClaimedTask
    at: datetime
    last_seq: int
    remaining_s: float | None
    steps: Mapping[str, dict[str, Any]]


def failure_of(error: BaseException, trace_id: str) -> dict[str, Any]:
    """Return what a failed task keeps of `error`; of one we did not expect, nothing but its code.

    Shape: `{code, error_type, detail, trace_id}` and what the failure has in its data, such as the
    `checks` no plan passed.
    """
    known = error if isinstance(error, AppError) else AppError()
    return {
        **known.data,
        "code": known.code,
        "error_type": known.data.get("error_type", known.slug.replace("-", "_")),
        "detail": known.detail,
        "trace_id": trace_id,
    }
