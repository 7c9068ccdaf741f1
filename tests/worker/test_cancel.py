"""Cancelling a task that runs: it reaches the model's server, and everything ends once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.errors import DependencyDownError
from core.llm.client import AiClient
from core.queue.arq_queue import ArqQueue
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.cancelling import Wish
from core.tasks.domain import TRANSITIONS
from core.tasks.outcome import Handler, Outcome, TaskRun
from core.tasks.service import TaskService
from tests.support.model_server import Reply, model_server
from tests.support.models import Books, a_call, a_provider
from tests.support.tasks import TRIAL, attempts_of, change_row, events_of, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker, workplace
from worker.runs import Run, Stop

WISH = Wish(actor="somebody", reason="changed my mind")
_LEASE_S = 1.5


def once(transaction: Transaction, task_id: str, status: TaskStatus) -> Awaitable[AiTask]:
    async def look() -> AiTask | None:
        row = await row_of(transaction, task_id)
        return row if row.status == status else None

    return eventually(look)


async def never_answer(_: dict[str, Any]) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def asking(base_url: str) -> Handler:
    """Return a handler that asks the model at an address, as the product does."""

    async def ask(_: TaskRun) -> Outcome:
        provider = a_provider(base_url, timeout_s=60)
        try:
            client = AiClient(provider, Books(), timeout_s=60, max_attempts=3)
            return Outcome({"said": (await client.complete(a_call())).text})
        finally:
            await provider.aclose()

    return ask


class Stubborn:
    """A handler that does not let itself be cancelled, and tries to keep something afterwards."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.let_go = asyncio.Event()
        self.ended = asyncio.Event()
        self.kept = False

    async def __call__(self, run: TaskRun) -> Outcome:
        self.began.set()
        while not self.let_go.is_set():
            try:
                await self.let_go.wait()
            except asyncio.CancelledError:
                continue
        try:
            await run.keep("late", {})
            self.kept = True
        finally:
            self.ended.set()
        return Outcome({"late": True})


async def test_the_models_server_sees_the_caller_hang_up_within_a_second(
    transaction: Transaction, queue: ArqQueue, user_id: str, start_worker: StartWorker
) -> None:
    async with (
        model_server(never_answer) as server,
        start_worker({TRIAL: asking(server.base_url)}),
    ):
        task = await submit(transaction, user_id, queue=queue)
        await eventually(lambda: _soon(bool(server.bodies)))

        asked_at = time.monotonic()
        await TaskService(transaction, queue).cancel(user_id, task.task_id, WISH)
        await eventually(lambda: _soon(server.hung_up == 1))
        took_s = time.monotonic() - asked_at
        row = await once(transaction, task.task_id, TaskStatus.CANCELLED)

    assert took_s < 1.0
    assert len(server.bodies) == 1  # not asked again
    assert (row.cancelled_by, row.cancel_reason, row.error) == (WISH.actor, WISH.reason, None)
    assert await events_of(transaction, task.task_id) == [
        "task.started", "task.cancel_requested", "task.cancelled",
    ]  # fmt: skip
    assert [each.outcome for each in await attempts_of(transaction, task.task_id)] == ["cancelled"]


async def test_without_redis_the_next_beat_brings_it(
    transaction: Transaction, user_id: str, start_worker: StartWorker
) -> None:
    unheard = MemoryQueue(reachable=False)
    nobody = {"redis_url": "redis://127.0.0.1:1/0", "plan_task_lease_s": _LEASE_S}
    async with (
        model_server(never_answer) as server,
        start_worker({TRIAL: asking(server.base_url)}, **nobody),
    ):
        task = await submit(transaction, user_id, queue=unheard)
        await once(transaction, task.task_id, TaskStatus.RUNNING)

        asked_at = time.monotonic()
        await TaskService(transaction, unheard).cancel(user_id, task.task_id, WISH)
        await once(transaction, task.task_id, TaskStatus.CANCELLED)

    assert time.monotonic() - asked_at < _LEASE_S / 3 + 1.0


async def test_a_shout_about_a_task_nobody_wants_to_cancel_changes_nothing(
    transaction: Transaction, queue: ArqQueue, user_id: str, start_worker: StartWorker
) -> None:
    release = asyncio.Event()

    async def wait(_: TaskRun) -> Outcome:
        await release.wait()
        return Outcome({"untouched": True})

    async with start_worker({TRIAL: wait}):
        task = await submit(transaction, user_id, queue=queue)
        running = await once(transaction, task.task_id, TaskStatus.RUNNING)
        lease_before = running.lease_until

        assert await queue.cancel(task.task_id)
        await queue.cancel("no such task")

        async def looked() -> bool:
            return (await row_of(transaction, task.task_id)).lease_until != lease_before

        await eventually(looked)
        release.set()
        done = await once(transaction, task.task_id, TaskStatus.SUCCEEDED)

    assert done.result_json == {"untouched": True}


async def test_a_handler_that_ignores_it_is_left_alone_and_can_write_nothing(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    stubborn = Stubborn()
    async with workplace(transaction, stubborn) as place:
        run = await place.begin()
        work = asyncio.create_task(place.runner.work(run))
        await stubborn.began.wait()

        await cancel_through_the_beat(transaction, task.task_id, run, place.keeper.look)
        await work
        stubborn.let_go.set()
        await stubborn.ended.wait()

    row = await row_of(transaction, task.task_id)
    assert (row.status, row.result_json) == (TaskStatus.CANCELLED, None)
    assert not stubborn.kept
    assert (await events_of(transaction, task.task_id))[-1] == "task.cancelled"


@pytest.mark.parametrize("failing", [False, True])
async def test_whatever_comes_in_the_same_instant_there_is_one_end(
    transaction: Transaction, user_id: str, failing: bool
) -> None:
    task = await submit(transaction, user_id)

    async def end_now(_: TaskRun) -> Outcome:
        if failing:
            raise DependencyDownError("Redis does not answer")
        return Outcome({})

    async with workplace(transaction, end_now) as place:
        run = await place.begin()
        service = TaskService(transaction, MemoryQueue())
        await asyncio.gather(
            service.cancel(user_id, task.task_id, WISH), place.runner.work(run),
            return_exceptions=True,
        )  # fmt: skip

    row = await row_of(transaction, task.task_id)
    events = await events_of(transaction, task.task_id)
    assert row.finished_at is not None
    ends = {"task.cancelled", "task.succeeded"}
    assert len([event for event in events if event in ends]) == 1
    assert not TRANSITIONS[TaskStatus(row.status)]


async def test_a_task_that_waits_to_be_tried_again_is_cancelled_at_once(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)

    async def fail(_: TaskRun) -> Outcome:
        raise DependencyDownError("Redis does not answer", retry_after_s=600)

    async with workplace(transaction, fail) as place:
        await place.work()
    service = TaskService(transaction, MemoryQueue())

    cancelled = await service.cancel(user_id, task.task_id, WISH)
    again = await service.cancel(user_id, task.task_id, WISH)

    assert cancelled.status is again.status is TaskStatus.CANCELLED
    assert (await events_of(transaction, task.task_id))[-2:] == ["task.retrying", "task.cancelled"]


async def cancel_through_the_beat(
    transaction: Transaction, task_id: str, run: Run, look: Callable[[str], Awaitable[None]]
) -> None:
    """Ask for the end in SQL, and let the keeper look at once."""
    row = await row_of(transaction, task_id)
    await change_row(transaction, task_id, cancel_requested_at=row.created_at)
    await look(task_id)
    assert run.reason is Stop.CANCEL


async def _soon(claim: bool) -> bool:
    return claim
