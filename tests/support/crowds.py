"""Crowds that submit tasks at the same time, as through two processes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from typing import Any

from sqlalchemy import func, select

from core.db.engine import Transaction, make_engine, make_transaction
from core.db.models.task import AiTask
from core.kernel.errors import (
    AppError,
    KeyReusedError,
    QueueUnavailableError,
    TooManyTasksError,
)
from core.kernel.ids import new_trace_id
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.admission import Limits
from core.tasks.service import Submission, TaskService
from tests.support.tasks import TRIAL

_CONNECTIONS = 12
Answer = Submission | AppError
Asks = Callable[[TaskService, int], Coroutine[Any, Any, Answer]]
"""Asks for one task of a service; the number says whose turn it is."""


@asynccontextmanager
async def two_doors(database_url: str) -> AsyncIterator[list[Transaction]]:
    """Give the ways into the database of two processes."""
    async with AsyncExitStack() as stack:
        engines = [
            make_engine(database_url, pool_size=_CONNECTIONS, timeout_ms=30_000) for _ in range(2)
        ]
        for engine in engines:
            stack.push_async_callback(engine.dispose)
        yield [make_transaction(engine) for engine in engines]


def services(doors: list[Transaction], **limits: Any) -> list[TaskService]:
    """Return a service for each door."""
    return [TaskService(door, MemoryQueue(), limits=Limits(**limits)) for door in doors]


async def ask(
    service: TaskService, user_id: str, *, request_id: str | None = None, **payload: Any
) -> Answer:
    """Submit a task and return what came of it, refusals included."""
    try:
        return await service.submit(
            user_id=user_id,
            kind=TRIAL,
            payload=payload,
            request_id=request_id,
            trace_id=new_trace_id(),
        )
    except (KeyReusedError, TooManyTasksError, QueueUnavailableError) as refusal:
        return refusal


async def crowd(
    services: list[TaskService],
    number: int,
    ask_one: Asks,
) -> list[Answer]:
    """Let `number` people ask, as many at a time as there are connections, through all doors."""
    width = asyncio.Semaphore(_CONNECTIONS * len(services))

    async def one(service: TaskService, turn: int) -> Answer:
        async with width:
            return await ask_one(service, turn)

    turns = zip(range(number), cycle(services), strict=False)
    return await asyncio.gather(*(one(service, turn) for turn, service in turns))


def kinds_of(answers: list[Answer]) -> Counter[str]:
    """Count what came of a crowd: new, replayed, or the name of the refusal."""
    return Counter(
        type(answer).__name__
        if isinstance(answer, AppError)
        else ("replayed" if answer.replayed else "new")
        for answer in answers
    )


async def active(transaction: Transaction, user_id: str) -> int:
    """Return how many tasks of somebody have not ended."""
    statuses = [TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.RETRYING]
    query = select(func.count()).where(AiTask.user_id == user_id, AiTask.status.in_(statuses))
    async with transaction() as session:
        return await session.scalar(query) or 0


async def total(transaction: Transaction) -> int:
    """Return how many tasks there are."""
    async with transaction() as session:
        return await session.scalar(select(func.count()).select_from(AiTask)) or 0
