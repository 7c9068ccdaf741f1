"""What a handler is and what it hands back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

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


Handler = Callable[[ClaimedTask], Awaitable[Outcome]]
"""Does the work of one kind of task, outside of any transaction.

What it raises makes the task fail: an `AppError` with its code, anything else with 5000. It may be
cancelled at any await, and the task is then run again from its beginning, here or elsewhere.
"""
