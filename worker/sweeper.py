"""Finds what nobody was told: tasks of lost workers, missed deadlines, rings that never arrived."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.db.engine import Transaction
from core.kernel.errors import AppError
from core.kernel.stopping import pause
from core.tasks.leases import Swept, TaskLeases
from core.tasks.workers import WorkerBeat, WorkerRepository
from worker.crew import Crew

_JITTER = 0.3
_PATIENCE_S = 15.0
_AWAY = (AppError, SQLAlchemyError, TimeoutError)

log = structlog.get_logger(__name__)


class Sweeper:
    """Sweeps every `interval_s`, give or take 30 % so that workers do not sweep in step.

    Every worker sweeps; each statement is conditional, so they need no leader. `beat` is this
    worker, idle.
    """

    def __init__(
        self,
        leases: TaskLeases,
        crew: Crew,
        transaction: Transaction,
        *,
        beat: WorkerBeat,
        lag_ms: Callable[[], int],
        interval_s: float,
    ) -> None:
        self._leases = leases
        self._crew = crew
        self._transaction = transaction
        self._beat = beat
        self._lag_ms = lag_ms
        self._interval_s = interval_s
        self._stopping = asyncio.Event()

    async def serve(self) -> None:
        """Sweep until stopped, at once for the first time."""
        while not self._stopping.is_set():
            await self.sweep()
            jitter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
            await pause(self._stopping, self._interval_s * jitter)
        await self._withdraw()

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()

    async def sweep(self) -> None:
        """Show that we live, sweep, and look for work without having been told."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._show_life()
                swept = await self._leases.sweep()
        except _AWAY as error:
            log.warning("sweep_failed", error=repr(error))
        else:
            _report(swept)
            if swept.next_due_s is not None and swept.next_due_s < self._interval_s:
                self._crew.wake_after(swept.next_due_s)
        self._crew.wake()

    async def _show_life(self) -> None:
        beat = replace(self._beat, running=self._crew.running, loop_lag_ms=self._lag_ms())
        async with self._transaction() as session:
            await WorkerRepository(session).leave(beat)

    async def _withdraw(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S), self._transaction() as session:
                await WorkerRepository(session).withdraw(self._beat.worker_id)
        except _AWAY as error:
            log.debug("worker_withdraw_failed", error=repr(error))


class LoopLag:
    """Measures how late the loop runs what is due: the longest delay since it was last asked."""

    def __init__(self, every_s: float = 0.25) -> None:
        self._every_s = every_s
        self._longest_s = 0.0
        self._stopping = asyncio.Event()

    def __call__(self) -> int:
        """Return the longest delay since the last call, in milliseconds."""
        longest_s, self._longest_s = self._longest_s, 0.0
        return round(longest_s * 1000)

    async def serve(self) -> None:
        """Measure until stopped."""
        while not self._stopping.is_set():
            due = time.monotonic() + self._every_s
            await pause(self._stopping, self._every_s)
            self._longest_s = max(self._longest_s, time.monotonic() - due)

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()


def _report(swept: Swept) -> None:
    if swept.rescued or swept.given_up or swept.cancelled:
        log.warning(
            "tasks_rescued",
            task_ids=swept.rescued,
            given_up=swept.given_up,
            cancelled=swept.cancelled,
        )
    if swept.overdue:
        log.warning("tasks_overdue", task_ids=swept.overdue)
