"""SAQ on Redis as it comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from saq import Queue, Worker

from tests.bench.tasks.marks import Mark
from tests.bench.tasks.roles import CONCURRENCY, Submit, Task, act


class Saq:
    """Jobs in Redis alone, waited for with a blocking command."""

    async def prepare(self, task: Task) -> None:
        """Need nothing."""

    @asynccontextmanager
    async def producing(self, task: Task) -> AsyncIterator[Submit]:
        """Open a queue."""
        queue = Queue.from_url(task.redis_url)
        await queue.connect()

        async def submit(number: int) -> None:
            await queue.enqueue("job", number=number)

        yield submit
        await queue.disconnect()

    async def work(self, task: Task, mark: Mark) -> None:
        """Work until SIGTERM."""

        async def job(_: Any, *, number: int) -> None:
            mark(number)

        queue = Queue.from_url(task.redis_url)
        worker: Worker[Any] = Worker(queue, functions=[("job", job)], concurrency=CONCURRENCY)
        await worker.start()
        await queue.disconnect()


if __name__ == "__main__":
    act(Saq())
