"""Worker processes that tests kill, freeze and stop, and what must hold whatever they do."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.settings import Settings
from core.queue.arq_queue import ArqQueue
from core.queue.port import Queue
from core.schemas.tasks import TaskStatus
from core.tasks.domain import is_final
from core.tasks.workers import WorkerRepository
from tests.support.nursery import Child, fork
from tests.support.tasks import add_user, change_row, events_of, mail_of, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker, worker_starter

LEASE_S = 1.5
_PATIENCE_S = 90.0
"""A process may take long to begin on a machine that does other things as well."""


class Site:
    """One person's tasks, the worker processes that do them, and what they left behind."""

    def __init__(
        self,
        transaction: Transaction,
        settings: Settings,
        queue: Queue,
        user_id: str,
        nursery: str,
        folder: Path,
    ) -> None:
        self._nursery = nursery
        self.transaction = transaction
        self.queue = queue
        self.user_id = user_id
        self.settings = settings
        self._asked = folder / "asked"
        self._asked.touch()

    async def submit(self, **payload: Any) -> str:
        """Return the id of a task that does what `payload` says."""
        given = {"asked": str(self._asked), **payload}
        task = await submit(self.transaction, self.user_id, queue=self.queue, payload=given)
        return task.task_id

    @asynccontextmanager
    async def worker(self, **changes: Any) -> AsyncIterator[Child]:
        """Run a worker process, and end it whatever the test did to it."""
        given = {
            "database_url": self.settings.database_url,
            "redis_url": self.settings.redis_url,
            "plan_task_lease_s": LEASE_S,
            "plan_task_drain_s": 0,
            **changes,
        }
        process = await fork(self._nursery, "tests.faults.process", json.dumps(given))
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            await process.wait()

    async def once(self, task_id: str, holds: Callable[[AiTask], bool]) -> AiTask:
        """Return the row as soon as something holds of it."""

        async def look() -> AiTask | None:
            row = await row_of(self.transaction, task_id)
            return row if holds(row) else None

        return await eventually(look, within_s=_PATIENCE_S)

    async def once_alive(self, process: Child) -> None:
        """Return when a worker process has shown that it lives."""

        async def look() -> bool:
            async with self.transaction() as session:
                alive = await WorkerRepository(session).list_alive()
            return any(each.pid == process.pid for each in alive)

        await eventually(look, within_s=_PATIENCE_S)

    async def once_asked(self, *days: int) -> None:
        """Return when the model was asked for these days, in this order."""
        await eventually(lambda: _now(self.asked == list(days)), within_s=_PATIENCE_S)

    async def once_ended(self, task_id: str) -> AiTask:
        """Return the row at its end, after making sure of what holds for every task.

        Its log has no gap and ends with how it ended; its effect is there once where it succeeded.
        """
        row = await self.once(task_id, lambda row: is_final(TaskStatus(row.status)))
        events = await events_of(self.transaction, task_id)
        assert events[-1] == f"task.{row.status}"
        assert events.count(events[-1]) == 1
        return row

    async def hurry(self, task_id: str) -> None:
        """Let a task that waits for its next try be due at once, until cancelled."""
        while True:
            await change_row(self.transaction, task_id, run_after=func.now())
            await asyncio.sleep(0.1)

    async def effects(self) -> int:
        """Return how many outcomes have written their rows."""
        mail = await mail_of(self.transaction, self.user_id)
        return len(mail) - len(mail.lstrip("+"))

    async def events(self, task_id: str) -> list[str]:
        """Return what the log of a task says."""
        return await events_of(self.transaction, task_id)

    @property
    def asked(self) -> list[int]:
        """Return the days the model was asked for, in order."""
        return [int(line) for line in self._asked.read_text().split()]


@pytest.fixture
async def queue(redis_url: str) -> AsyncIterator[ArqQueue]:
    queue = ArqQueue(redis_url)
    yield queue
    await queue.close()


@pytest.fixture
async def site(
    transaction: Transaction, settings: Settings, queue: ArqQueue, nursery: str, tmp_path: Path
) -> Site:
    return Site(transaction, settings, queue, await add_user(transaction), nursery, tmp_path)


def _now(claim: bool) -> Awaitable[bool]:
    async def look() -> bool:
        return claim

    return look()


@pytest.fixture
def start_worker(settings: Settings) -> StartWorker:
    return worker_starter(settings)
