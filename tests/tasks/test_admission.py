"""Who gets in: so many tasks per person, so many in all, whatever crowd comes."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.errors import (
    QueueUnavailableError,
    TooManyTasksError,
)
from core.kernel.ids import new_id, new_trace_id
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.admission import Limits
from core.tasks.cancelling import Wish
from core.tasks.kinds import KINDS, Kind
from core.tasks.outcome import Outcome
from core.tasks.service import Submission, TaskService
from tests.support.crowds import active, ask, crowd, kinds_of, services, total
from tests.support.tasks import TRIAL, add_user, change_row, leases_of, row_of

_CROWD = 1_000


# So many per person


async def test_of_a_thousand_requests_three_get_in_and_one_more_after_each_end(
    doors: list[Transaction], transaction: Transaction, user_id: str
) -> None:
    both = services(doors, per_user=3)

    first = await crowd(both, _CROWD, lambda service, turn: ask(service, user_id, number=turn))
    taken = [answer.task for answer in first if isinstance(answer, Submission)]
    await both[0].cancel(user_id, taken[1].task_id, Wish(user_id))
    then = await crowd(both, 100, lambda service, turn: ask(service, user_id, number=turn))

    assert kinds_of(first) == {"new": 3, "TooManyTasksError": _CROWD - 3}
    assert kinds_of(then) == {"new": 1, "TooManyTasksError": 99}
    assert await active(transaction, user_id) == 3


async def test_everybody_gets_as_many_as_everybody_else(
    doors: list[Transaction], transaction: Transaction
) -> None:
    people = [await add_user(transaction) for _ in range(50)]

    answers = await crowd(
        services(doors, per_user=3), 250, lambda service, turn: ask(service, people[turn % 50])
    )

    assert kinds_of(answers) == {"new": 150, "TooManyTasksError": 100}
    assert [await active(transaction, person) for person in people] == [3] * 50


async def test_a_refusal_says_how_many_there_may_be_and_when_to_come_back(
    transaction: Transaction, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=2))
    for _ in range(2):
        await ask(service, user_id)

    refusal = await ask(service, user_id)

    assert isinstance(refusal, TooManyTasksError)
    assert (refusal.code, refusal.status, refusal.retryable) == (4002, 429, True)
    assert refusal.data == {"limit": 2, "active": 2}
    assert refusal.retry_after_s == 5.0


async def test_a_task_that_runs_or_waits_for_its_next_try_counts(
    transaction: Transaction, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=2))
    running, retrying = await ask(service, user_id), await ask(service, user_id)
    assert isinstance(running, Submission)
    assert isinstance(retrying, Submission)
    await change_row(transaction, retrying.task.task_id, status=TaskStatus.RETRYING)
    worker = leases_of(transaction, "a")
    claimed = await worker.claim([TRIAL])
    assert claimed is not None

    assert isinstance(await ask(service, user_id), TooManyTasksError)
    await worker.succeed(claimed, Outcome({}))
    assert isinstance(await ask(service, user_id), Submission)


async def test_a_lowered_limit_lets_nobody_in_before_there_are_fewer_and_ends_nothing(
    transaction: Transaction, user_id: str
) -> None:
    before = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=5))
    taken = [await ask(before, user_id) for _ in range(5)]
    ids = [answer.task.task_id for answer in taken if isinstance(answer, Submission)]
    assert len(ids) == 5
    after = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=2))

    for left, ended in ((4, ids[0]), (3, ids[1]), (2, ids[2])):
        assert isinstance(await ask(after, user_id), TooManyTasksError)
        await after.cancel(user_id, ended, Wish(user_id))
        assert await active(transaction, user_id) == left
    assert isinstance(await ask(after, user_id), TooManyTasksError)
    await after.cancel(user_id, ids[3], Wish(user_id))

    assert isinstance(await ask(after, user_id), Submission)
    assert isinstance(await ask(after, user_id), TooManyTasksError)
    assert (await row_of(transaction, ids[4])).status == TaskStatus.QUEUED


async def test_a_crowd_that_comes_while_tasks_above_a_lowered_limit_end_never_exceeds_it(
    doors: list[Transaction], transaction: Transaction, user_id: str
) -> None:
    high, low = services(doors, per_user=8), services(doors, per_user=4)
    taken = await crowd(high, 8, lambda service, _: ask(service, user_id))
    ids = [answer.task.task_id for answer in taken if isinstance(answer, Submission)]
    random.Random(21).shuffle(ids)
    over, seen = asyncio.Event(), []

    async def end_one_after_the_other() -> None:
        for task_id in ids:
            await low[0].cancel(user_id, task_id, Wish(user_id))
            seen.append(await active(transaction, user_id))
        over.set()

    async def keep_asking(service: TaskService) -> None:
        while not over.is_set():
            await ask(service, user_id)

    await asyncio.gather(end_one_after_the_other(), *(keep_asking(low[n % 2]) for n in range(16)))
    await crowd(low, 50, lambda service, _: ask(service, user_id))

    assert all(number <= max(4, 8 - ended) for ended, number in enumerate(seen, 1)), seen
    assert await active(transaction, user_id) == 4


async def test_what_the_product_asks_of_itself_has_no_place_and_is_never_refused(
    transaction: Transaction, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, TRIAL, Kind(TRIAL, "Trial", "试验", "task", limited=False))
    service = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=1, waiting=1))

    answers = [await ask(service, user_id) for _ in range(3)]

    assert kinds_of(answers) == {"new": 3}
    async with transaction() as session:
        assert set(await session.scalars(select(AiTask.slot))) == {None}


# So many in all


async def test_when_so_many_wait_nobody_gets_in_until_one_is_taken(
    transaction: Transaction,
) -> None:
    service = TaskService(transaction, MemoryQueue(), limits=Limits(waiting=3))
    for _ in range(3):
        assert isinstance(await ask(service, await add_user(transaction)), Submission)
    somebody = await add_user(transaction)

    refusal = await ask(service, somebody)
    await leases_of(transaction, "a").claim([TRIAL])
    taken = await ask(service, somebody)

    assert isinstance(refusal, QueueUnavailableError)
    assert (refusal.code, refusal.status, refusal.retry_after_s) == (4005, 503, 5.0)
    assert isinstance(taken, Submission)


# What comes with a task


async def test_a_task_has_the_deadline_and_the_patience_of_its_kind_unless_told_otherwise(
    transaction: Transaction, user_id: str
) -> None:
    plain = TaskService(transaction, MemoryQueue())
    hurried = TaskService(transaction, MemoryQueue(), limits=Limits(deadline_s=60))
    usual = await ask(plain, user_id)
    short = await ask(hurried, user_id)
    own = await plain.submit(
        user_id=user_id, kind=TRIAL, payload={}, request_id=None, trace_id=new_trace_id(),
        priority=7, max_failures=1, batch_id="b",
    )  # fmt: skip
    assert isinstance(usual, Submission)
    assert isinstance(short, Submission)

    rows = [await row_of(transaction, made.task.task_id) for made in (usual, short, own)]

    left = [(row.deadline_at - row.created_at).total_seconds() for row in rows if row.deadline_at]
    assert left == [
        pytest.approx(1800, abs=5),
        pytest.approx(60, abs=5),
        pytest.approx(1800, abs=5),
    ]
    assert [row.priority for row in rows] == [100, 100, 7]
    assert [row.max_failures for row in rows] == [3, 3, 1]
    assert [row.batch_id for row in rows] == [None, None, "b"]


# The bell


class KilledBeforeRingingError(BaseException):
    """The process ends at once, between the commit and the bell."""


class _DeadlyQueue(MemoryQueue):
    async def ring(self, task_id: str) -> bool:
        raise KilledBeforeRingingError(task_id)


async def test_a_task_whose_api_was_killed_before_it_rang_is_found_by_a_sweep(
    transaction: Transaction, user_id: str
) -> None:
    with pytest.raises(KilledBeforeRingingError) as killed:
        await ask(TaskService(transaction, _DeadlyQueue()), user_id, request_id="r")
    task_id = str(killed.value)
    queue = MemoryQueue()
    worker = leases_of(transaction, "a", queue=queue)

    at_once = await worker.sweep()
    await change_row(transaction, task_id, dispatched_at=func.now() - timedelta(seconds=11))
    later = await worker.sweep()
    claimed = await worker.claim([TRIAL])
    again = await ask(TaskService(transaction, queue), user_id, request_id="r")

    assert (at_once.rung, later.rung, queue.rung) == ([], [task_id], [task_id])
    assert claimed is not None
    assert claimed.task_id == task_id
    assert isinstance(again, Submission)
    assert (again.task.task_id, again.replayed) == (task_id, True)


async def test_an_unknown_person_submits_nothing(transaction: Transaction) -> None:
    with pytest.raises(Exception, match="fk_ai_tasks_user_id_users"):
        await ask(TaskService(transaction, MemoryQueue()), new_id())
    assert await total(transaction) == 0
