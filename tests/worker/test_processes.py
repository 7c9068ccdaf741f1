"""Worker processes, as operators and accidents treat them."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.settings import Settings
from core.queue.arq_queue import ArqQueue
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from tests.support.nursery import Child, fork
from tests.support.tasks import TRIAL, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_LEASE_S = 1.0


async def succeed(_: TaskRun) -> Outcome:
    return Outcome({"by": "another"})


@asynccontextmanager
async def stuck_worker(settings: Settings, nursery: str) -> AsyncIterator[Child]:
    """Run a worker process that begins tasks and never ends one."""
    given = json.dumps(
        {
            "database_url": settings.database_url,
            "redis_url": settings.redis_url,
            "plan_task_lease_s": _LEASE_S,
            "plan_task_drain_s": 0,
        }
    )
    process = await fork(nursery, "tests.worker.process", given)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def once_it_runs(transaction: Transaction, task_id: str) -> AiTask:
    async def look() -> AiTask | None:
        row = await row_of(transaction, task_id)
        return row if row.status == TaskStatus.RUNNING else None

    return await eventually(look)


async def once_it_succeeded(transaction: Transaction, task_id: str) -> AiTask:
    async def look() -> AiTask | None:
        row = await row_of(transaction, task_id)
        return row if row.status == TaskStatus.SUCCEEDED else None

    return await eventually(look)


async def test_what_a_killed_worker_had_is_finished_by_another(
    settings: Settings,
    transaction: Transaction,
    queue: ArqQueue,
    user_id: str,
    start_worker: StartWorker,
    nursery: str,
) -> None:
    task = await submit(transaction, user_id, queue=queue)
    async with stuck_worker(settings, nursery) as worker:
        running = await once_it_runs(transaction, task.task_id)
        assert f":{worker.pid}:" in (running.lease_owner or "")

        worker.kill()
        await worker.wait()
        async with start_worker({TRIAL: succeed}, plan_task_lease_s=_LEASE_S):
            done = await once_it_succeeded(transaction, task.task_id)

    assert done.result_json == {"by": "another"}
    assert (done.crashes, done.attempt) == (1, running.attempt + 1)


async def test_a_worker_told_to_stop_gives_its_task_back_uncounted(
    settings: Settings,
    transaction: Transaction,
    queue: ArqQueue,
    user_id: str,
    start_worker: StartWorker,
    nursery: str,
) -> None:
    task = await submit(transaction, user_id, queue=queue)
    async with stuck_worker(settings, nursery) as worker:
        await once_it_runs(transaction, task.task_id)

        worker.send_signal(signal.SIGTERM)

        assert await worker.wait() == 0
    given_back = await row_of(transaction, task.task_id)
    assert (given_back.status, given_back.crashes) == (TaskStatus.QUEUED, 0)
    async with start_worker({TRIAL: succeed}):
        done = await once_it_succeeded(transaction, task.task_id)
    assert (done.crashes, done.attempt) == (0, given_back.attempt + 1)


async def test_without_its_servers_a_worker_says_so_in_one_sentence(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "worker.serve", cwd=tmp_path, env={}, stdout=PIPE, stderr=PIPE
    )

    printed, complaint = await process.communicate()

    assert (process.returncode, printed) == (1, b"")
    [sentence] = complaint.decode().splitlines()
    assert sentence.startswith("Not set: DATABASE_URL, REDIS_URL")
