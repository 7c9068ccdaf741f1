"""A task's life with a whole worker in this process, on real servers."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.task import Worker
from core.kernel.context import current_trace_id
from core.queue.arq_queue import ArqQueue
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from core.tasks.workers import WorkerRepository
from tests.support.tasks import TRIAL, mail_of, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_NOBODY = "redis://127.0.0.1:1/0"


async def echo(run: TaskRun) -> Outcome:
    return Outcome({"echo": run.task.payload, "trace_id": current_trace_id()})


async def alive(transaction: Transaction) -> list[Worker]:
    async with transaction() as session:
        return await WorkerRepository(session).list_alive()


async def is_in(lines: list[EventDict], line: EventDict) -> bool:
    return line in lines


def has_succeeded(transaction: Transaction, *task_ids: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        rows = [await row_of(transaction, task_id) for task_id in task_ids]
        return all(row.status == TaskStatus.SUCCEEDED for row in rows)

    return look


async def test_a_rung_worker_does_the_task(
    transaction: Transaction,
    queue: ArqQueue,
    user_id: str,
    start_worker: StartWorker,
    logged: list[EventDict],
) -> None:
    async with start_worker({TRIAL: echo}):
        await eventually(lambda: alive(transaction))
        task = await submit(transaction, user_id, queue=queue, payload={"days": 3})

        await eventually(has_succeeded(transaction, task.task_id))
        rung = {"event": "bell_rung", "task_id": task.task_id, "log_level": "debug"}
        await eventually(lambda: is_in(logged, rung))  # later than the shout, which was enough

    row = await row_of(transaction, task.task_id)
    assert row.result_json == {"echo": {"days": 3}, "trace_id": task.trace_id}
    assert (row.attempt, row.error) == (1, None)


async def test_a_task_is_done_though_redis_lost_every_ring(
    transaction: Transaction,
    redis: Redis,
    queue: ArqQueue,
    user_id: str,
    start_worker: StartWorker,
) -> None:
    task = await submit(transaction, user_id, queue=queue)
    await redis.flushdb()

    async with start_worker({TRIAL: echo}):
        await eventually(has_succeeded(transaction, task.task_id))


async def test_tasks_are_done_while_redis_is_away(
    transaction: Transaction, user_id: str, start_worker: StartWorker
) -> None:
    unreachable = MemoryQueue(reachable=False)
    async with start_worker({TRIAL: echo}, redis_url=_NOBODY, plan_task_lease_s=1.0):
        tasks = [await submit(transaction, user_id, queue=unreachable) for _ in range(3)]

        await eventually(has_succeeded(transaction, *(task.task_id for task in tasks)))


async def test_as_many_tasks_run_at_once_as_the_worker_has_places(
    transaction: Transaction, user_id: str, start_worker: StartWorker
) -> None:
    places = 2
    pair = asyncio.Barrier(places)
    under_way: set[str] = set()
    most = 0

    async def wait_for_the_other(run: TaskRun) -> Outcome:
        nonlocal most
        under_way.add(run.task.task_id)
        most = max(most, len(under_way))
        await pair.wait()
        under_way.discard(run.task.task_id)
        return Outcome({})

    tasks = [await submit(transaction, user_id) for _ in range(3 * places)]

    async with start_worker({TRIAL: wait_for_the_other}, plan_task_worker_concurrency=places):
        await eventually(has_succeeded(transaction, *(task.task_id for task in tasks)))

    assert most == places


async def test_the_rows_of_an_outcome_are_saved_once(
    transaction: Transaction, queue: ArqQueue, user_id: str, start_worker: StartWorker
) -> None:
    async def save(run: TaskRun) -> Outcome:
        async def write(session: AsyncSession) -> dict[str, Any]:
            await session.execute(
                update(User).where(User.id == run.task.user_id).values(email="+" + User.email)
            )
            return {"saved": True}

        return Outcome({"plan": "p"}, write)

    before = await mail_of(transaction, user_id)
    task = await submit(transaction, user_id, queue=queue)

    async with start_worker({TRIAL: save}), start_worker({TRIAL: save}):
        await eventually(has_succeeded(transaction, task.task_id))

    assert (await row_of(transaction, task.task_id)).result_json == {"plan": "p", "saved": True}
    assert await mail_of(transaction, user_id) == f"+{before}"


async def test_a_worker_is_seen_while_it_lives(
    transaction: Transaction, start_worker: StartWorker
) -> None:
    async with start_worker({TRIAL: echo}, plan_task_worker_concurrency=3):
        [seen] = await eventually(lambda: alive(transaction))

    assert (seen.pid, seen.kinds, seen.running, seen.size) == (os.getpid(), [TRIAL], 0, 3)
    assert await alive(transaction) == []
