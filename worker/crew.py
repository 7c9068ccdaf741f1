"""The tasks a worker runs at the same time."""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.kernel.errors import AppError
from core.schemas.tasks import TaskStatus
from core.tasks.endings import Ending
from core.tasks.leases import Claims, TaskLeases
from worker.runner import TaskRunner
from worker.runs import Run, Stop

_CLAIM_PATIENCE_S = 10.0
"""A claim that is cut off and went through all the same is found by a sweeper as lost."""
_LOST_RACE_PAUSE_S = 0.05
_MOST_UNDER_WAY = 2
"""Times the size: a run whose handler has ended makes room while its end is still being written."""

log = structlog.get_logger(__name__)


class Crew:
    """Claims tasks while there are any and runs up to `size` of them at once.

    It looks for work when woken, and whenever a task has ended as long as there was more than it
    could take. `kinds` says what it serves, with the newest payload version it understands.
    """

    def __init__(
        self,
        leases: TaskLeases,
        runner: TaskRunner,
        kinds: Mapping[str, int],
        *,
        size: int,
        drain_s: float,
    ) -> None:
        self.size: Final = size
        self._leases = leases
        self._runner = runner
        self._kinds = kinds
        self._drain_s = drain_s
        self._runs: dict[asyncio.Task[Ending | None], Run] = {}
        self._may_be_work = asyncio.Event()
        self._may_be_room = asyncio.Event()
        self._stopping = False

    @property
    def running(self) -> int:
        """Return how many tasks are under way."""
        return len(self._runs)

    @property
    def room(self) -> int:
        """Return how many tasks could begin now."""
        if self._stopping:
            return 0
        working = sum(run.at_work for run in self._runs.values())
        return min(self.size - working, _MOST_UNDER_WAY * self.size - len(self._runs))

    def has_room(self) -> bool:
        """Say whether one more task could begin now."""
        return self.room > 0

    def wake(self) -> None:
        """Look for work."""
        self._may_be_work.set()

    def wake_after(self, seconds: float) -> None:
        """Look for work when a task that waits for its time is due."""
        asyncio.get_running_loop().call_later(seconds, self.wake)

    def stop(self) -> None:
        """Claim nothing more; `serve` returns when what is under way has ended or gone back."""
        self._stopping = True
        self._may_be_work.set()
        self._may_be_room.set()

    async def serve(self) -> None:
        """Work until stopped. Tasks then get `drain_s` to finish; the rest is queued again."""
        try:
            while not self._stopping:
                await self._may_be_work.wait()
                if self.has_room():
                    await self._take_on()
                elif not self._stopping:
                    self._may_be_room.clear()
                    await self._may_be_room.wait()
        finally:
            await self._drain()

    async def _take_on(self) -> None:
        """Claim what there is room for, and begin it."""
        self._may_be_work.clear()
        room, asked_at = self.room, time.monotonic()
        try:
            async with asyncio.timeout(_CLAIM_PATIENCE_S):
                claims = await self._leases.claim(self._kinds, room)
        except (AppError, SQLAlchemyError, TimeoutError) as error:
            log.warning("claim_failed", error=repr(error))
            return  # the sweeper looks again
        for claim in claims.won:
            self._start(self._runner.begin(claim, asked_at=asked_at))
        await self._look_again(claims, room)

    async def _look_again(self, claims: Claims, room: int) -> None:
        if claims.others_won:
            await asyncio.sleep(random.uniform(0.2, 1.0) * _LOST_RACE_PAUSE_S)  # noqa: S311
        if claims.others_won or len(claims.won) == room:
            self.wake()

    def _start(self, run: Run) -> None:
        run.when_resting = self._may_be_room.set
        work = asyncio.create_task(self._runner.work(run))
        self._runs[work] = run
        work.add_done_callback(self._ended)

    def _ended(self, work: asyncio.Task[Ending | None]) -> None:
        del self._runs[work]
        self._may_be_room.set()
        if work.cancelled():
            return
        ending = work.result()
        if ending and ending.status is TaskStatus.RETRYING:
            self.wake_after(ending.delay_s)

    async def _drain(self) -> None:
        if self._runs:
            await asyncio.wait(self._runs, timeout=self._drain_s)
        for run in self._runs.values():
            run.stop(Stop.SHUTDOWN)
        if self._runs:
            await asyncio.wait(self._runs)
