"""A task that runs, and somebody who writes its log."""

import pytest
from redis.asyncio import Redis

from core.db.engine import Transaction
from core.joblogs.stream import LogStream
from tests.support.joblogs import Writer
from tests.support.tasks import add_user, submit


@pytest.fixture
async def user_id(transaction: Transaction) -> str:
    return await add_user(transaction)


@pytest.fixture
async def writer(transaction: Transaction, redis: Redis, user_id: str) -> Writer:
    """Return the writer of a running task's log."""
    task = await submit(transaction, user_id)
    writer = Writer(transaction, task.task_id, LogStream(redis))
    await writer.begin()
    return writer
