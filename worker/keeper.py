"""Keeps the leases of all runs of a worker, and hears in doing so what was asked of their tasks."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.kernel.errors import AppError
from core.kernel.stopping import pause
from core.tasks.domain import Fence
from core.tasks.leases import TaskLeases
from core.tasks.repository import Standing
from worker.runs import Run, Stop

SAFE_SHARE = 0.8
"""Without a renewal for this share of the lease a run ends itself, before another can begin."""
_BEATS_PER_LEASE = 3
_PAUSE_SHARE = 1 / 30
"""After a beat that failed the next one follows soon: the database may be back in time."""

_AWAY = (AppError, SQLAlchemyError, TimeoutError)

log = structlog.get_logger(__name__)


class Keeper:
    """Beats for the runs it was given.

    It lives in the loop the runs live in, so that a loop that is blocked loses its leases.
    """

    def __init__(self, leases: TaskLeases, *, lease_s: float) -> None:
        self._leases = leases
        self._lease_s = lease_s
        self._runs: dict[str, Run] = {}
        self._renewals: set[asyncio.Task[dict[str, Standing]]] = set()
        self._stopping = asyncio.Event()

    def add(self, run: Run) -> None:
        """Keep the lease of a run."""
        self._runs[run.task_id] = run

    def remove(self, run: Run) -> None:
        """Let the lease of a run go."""
        if self._runs.get(run.task_id) is run:
            del self._runs[run.task_id]

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()

    async def serve(self) -> None:
        """Beat three times in a lease, until stopped."""
        beaten = True
        while not self._stopping.is_set():
            wait_s = self._lease_s / _BEATS_PER_LEASE if beaten else self._lease_s * _PAUSE_SHARE
            await pause(self._stopping, max(0.0, min(wait_s, self._safe_s())))
            beaten = await self._beat(list(self._runs.values()))
            self._give_up()
        if self._renewals:
            await asyncio.wait(self._renewals)

    async def look(self, task_id: str) -> None:
        """Beat for one task at once, because something was asked of it."""
        run = self._runs.get(task_id)
        if run is not None:
            await self._beat([run])

    async def _beat(self, runs: Collection[Run]) -> bool:
        """Renew, and say whether the database was there."""
        if not runs:
            return True
        asked_at = time.monotonic()
        try:
            standing = await self._renew([run.execution.task.fence for run in runs])
        except _AWAY as error:
            log.warning("task_beat_failed", tasks=len(runs), error=repr(error))
            return False
        for run in runs:
            held = standing.get(run.task_id)
            if held is None:
                run.stop(Stop.LOST)
                continue
            run.safe_until = asked_at + self._lease_s * SAFE_SHARE
            if held.cancel_asked:
                run.stop(Stop.CANCEL)
            elif held.overdue:
                run.stop(Stop.DEADLINE)
        return True

    async def _renew(self, fences: Sequence[Fence]) -> Mapping[str, Standing]:
        """Renew, but leave a renewal alone that takes longer than the runs are safe.

        Cancelling it takes time as well, for a database that hangs is asked to cancel first.

        Raises:
            TimeoutError: It took longer.
        """
        renewing = asyncio.create_task(self._leases.renew(fences))
        self._renewals.add(renewing)
        renewing.add_done_callback(self._renewed)
        try:
            done, _ = await asyncio.wait({renewing}, timeout=max(0.0, self._safe_s()))
        finally:
            renewing.cancel()  # which does nothing to one that is done
        if not done:
            raise TimeoutError("PostgreSQL does not answer in time")
        return renewing.result()

    def _renewed(self, renewing: asyncio.Task[dict[str, Standing]]) -> None:
        self._renewals.discard(renewing)
        if not renewing.cancelled():
            renewing.exception()  # looked at, for nobody may wait for it any more

    def _safe_s(self) -> float:
        """Return how long all runs are still safe."""
        safe_until = min((run.safe_until for run in self._runs.values()), default=float("inf"))
        return min(self._lease_s, safe_until - time.monotonic())

    def _give_up(self) -> None:
        for run in list(self._runs.values()):
            if time.monotonic() >= run.safe_until:
                run.stop(Stop.LOST)
                self.remove(run)
