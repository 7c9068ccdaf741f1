"""A worker in this process, its bell and its people."""

from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.queue.arq_queue import ArqQueue
from tests.support.tasks import add_user, submit
from tests.support.workers import StartWorker, worker_starter


@pytest.fixture
async def user_id(transaction: Transaction) -> str:
    return await add_user(transaction)


@pytest.fixture
async def queue(redis_url: str) -> AsyncIterator[ArqQueue]:
    queue = ArqQueue(redis_url)
    yield queue
    await queue.close()


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    """Yield the log lines of this test, which are then not printed."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def start_worker(settings: Settings) -> StartWorker:
    return worker_starter(settings)


@pytest.fixture
async def task_id(transaction: Transaction, user_id: str) -> str:
    return (await submit(transaction, user_id)).task_id
