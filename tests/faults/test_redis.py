"""F5, F6, F7, F9: Redis loses what it was told, says it ten times, or says nothing at all."""

import asyncio
from urllib.parse import urlsplit

from redis.asyncio import Redis
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.queue.arq_queue import ArqQueue
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.cancelling import Wish
from core.tasks.outcome import Outcome, TaskRun
from core.tasks.service import TaskService
from tests.faults.conftest import Site
from tests.support.proxy import proxy_to, silent_port
from tests.support.tasks import TRIAL, add_user, once_succeeded, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker


async def echo(run: TaskRun) -> Outcome:
    run.log("plan.checked")
    return Outcome({"attempt": run.task.attempt})


async def test_ten_rings_for_one_task_are_one_run(
    transaction: Transaction, queue: ArqQueue, start_worker: StartWorker
) -> None:
    task = await submit(transaction, await add_user(transaction), queue=queue)
    for _ in range(10):
        await queue.ring(task.task_id)

    async with start_worker({TRIAL: echo}):
        await once_succeeded(transaction, task.task_id)

    assert (await row_of(transaction, task.task_id)).result_json == {"attempt": 1}


async def test_rings_for_tasks_that_ended_or_never_were_do_nothing_and_say_nothing(
    transaction: Transaction, queue: ArqQueue, redis: Redis, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)
    ended = await submit(transaction, user_id)
    service = TaskService(transaction, MemoryQueue())
    await service.cancel(user_id, ended.task_id, Wish(user_id))
    for task_id in (ended.task_id, "no such task", ""):
        await queue.ring(task_id)

    with capture_logs() as lines:
        async with start_worker({TRIAL: echo}):
            await eventually(lambda: _is_empty(redis))
            good = await submit(transaction, user_id, queue=queue)
            await once_succeeded(transaction, good.task_id)

    assert (await row_of(transaction, ended.task_id)).status == TaskStatus.CANCELLED
    assert [line for line in lines if line["log_level"] in ("warning", "error")] == []


async def test_tasks_are_done_and_cancelled_while_redis_is_frozen(
    transaction: Transaction, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)

    async def wait(_: TaskRun) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async with silent_port() as port:
        frozen = f"redis://127.0.0.1:{port}/0"
        handlers = {TRIAL: echo, "endless": wait}
        async with start_worker(handlers, redis_url=frozen, plan_task_lease_s=1.5):
            queue = ArqQueue(frozen)
            tasks = [await submit(transaction, user_id, queue=queue) for _ in range(3)]
            endless = await submit(transaction, user_id, queue=queue, kind="endless")
            await once_succeeded(transaction, *(task.task_id for task in tasks))
            await TaskService(transaction, queue).cancel(user_id, endless.task_id, Wish(user_id))

            async def is_cancelled() -> bool:
                row = await row_of(transaction, endless.task_id)
                return row.status == TaskStatus.CANCELLED

            await eventually(is_cancelled)
            await queue.close()


async def test_who_was_shut_out_of_redis_hears_again_when_it_is_back(
    transaction: Transaction, redis_url: str, queue: ArqQueue, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)
    port = urlsplit(redis_url).port
    assert port is not None
    async with proxy_to(port) as proxy:
        behind = redis_url.replace(f":{port}/", f":{proxy.port}/")
        with capture_logs() as lines:
            async with start_worker({TRIAL: echo}, redis_url=behind):
                first = await submit(transaction, user_id, queue=queue)
                await once_succeeded(transaction, first.task_id)
                await proxy.shut()
                await eventually(lambda: _has(lines, "listener_lost"))
                away = await submit(transaction, user_id, queue=queue)
                await proxy.open()
                await eventually(lambda: _has(lines, "listener_back"))
                back = await submit(transaction, user_id, queue=queue)
                await once_succeeded(transaction, away.task_id, back.task_id)


async def test_a_worker_process_outlives_a_redis_that_is_not_there(site: Site) -> None:
    site.queue = MemoryQueue(reachable=False)
    tasks = [await site.submit(days=1) for _ in range(3)]
    async with site.worker(redis_url="redis://127.0.0.1:1/0") as worker:
        ended = [await site.once_ended(task_id) for task_id in tasks]
        still_there = worker.returncode is None

    assert {row.status for row in ended} == {TaskStatus.SUCCEEDED}
    assert still_there
    assert await site.effects() == len(tasks)


async def _is_empty(redis: Redis) -> bool:
    hints: int = await redis.zcard("arq:queue")
    return hints == 0


async def _has(lines: object, event: str) -> bool:
    return event in str(lines)
