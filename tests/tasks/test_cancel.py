"""Cancelling: at once where a task waits, through its worker where it runs, and never twice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.db.engine import Transaction
from core.db.models.audit import AuditLog
from core.db.models.task import TaskLog
from core.joblogs.domain import Line
from core.kernel.errors import AppError, NotFoundError, TaskEndedError
from core.kernel.ids import new_id
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskOut, TaskStatus
from core.tasks.cancelling import Wish
from core.tasks.domain import ClaimedTask
from core.tasks.outcome import Outcome
from core.tasks.service import TaskService
from tests.support.tasks import (
    NO_LIMITS,
    TRIAL,
    Hands,
    add_user,
    change_row,
    expire_lease,
    leases_of,
    row_of,
    submit,
)
from tests.support.waiting import eventually

_PAIRS = 40


class Listener:
    """Somebody who follows every log."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int, str]] = []

    async def publish(self, task_id: str, last_seq: int, lines: Sequence[Line]) -> None:
        """Remember lines by task, number and event."""
        first = last_seq - len(lines) + 1
        self.heard += [(task_id, seq, line.event) for seq, line in enumerate(lines, first)]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def service(transaction: Transaction, queue: MemoryQueue, listener: Listener) -> TaskService:
    return TaskService(transaction, queue, limits=NO_LIMITS, publish=listener.publish)


@pytest.fixture
def worker(transaction: Transaction) -> Hands:
    return leases_of(transaction, "a")


async def claimed(worker: Hands) -> ClaimedTask:
    """Return the task the worker has won."""
    task = await worker.claim([TRIAL])
    assert task is not None
    return task


async def lines_of(transaction: Transaction, task_id: str) -> list[tuple[int, str]]:
    """Return the log by number and event."""
    query = select(TaskLog.seq, TaskLog.event).where(TaskLog.task_id == task_id)
    async with transaction() as session:
        return [(row.seq, row.event) for row in await session.execute(query.order_by(TaskLog.seq))]


async def deeds_on(transaction: Transaction, task_id: str) -> list[AuditLog]:
    """Return what the audit says about a task, oldest first."""
    query = select(AuditLog).where(AuditLog.target_id == task_id).order_by(AuditLog.at)
    async with transaction() as session:
        return list(await session.scalars(query))


async def test_a_waiting_task_is_cancelled_at_once_and_the_log_and_the_audit_say_so(
    service: TaskService, listener: Listener, queue: MemoryQueue, transaction: Transaction,
    user_id: str,
) -> None:  # fmt: skip
    task = await submit(transaction, user_id)

    cancelled = await service.cancel(user_id, task.task_id, Wish(user_id, "Changed my mind"))

    assert (cancelled.status, cancelled.cancel_reason) == (TaskStatus.CANCELLED, "Changed my mind")
    assert cancelled.finished_at is not None
    assert (await row_of(transaction, task.task_id)).cancelled_by == user_id
    assert await lines_of(transaction, task.task_id) == [(1, "task.cancelled")]
    assert listener.heard == [(task.task_id, 1, "task.cancelled")]
    assert queue.cancelled == []
    [deed] = await deeds_on(transaction, task.task_id)
    assert (deed.actor, deed.action, deed.target_kind) == (user_id, "task.cancel", "task")
    assert deed.detail == {"was": "queued", "reason": "Changed my mind"}


async def test_a_cancelled_task_never_starts(
    service: TaskService, worker: Hands, transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)

    await service.cancel(user_id, task.task_id, Wish(user_id))

    assert await worker.claim([TRIAL]) is None


async def test_a_task_that_waits_for_its_next_try_is_cancelled_at_once(
    service: TaskService, worker: Hands, transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await claimed(worker)
    await expire_lease(transaction, task.task_id)
    await worker.sweep()
    assert (await row_of(transaction, task.task_id)).status == TaskStatus.RETRYING

    cancelled = await service.cancel(user_id, task.task_id, Wish(user_id))

    assert cancelled.status is TaskStatus.CANCELLED
    assert await worker.claim([TRIAL]) is None


async def test_the_worker_of_a_running_task_is_asked_to_end_it(
    service: TaskService, listener: Listener, queue: MemoryQueue, worker: Hands,
    transaction: Transaction, user_id: str,
) -> None:  # fmt: skip
    task = await submit(transaction, user_id)
    run = await claimed(worker)

    asked = await service.cancel(user_id, task.task_id, Wish(user_id, "Too slow"))

    assert (asked.status, asked.cancel_reason) == (TaskStatus.RUNNING, "Too slow")
    assert asked.cancel_requested_at is not None
    assert queue.cancelled == [task.task_id]
    assert listener.heard == [(task.task_id, 2, "task.cancel_requested")]
    standing = await worker.leases.renew([run.fence])
    assert standing[task.task_id].cancel_asked


async def test_where_nobody_can_be_told_the_wish_is_in_the_row_all_the_same(
    transaction: Transaction, worker: Hands, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue(reachable=False))
    task = await submit(transaction, user_id)
    run = await claimed(worker)

    await service.cancel(user_id, task.task_id, Wish(user_id))

    assert (await worker.leases.renew([run.fence]))[task.task_id].cancel_asked


async def test_the_worker_is_told_while_followers_still_are(
    transaction: Transaction, worker: Hands, user_id: str
) -> None:
    queue, followers_hear = MemoryQueue(), asyncio.Event()

    async def publish(_task_id: str, _last_seq: int, _lines: Sequence[Line]) -> None:
        await followers_hear.wait()

    async def told() -> bool:
        return bool(queue.cancelled)

    service = TaskService(transaction, queue, publish=publish)
    task = await submit(transaction, user_id)
    await claimed(worker)

    wish = asyncio.create_task(service.cancel(user_id, task.task_id, Wish(user_id)))
    await eventually(told)
    assert not wish.done()
    followers_hear.set()

    assert (await wish).task_id == task.task_id


async def test_a_second_wish_changes_nothing_and_gets_the_same_answer(
    service: TaskService, queue: MemoryQueue, worker: Hands, transaction: Transaction, user_id: str
) -> None:
    waiting = await submit(transaction, user_id)
    first = await service.cancel(user_id, waiting.task_id, Wish(user_id, "First"))
    assert await service.cancel(user_id, waiting.task_id, Wish(user_id, "Second")) == first
    running = await submit(transaction, user_id)
    await claimed(worker)
    asked = await service.cancel(user_id, running.task_id, Wish(user_id, "First"))

    assert await service.cancel(user_id, running.task_id, Wish(user_id, "Second")) == asked

    assert [deed.action for deed in await deeds_on(transaction, waiting.task_id)] == ["task.cancel"]
    assert [event for _, event in await lines_of(transaction, running.task_id)] == [
        "task.started",
        "task.cancel_requested",
    ]
    # The first publication may have been lost, and to repeat it is harmless.
    assert queue.cancelled == [running.task_id] * 2


async def test_twenty_wishes_at_once_are_one(
    service: TaskService, transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)

    answers = await asyncio.gather(
        *(service.cancel(user_id, task.task_id, Wish(user_id, str(n))) for n in range(20))
    )

    assert len({answer.cancel_reason for answer in answers}) == 1
    assert await lines_of(transaction, task.task_id) == [(1, "task.cancelled")]
    assert len(await deeds_on(transaction, task.task_id)) == 1


@pytest.mark.parametrize("status", [TaskStatus.SUCCEEDED, TaskStatus.FAILED])
async def test_what_has_ended_otherwise_is_not_cancelled(
    service: TaskService, transaction: Transaction, user_id: str, status: TaskStatus
) -> None:
    task = await submit(transaction, user_id)
    await change_row(transaction, task.task_id, status=status, finished_at=func.now())

    with pytest.raises(TaskEndedError, match=status) as refused:
        await service.cancel(user_id, task.task_id, Wish(user_id))

    assert (refused.value.code, refused.value.status) == (4003, 409)
    assert await lines_of(transaction, task.task_id) == []
    assert await deeds_on(transaction, task.task_id) == []


async def test_somebody_elses_task_is_not_there_and_an_operator_may_cancel_it(
    service: TaskService, transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    stranger = await add_user(transaction)

    for owner_id, task_id in ((stranger, task.task_id), (user_id, new_id())):
        with pytest.raises(NotFoundError, match="may have been cleaned up"):
            await service.cancel(owner_id, task_id, Wish(owner_id))
    assert (await row_of(transaction, task.task_id)).status == TaskStatus.QUEUED
    await service.cancel(None, task.task_id, Wish(stranger))

    assert (await row_of(transaction, task.task_id)).cancelled_by == stranger


async def test_a_cancelled_task_frees_the_place_of_its_user(
    transaction: Transaction, user_id: str, service: TaskService
) -> None:
    task = await submit(transaction, user_id)
    other = await submit(transaction, user_id)
    await service.cancel(user_id, task.task_id, Wish(user_id))

    third = await submit(transaction, user_id)

    places = [(await row_of(transaction, made.task_id)).slot for made in (task, other, third)]
    assert places == [1, 2, 1]


async def test_a_wish_in_the_instant_of_success_meets_one_end_and_never_two(
    service: TaskService, worker: Hands, transaction: Transaction, user_id: str
) -> None:
    tasks = [await submit(transaction, user_id) for _ in range(_PAIRS)]
    runs = [await claimed(worker) for _ in tasks]

    async def wish(task_id: str) -> TaskOut | AppError:
        try:
            return await service.cancel(user_id, task_id, Wish(user_id))
        except TaskEndedError as error:
            return error

    async def both(run: ClaimedTask) -> tuple[TaskOut | AppError, bool]:
        return await asyncio.gather(wish(run.task_id), worker.succeed(run, Outcome({"done": True})))

    answers = await asyncio.gather(*(both(run) for run in runs))

    for run, (answer, succeeded) in zip(runs, answers, strict=True):
        row = await row_of(transaction, run.task_id)
        log = await lines_of(transaction, run.task_id)
        assert succeeded
        assert (row.status, row.result_json) == (TaskStatus.SUCCEEDED, {"done": True})
        assert (row.cancel_requested_at is None) == isinstance(answer, TaskEndedError)
        assert [seq for seq, _ in log] == list(range(1, row.log_seq + 1))
        assert [event for _, event in log].count("task.succeeded") == 1


async def test_a_wish_in_the_instant_of_a_claim_either_prevents_it_or_is_heard(
    service: TaskService, worker: Hands, transaction: Transaction, user_id: str
) -> None:
    tasks = [await submit(transaction, user_id) for _ in range(_PAIRS)]

    answers, claims = await asyncio.gather(
        asyncio.gather(*(service.cancel(user_id, task.task_id, Wish(user_id)) for task in tasks)),
        asyncio.gather(*(worker.claim([TRIAL]) for _ in tasks)),
    )

    won = {claim.task_id for claim in claims if claim}
    for answer in answers:
        row = await row_of(transaction, answer.task_id)
        ran = answer.task_id in won
        assert row.status == answer.status
        assert row.status == (TaskStatus.RUNNING if ran else TaskStatus.CANCELLED)
        assert row.cancel_requested_at is not None
        log = await lines_of(transaction, answer.task_id)
        assert [seq for seq, _ in log] == list(range(1, row.log_seq + 1))


async def test_a_task_that_was_to_be_cancelled_and_lost_its_worker_ends_cancelled(
    service: TaskService, worker: Hands, transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await claimed(worker)
    await service.cancel(user_id, task.task_id, Wish(user_id))
    await expire_lease(transaction, task.task_id)

    await worker.sweep()

    row = await row_of(transaction, task.task_id)
    assert row.status == TaskStatus.CANCELLED
    assert row.finished_at is not None
    assert row.finished_at - row.created_at < timedelta(minutes=1)
