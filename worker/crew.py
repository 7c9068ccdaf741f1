"""The tasks a worker runs at the same time."""

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.kernel.errors import AppError
from core.tasks.domain import ClaimedTask
from worker.runner import TaskRunner

log = structlog.get_logger(__name__)


class Crew:
    """Claims tasks while there are any and runs up to `size` of them at once.

    It looks for work when woken and whenever a task has ended.
    """

    def __init__(self, runner: TaskRunner, *, size: int, drain_s: float) -> None:
        self.size: Final = size
        self._runner = runner
        self._drain_s = drain_s
        self._runs: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._give_back = asyncio.Event()
        self._stopping = False

    @property
    def running(self) -> int:
        """Return how many tasks are under way."""
        return len(self._runs)

    def has_room(self) -> bool:
        """Say whether one more task could begin now."""
        return self.running < self.size and not self._stopping

    def wake(self) -> None:
        """Look for work."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; `serve` returns when what is under way has ended or gone back."""
        self._stopping = True
        self.wake()

    async def serve(self) -> None:
        """Work until stopped. Tasks then get `drain_s` to finish; the rest is queued again."""
        try:
            while not self._stopping:
                await self._woken.wait()
                self._woken.clear()
                while self.has_room() and (task := await self._claim()):
                    self._start(task)
        finally:
            await self._drain()

    async def _claim(self) -> ClaimedTask | None:
        try:
            return await self._runner.claim()
        except (AppError, SQLAlchemyError) as error:
            log.warning("claim_failed", error=repr(error))
            return None

    def _start(self, task: ClaimedTask) -> None:
        run = asyncio.create_task(self._runner.run(task, self._give_back))
        self._runs.add(run)
        run.add_done_callback(self._ended)

    def _ended(self, run: asyncio.Task[None]) -> None:
        self._runs.discard(run)
        self.wake()

    async def _drain(self) -> None:
        if self._runs:
            await asyncio.wait(self._runs, timeout=self._drain_s)
        self._give_back.set()
        if self._runs:
            await asyncio.wait(self._runs)
