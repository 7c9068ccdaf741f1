"""Somebody who submits, and a bell that remembers."""

import pytest

from core.db.engine import Transaction
from core.queue.memory_queue import MemoryQueue
from core.tasks.service import TaskService
from tests.support.tasks import add_user


@pytest.fixture
async def user_id(transaction: Transaction) -> str:
    return await add_user(transaction)


@pytest.fixture
def queue() -> MemoryQueue:
    return MemoryQueue()


@pytest.fixture
def service(transaction: Transaction, queue: MemoryQueue) -> TaskService:
    return TaskService(transaction, queue)
