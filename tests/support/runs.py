"""One attempt of a task without a database: what was told, kept and counted."""

from typing import Any

from core.kernel.ids import new_id, new_trace_id
from core.schemas.joblogs import LogLevel
from core.tasks.domain import ClaimedTask, Fence


def a_claimed_task(**changes: Any) -> ClaimedTask:
    """Return a task that somebody has claimed for the first time."""
    task_id = new_id()
    values: dict[str, Any] = {
        "task_id": task_id,
        "kind": "trial",
        "user_id": new_id(),
        "payload": {},
        "request_id": None,
        "trace_id": new_trace_id(),
        "fence": Fence(task_id, attempt=1, lease_owner="somebody"),
    }
    return ClaimedTask(**(values | changes))


class CrashError(Exception):
    """The worker is gone."""


class RunFake:
    """A `TaskRun` that remembers; `kept` may be handed on to a second attempt.

    `crash_before` is the number, from 1, of the thing to keep before which the worker is lost.
    """

    def __init__(
        self,
        task: ClaimedTask | None = None,
        *,
        kept: dict[str, dict[str, Any]] | None = None,
        crash_before: int | None = None,
    ) -> None:
        self.task = task or a_claimed_task()
        self.kept = kept if kept is not None else {}
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.stages: list[tuple[str, int, int]] = []
        self.model_calls = 0
        self.tokens = 0
        self._crash_before = crash_before
        self._kept_here = 0

    @property
    def events(self) -> list[str]:
        """Return the events told, in order."""
        return [event for event, _ in self.told]

    def log(self, event: str, /, *, level: LogLevel = "info", **data: Any) -> None:
        self.told.append((event, {"level": level, **data}))

    def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        self.stages.append((stage, done, total))

    def count(self, *, model_calls: int, tokens: int) -> None:
        self.model_calls += model_calls
        self.tokens += tokens

    def recall(self, step: str) -> dict[str, Any] | None:
        return self.kept.get(step)

    async def keep(self, step: str, output: dict[str, Any]) -> None:
        self._kept_here += 1
        if self._kept_here == self._crash_before:
            raise CrashError(step)
        self.kept[step] = output
