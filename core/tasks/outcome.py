"""What a handler is given and what it hands back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from core.kernel.errors import AppError
from core.schemas.joblogs import LogLevel
from core.tasks.domain import ClaimedTask

Write = Callable[[AsyncSession], Awaitable[dict[str, Any]]]
"""Writes domain rows and returns what they add to the result, such as the id of a new row."""


@dataclass(frozen=True)
class Outcome:
    """A finished task's result and the rows that belong to it.

    `write` runs in the transaction that makes the task succeeded: its rows exist exactly when the
    task has succeeded, and once, however often the task was run. It holds SQL only and may be
    called again after a lost connection; what it raises makes the task fail.
    """

    result: dict[str, Any]
    write: Write | None = None


class TaskFailedError(Exception):
    """A handler's way to fail with rows that belong to the failure, such as the planner's books.

    `write` runs in the transaction that makes the task failed, and not where it is tried again.
    """

    def __init__(self, error: AppError, write: Write) -> None:
        super().__init__(error.detail)
        self.error = error
        self.write = write


class TaskRun(Protocol):
    """One attempt of a task, as its handler sees it."""

    @property
    def task(self) -> ClaimedTask:
        """Return the task that was claimed."""
        ...

    def log(self, event: str, /, *, level: LogLevel = "info", **data: Any) -> None:
        """Say something to those who watch: `event` is a key of `core.schemas.job_messages`.

        Returns at once; the line is in SQL within about 0.1 s, and for certain before the next
        step that is kept and before the task ends.
        """
        ...

    def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is; `done` of `total` steps of it. Never goes back."""
        ...

    def count(self, *, model_calls: int, tokens: int) -> None:
        """Add to what this attempt has cost."""
        ...

    def recall(self, step: str) -> dict[str, Any] | None:
        """Return what an earlier attempt, or this one, has kept under `step`."""
        ...

    async def keep(self, step: str, output: dict[str, Any]) -> None:
        """Keep what was finished, so that an attempt after a crash need not do it again.

        Raises:
            TaskLostError: The task is somebody else's by now.
        """
        ...


class TaskLostError(Exception):
    """The fence does not hold any more: whatever this attempt writes is refused."""


Handler = Callable[[TaskRun], Awaitable[Outcome]]
"""Does the work of one kind of task, outside of any transaction.

What it raises makes the task fail or be tried again: an `AppError` with its code, anything else
with 5000. It may be cancelled at any await, and must let that pass; where the worker was lost or
stopped the task is then run again, with the steps it has kept.
"""
