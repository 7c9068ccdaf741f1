"""Bare ARQ as it comes: ten jobs, a look every half second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from arq import create_pool
from arq.connections import RedisSettings
from arq.worker import Worker, func

from tests.bench.tasks.marks import Mark
from tests.bench.tasks.roles import CONCURRENCY, Submit, Task, act


class Arq:
    """Jobs in Redis alone."""

    async def prepare(self, task: Task) -> None:
        """Need nothing."""

    @asynccontextmanager
    async def producing(self, task: Task) -> AsyncIterator[Submit]:
        """Open a pool."""
        pool = await create_pool(RedisSettings.from_dsn(task.redis_url))

        async def submit(number: int) -> None:
            await pool.enqueue_job("job", number)

        yield submit
        await pool.aclose()

    async def work(self, task: Task, mark: Mark) -> None:
        """Work until SIGTERM, at which ARQ cancels itself."""

        async def job(_: dict[Any, Any], number: int) -> None:
            mark(number)

        worker = Worker(
            [func(job, name="job")],
            redis_settings=RedisSettings.from_dsn(task.redis_url),
            max_jobs=CONCURRENCY,
        )
        with suppress(asyncio.CancelledError):
            await worker.async_run()


if __name__ == "__main__":
    act(Arq())
