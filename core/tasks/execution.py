"""One attempt of a task as its handler sees it, and what of it is still to be written."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from core.joblogs.domain import MAX_LINES, Line, make_line
from core.schemas.joblogs import LogLevel
from core.tasks.domain import Claim, ClaimedTask
from core.tasks.endings import Cost, Ending, Page, Progress, Saying
from core.tasks.outcome import TaskLostError

MANY_LINES = 50
"""So many lines are written at once; fewer wait a moment for others."""
MOST_DETAIL = 1_000
"""While so many lines wait to be written, debug lines are left out and counted."""
MAX_WARNINGS = 1_000
"""So many warnings and errors follow in a log that is full."""

_MOST_BEFORE_THE_END = 99
"""Only a task that has succeeded is wholly done."""


class Ledger(Protocol):
    """Who writes down what an execution says and keeps."""

    def note(self, execution: "TaskExecution", *, urgent: bool) -> None:
        """Hear that there is something to write, within a moment or at once."""
        ...

    async def keep(self, execution: "TaskExecution") -> None:
        """Write all there is, and return when it is certain.

        Raises:
            TaskLostError: The task is somebody else's by now.
        """
        ...


class TaskExecution:
    """The run of one claimed task; a `TaskRun`.

    Times of lines are the database's: that of the claim, and what has passed since.
    """

    def __init__(
        self, claim: Claim, ledger: Ledger, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._claim = claim
        self._ledger = ledger
        self._monotonic = monotonic
        self._began = monotonic()
        self._lines: list[Line] = []
        self._said = 0
        self._warned = 0
        self._left_out = 0
        self._full = False
        self._closed = False
        self._kept: dict[str, dict[str, Any]] = dict(claim.steps)
        self._steps: dict[str, dict[str, Any]] = {}
        self._progress = Progress(0, "", 0, 0)
        self._told_progress: Progress | None = self._progress
        self._cost = Cost()
        self._told_cost: Cost | None = self._cost

    @property
    def task(self) -> ClaimedTask:
        """Return the task that was claimed."""
        return self._claim.task

    @property
    def remaining_s(self) -> float | None:
        """Return how long the task had to its deadline when it was claimed."""
        return self._claim.remaining_s

    def log(self, event: str, /, *, level: LogLevel = "info", **data: Any) -> None:
        """Say something to those who watch; see `TaskRun`."""
        if self._closed or not self._has_space(level):
            return
        self._admit_what_was_left_out()
        self._append(Saying(event, level, data))
        self._ledger.note(self, urgent=len(self._lines) >= MANY_LINES)

    def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is; see `TaskRun`."""
        share = min(_MOST_BEFORE_THE_END, 100 * done // total) if total > 0 else 0
        percent = max(share, self._progress.percent)
        self._progress = Progress(percent, stage, done, total)
        self._ledger.note(self, urgent=False)

    def count(self, *, model_calls: int, tokens: int) -> None:
        """Add to what this attempt has cost."""
        self._cost = Cost(self._cost.model_calls + model_calls, self._cost.tokens + tokens)
        self._ledger.note(self, urgent=False)

    def recall(self, step: str) -> dict[str, Any] | None:
        """Return what was kept under `step`."""
        return self._kept.get(step)

    async def keep(self, step: str, output: dict[str, Any]) -> None:
        """Keep what was finished; see `TaskRun`."""
        if self._closed:
            raise TaskLostError("The attempt has ended")
        self._steps[step] = output
        await self._ledger.keep(self)
        self._kept[step] = output

    def close(self) -> None:
        """Hear nothing more of the handler."""
        self._admit_what_was_left_out()
        self._closed = True

    def page(self, ending: Ending | None = None) -> Page:
        """Return all that is not yet written, with the ending and its lines where there is one."""
        lines = list(self._lines)
        for number, said in enumerate(ending.sayings if ending else (), self._said + 1):
            lines.append(self._line(said, number))
        return Page(
            self.task.fence,
            lines,
            steps=dict(self._steps),
            progress=None if self._progress is self._told_progress else self._progress,
            cost=None if self._cost is self._told_cost else self._cost,
            ending=ending,
        )

    def written(self, page: Page) -> None:
        """Hear that what `page` had when it was made is certain."""
        last = max((line.line_no or 0 for line in page.lines), default=0)
        self._lines = [line for line in self._lines if (line.line_no or 0) > last]
        self._drop_steps(page.steps)
        self._told_progress = page.progress or self._told_progress
        self._told_cost = page.cost or self._told_cost

    def refused(self, page: Page) -> None:
        """Hear that `page` cannot be written, ever: PostgreSQL does not take what it says."""
        self._left_out += len(self._lines)
        self._lines = []
        self._drop_steps(page.steps)

    def _drop_steps(self, steps: Mapping[str, dict[str, Any]]) -> None:
        self._steps = {
            step: output
            for step, output in self._steps.items()
            if step not in steps or steps[step] is not output
        }

    def _has_space(self, level: LogLevel) -> bool:
        if level == "debug" and len(self._lines) >= MOST_DETAIL:
            self._left_out += 1
            return False
        if self._said < MAX_LINES:
            return True
        if not self._full:
            self._full = True
            self._append(Saying("log.truncated", "warning"))
        if level not in ("warning", "error") or self._warned >= MAX_WARNINGS:
            return False
        self._warned += 1
        return True

    def _admit_what_was_left_out(self) -> None:
        if self._left_out:
            left_out, self._left_out = self._left_out, 0
            self._append(Saying("log.dropped", "warning", {"count": left_out}))

    def _append(self, said: Saying) -> None:
        self._said += 1
        self._lines.append(self._line(said, self._said))

    def _line(self, said: Saying, number: int) -> Line:
        at = self._claim.at + timedelta(seconds=self._monotonic() - self._began)
        return make_line(
            said.event, said.data, at=at, attempt=self.task.attempt, line_no=number,
            level=said.level,
        )  # fmt: skip
