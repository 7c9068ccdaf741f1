"""A task that runs, and somebody who writes its log."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from core.db.engine import Transaction
from core.joblogs.hub import LogHub
from core.joblogs.service import JobLogService
from core.joblogs.stream import LogStream
from tests.support.joblogs import Writer, log_service
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


@pytest.fixture
async def hub(transaction: Transaction, redis_url: str) -> AsyncIterator[LogHub]:
    """Yield the one reader of this process."""
    hub = LogHub(transaction, redis_url)
    yield hub
    await hub.aclose()


@pytest.fixture
def service(transaction: Transaction, hub: LogHub) -> JobLogService:
    """Return what the API reads logs with."""
    return log_service(transaction, hub)


@pytest.fixture
async def listening(transaction: Transaction, redis_url: str) -> AsyncIterator[JobLogService]:
    """Yield a service that looks in SQL only where it has a reason to: the rest it must hear."""
    hub = LogHub(transaction, redis_url, look_every_s=3_600)
    yield log_service(transaction, hub)
    await hub.aclose()
