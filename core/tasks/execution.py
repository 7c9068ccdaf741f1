"""One attempt of a task as its handler sees it."""

from typing import Any

from core.schemas.joblogs import LogLevel
from core.tasks.domain import ClaimedTask


class TaskExecution:
    """The run of one claimed task; a `TaskRun`."""

    def __init__(self, task: ClaimedTask) -> None:
        self._task = task
        self._kept: dict[str, dict[str, Any]] = {}

    @property
    def task(self) -> ClaimedTask:
        """Return the task that was claimed."""
        return self._task

    def log(self, event: str, /, *, level: LogLevel = "info", **data: Any) -> None:
        """Say something to those who watch."""

    def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is."""

    def count(self, *, model_calls: int, tokens: int) -> None:
        """Add to what this attempt has cost."""

    def recall(self, step: str) -> dict[str, Any] | None:
        """Return what was kept under `step`."""
        return self._kept.get(step)

    async def keep(self, step: str, output: dict[str, Any]) -> None:
        """Keep what was finished."""
        self._kept[step] = output
