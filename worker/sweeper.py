"""Finds what the bell did not tell: tasks of lost workers, and rings that never arrived."""

import asyncio
import random
from collections.abc import Awaitable

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from core.kernel.errors import AppError
from core.kernel.stopping import pause
from core.queue.beats import WorkerBeat, WorkerBeats
from core.tasks.leases import TaskLeases
from worker.crew import Crew

_JITTER = 0.3

log = structlog.get_logger(__name__)


class Sweeper:
    """Sweeps every `interval_s`, give or take 30 % so that workers do not sweep in step.

    Every worker sweeps; each statement is conditional, so they need no leader.
    """

    def __init__(
        self, leases: TaskLeases, crew: Crew, beats: WorkerBeats, *, owner: str, interval_s: float
    ) -> None:
        self._leases = leases
        self._crew = crew
        self._beats = beats
        self._owner = owner
        self._interval_s = interval_s
        self._stopping = asyncio.Event()

    async def serve(self) -> None:
        """Sweep until stopped, at once for the first time."""
        while not self._stopping.is_set():
            await self.sweep()
            jitter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
            await pause(self._stopping, self._interval_s * jitter)
        await self._tell(self._beats.withdraw(self._owner))

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()

    async def sweep(self) -> None:
        """Rescue, ring again, look for work without having been told, and show that we live."""
        try:
            swept = await self._leases.sweep()
        except (AppError, SQLAlchemyError) as error:
            log.warning("sweep_failed", error=repr(error))
        else:
            if swept.rescued or swept.given_up:
                log.warning("tasks_rescued", task_ids=swept.rescued, given_up=swept.given_up)
        self._crew.wake()
        await self._beat()

    async def _beat(self) -> None:
        beat = WorkerBeat(self._owner, running=self._crew.running, size=self._crew.size)
        await self._tell(self._beats.leave(beat))

    async def _tell(self, telling: Awaitable[None]) -> None:
        try:
            await telling
        except (RedisError, OSError) as error:
            log.debug("worker_beat_failed", error=repr(error))
