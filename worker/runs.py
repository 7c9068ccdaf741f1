"""One run: an execution that can be told to stop, and why."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto

from core.tasks.execution import TaskExecution


class Stop(Enum):
    """Why a run is to stop before its handler has ended."""

    LOST = auto()
    """The lease is gone, or may be: nothing of the run may be written."""
    CANCEL = auto()
    DEADLINE = auto()
    SHUTDOWN = auto()


class Run:
    """A run under way. The first reason to stop counts, unless the task is lost on top of it."""

    def __init__(self, execution: TaskExecution, *, safe_until: float) -> None:
        self.execution = execution
        self.safe_until = safe_until
        """Until then, by the loop's clock, nobody else can have been given the task."""
        self.stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.reason: Stop | None = None
        self.at_work = True
        """Whether its handler has yet to end; what is left then is to write how."""
        self.when_resting: Callable[[], None] = lambda: None
        self.when_lost: Callable[[], None] = lambda: None

    @property
    def task_id(self) -> str:
        """Return the id of the task."""
        return self.execution.task.task_id

    def rest(self) -> None:
        """Say that the handler has ended."""
        self.at_work = False
        self.when_resting()

    def stop(self, reason: Stop) -> None:
        """Tell the run to stop; returns at once."""
        if self.reason is None or reason is Stop.LOST:
            self.reason = reason
        if reason is Stop.LOST:
            self.when_lost()
        if not self.stopped.done():
            self.stopped.set_result(None)
