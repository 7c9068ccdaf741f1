"""A task is taken by one statement without a transaction around it, as the API does."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import Transaction, make_statement
from core.kernel.errors import KeyReusedError
from core.queue.memory_queue import MemoryQueue
from core.tasks.admission import Limits
from core.tasks.service import TaskService
from tests.support.crowds import active, ask, kinds_of


@pytest.fixture
def single(engine: AsyncEngine, transaction: Transaction) -> TaskService:
    return TaskService(
        transaction, MemoryQueue(), limits=Limits(per_user=3), statement=make_statement(engine)
    )


async def test_a_crowd_gets_no_more_places_than_there_are(
    single: TaskService, transaction: Transaction, user_id: str
) -> None:
    answers = await asyncio.gather(*(ask(single, user_id, number=n) for n in range(60)))

    assert kinds_of(answers) == {"new": 3, "TooManyTasksError": 57}
    assert await active(transaction, user_id) == 3


async def test_a_request_repeated_at_the_same_moment_is_one_task(
    single: TaskService, transaction: Transaction, user_id: str
) -> None:
    answers = await asyncio.gather(*(ask(single, user_id, request_id="r") for _ in range(60)))

    assert kinds_of(answers) == {"new": 1, "replayed": 59}
    assert await active(transaction, user_id) == 1


async def test_what_is_refused_leaves_nothing(
    single: TaskService, transaction: Transaction, user_id: str
) -> None:
    await ask(single, user_id, request_id="r", city="paris")

    refusal = await ask(single, user_id, request_id="r", city="tokyo")

    assert isinstance(refusal, KeyReusedError)
    assert await active(transaction, user_id) == 1
