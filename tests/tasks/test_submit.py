"""Submitting: a row first, then the bell, and one row per request however often it comes."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.errors import KeyReusedError, NotFoundError
from core.kernel.ids import new_id, new_trace_id
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.service import Submission, TaskService
from tests.support.tasks import TRIAL, add_user

_CALLERS = 20


async def ask(
    service: TaskService, user_id: str, request_id: str | None, **payload: Any
) -> Submission:
    return await service.submit(
        user_id=user_id,
        kind=TRIAL,
        payload=payload,
        request_id=request_id,
        trace_id=new_trace_id(),
    )


async def count_tasks(transaction: Transaction) -> int:
    async with transaction() as session:
        return await session.scalar(select(func.count()).select_from(AiTask)) or 0


async def test_a_submitted_task_waits_and_the_bell_was_rung_for_it(
    service: TaskService, queue: MemoryQueue, user_id: str
) -> None:
    task, replayed = await ask(service, user_id, "r1", days=3)

    assert (task.status, task.attempt, replayed) == (TaskStatus.QUEUED, 0, False)
    assert (task.kind, task.request_id, task.request) == (TRIAL, "r1", {"days": 3})
    assert (task.result, task.error, task.finished_at) == (None, None, None)
    assert queue.rung == [task.task_id]
    assert await service.get(user_id, task.task_id) == task


async def test_a_task_is_taken_even_where_the_bell_cannot_be_reached(
    transaction: Transaction, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue(reachable=False))

    task, _ = await ask(service, user_id, None)

    assert (await service.get(user_id, task.task_id)).status is TaskStatus.QUEUED


async def test_the_same_request_gives_the_same_task_and_rings_once(
    service: TaskService, queue: MemoryQueue, user_id: str
) -> None:
    first, _ = await ask(service, user_id, "r1", days=3)

    again, replayed = await ask(service, user_id, "r1", days=3)

    assert (again, replayed) == (first, True)
    assert queue.rung == [first.task_id]


async def test_a_request_id_that_stands_for_another_payload_is_refused(
    service: TaskService, user_id: str
) -> None:
    await ask(service, user_id, "r1", days=3)

    with pytest.raises(KeyReusedError, match="'r1'"):
        await ask(service, user_id, "r1", days=4)


async def test_without_a_request_id_every_request_is_a_task_of_its_own(
    service: TaskService, transaction: Transaction, user_id: str
) -> None:
    await ask(service, user_id, None, days=3)
    await ask(service, user_id, None, days=3)

    assert await count_tasks(transaction) == 2


async def test_two_people_may_use_the_same_request_id(
    service: TaskService, transaction: Transaction, user_id: str
) -> None:
    mine, _ = await ask(service, user_id, "r1", days=3)

    theirs, replayed = await ask(service, await add_user(transaction), "r1", days=4)

    assert (theirs.task_id != mine.task_id, replayed) == (True, False)


async def test_twenty_callers_at_once_with_one_request_get_one_task(
    service: TaskService, queue: MemoryQueue, transaction: Transaction, user_id: str
) -> None:
    submissions = await asyncio.gather(
        *(ask(service, user_id, "r1", days=3) for _ in range(_CALLERS))
    )

    assert len({task.task_id for task, _ in submissions}) == 1
    assert sum(not replayed for _, replayed in submissions) == 1
    assert len(queue.rung) == 1
    assert await count_tasks(transaction) == 1


async def test_callers_at_once_with_two_payloads_leave_one_of_them(
    service: TaskService, transaction: Transaction, user_id: str
) -> None:
    answers = await asyncio.gather(
        *(ask(service, user_id, "r1", days=number % 2) for number in range(_CALLERS)),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, KeyReusedError) for answer in answers) == _CALLERS // 2
    assert sum(isinstance(answer, Submission) for answer in answers) == _CALLERS // 2
    assert await count_tasks(transaction) == 1


async def test_a_foreign_task_is_not_found_and_an_operator_finds_it(
    service: TaskService, transaction: Transaction, user_id: str
) -> None:
    task, _ = await ask(service, user_id, None)
    stranger = await add_user(transaction)

    with pytest.raises(NotFoundError, match=task.task_id):
        await service.get(stranger, task.task_id)
    assert await service.get(None, task.task_id) == task


async def test_a_task_nobody_has_is_not_found(service: TaskService, user_id: str) -> None:
    with pytest.raises(NotFoundError):
        await service.get(user_id, new_id())
