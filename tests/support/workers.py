"""How tests run a worker."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.queue.memory_queue import MemoryQueue
from core.tasks.endings import Ending
from core.tasks.leases import TaskLeases, Tell, nobody_is_told
from core.tasks.outcome import Handler, Outcome, TaskRun
from core.tasks.workers import WorkerBeat
from tests.support.tasks import TRIAL
from worker.crew import Crew
from worker.keeper import SAFE_SHARE, Keeper
from worker.runner import TaskRunner
from worker.runs import Run
from worker.serve import serve
from worker.writer import Writer


class StartWorker(Protocol):
    """Runs a worker with these handlers, and settings that differ in these fields."""

    def __call__(
        self, handlers: Mapping[str, Handler], **changes: object
    ) -> AbstractAsyncContextManager[None]: ...


def worker_starter(settings: Settings) -> StartWorker:
    """Return what runs a whole worker in this process, on these settings."""

    @asynccontextmanager
    async def started(handlers: Mapping[str, Handler], **changes: object) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        here = settings.model_copy(update=changes)
        async with asyncio.TaskGroup() as group:  # a worker that breaks down ends the test at once
            group.create_task(serve(here, lambda _: handlers, stopping=stopping))
            yield
            stopping.set()

    return started


def a_worker_beat(**changes: Any) -> WorkerBeat:
    """Return the beat of an idle worker."""
    values: dict[str, Any] = {
        "worker_id": "host:1:a",
        "host": "host",
        "pid": 1,
        "version": "1",
        "kinds": ["trial"],
        "size": 4,
    }
    return WorkerBeat(**(values | changes))


class Workplace:
    """A worker named "a" without a bell and a sweeper: a test says when it claims."""

    def __init__(
        self,
        transaction: Transaction,
        handlers: Mapping[str, Handler],
        *,
        lease_s: float,
        tell: Tell,
    ) -> None:
        self.queue = MemoryQueue()
        self.leases = TaskLeases(transaction, self.queue, owner="a", lease_s=lease_s, tell=tell)
        self.writer = Writer(self.leases, patience_s=lease_s * SAFE_SHARE)
        self.keeper = Keeper(self.leases, lease_s=lease_s)
        self.runner = TaskRunner(handlers, self.writer, self.keeper, lease_s=lease_s)
        self.kinds = dict.fromkeys(handlers, 1)

    async def begin(self) -> Run:
        """Claim a task and return its run, which does nothing yet."""
        asked_at = asyncio.get_running_loop().time()
        claims = await self.leases.claim(self.kinds)
        [claim] = claims.won
        return self.runner.begin(claim, asked_at=asked_at)

    async def work(self) -> Ending | None:
        """Claim a task and do it to its end."""
        return await self.runner.work(await self.begin())

    def crew(self, *, size: int, drain_s: float = 30.0) -> Crew:
        """Return people for this place."""
        return Crew(self.leases, self.runner, self.kinds, size=size, drain_s=drain_s)


@asynccontextmanager
async def workplace(
    transaction: Transaction,
    handler: Handler,
    *,
    lease_s: float = 30.0,
    tell: Tell = nobody_is_told,
) -> AsyncIterator[Workplace]:
    """Yield a workplace for trials, with the loops that write and that keep leases."""
    place = Workplace(transaction, {TRIAL: handler}, lease_s=lease_s, tell=tell)
    async with asyncio.TaskGroup() as group:
        group.create_task(place.writer.serve())
        group.create_task(place.keeper.serve())
        try:
            yield place
        finally:
            place.keeper.stop()
            place.writer.stop()


class Patient:
    """A handler that waits to be released and remembers being cancelled instead."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.release = asyncio.Event()
        self.cancelled = False

    async def __call__(self, _: TaskRun) -> Outcome:
        self.began.set()
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return Outcome({"released": True})
