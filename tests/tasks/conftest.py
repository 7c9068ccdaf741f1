"""Somebody who submits, and a bell that remembers."""

from collections.abc import AsyncIterator

import pytest

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.queue.memory_queue import MemoryQueue
from core.tasks.domain import ClaimedTask
from core.tasks.service import TaskService
from tests.support.crowds import two_doors
from tests.support.tasks import TRIAL, add_user, leases_of, submit


@pytest.fixture
async def user_id(transaction: Transaction) -> str:
    return await add_user(transaction)


@pytest.fixture
def queue() -> MemoryQueue:
    return MemoryQueue()


@pytest.fixture
def service(transaction: Transaction, queue: MemoryQueue) -> TaskService:
    return TaskService(transaction, queue)


@pytest.fixture
async def doors(settings: Settings) -> AsyncIterator[list[Transaction]]:
    """Yield the ways into the database of two processes."""
    assert settings.database_url is not None
    async with two_doors(settings.database_url) as doors:
        yield doors


@pytest.fixture
async def claimed(transaction: Transaction, user_id: str) -> ClaimedTask:
    """Return a task that worker "a" has won."""
    await submit(transaction, user_id)
    claimed = await leases_of(transaction, "a").claim([TRIAL])
    assert claimed is not None
    return claimed
