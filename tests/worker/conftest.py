"""A worker in this process, its bell and its people."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.queue.arq_queue import ArqQueue
from core.tasks.outcome import Handler
from tests.support.tasks import add_user
from tests.support.workers import StartWorker
from worker.serve import serve


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
    @asynccontextmanager
    async def started(handlers: Mapping[str, Handler], **changes: object) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        here = settings.model_copy(update=changes)
        async with asyncio.TaskGroup() as group:  # a worker that breaks down ends the test at once
            group.create_task(serve(here, lambda _: handlers, stopping=stopping))
            yield
            stopping.set()

    return started
