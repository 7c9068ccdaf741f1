"""What every queue under test does in a process of its own: prepare, submit, work.

`python -m tests.bench.tasks.systems.saq_peer enqueue '{"jobs": 1000, …}'`. A role that measures
prints one JSON object. This module and those of the peers need nothing of the product.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from tests.bench.tasks.marks import Mark, count_marks, marking

Submit = Callable[[int], Awaitable[None]]
"""Submits the job of this number, and returns when the queue has taken it."""

CONCURRENCY = 10
"""Jobs at once in one worker, whatever each system's default; it is arq's and saq's."""

WARM_UP = 500
"""Jobs submitted before those that are measured: a process connects once, and lives for days.

So many, because every one of our connections prepares its statements at the fifth use; the first
two hundred submissions of a process take twice as long as those that follow.
"""

_LOOK_EVERY_S = 0.02


@dataclass(frozen=True)
class Task:
    """What a role is told."""

    database_url: str
    redis_url: str
    marks: str
    """The file in which the worker writes down when jobs begin."""
    jobs: int
    in_flight: int
    gap_s: tuple[float, float]
    seed: int

    def to_json(self) -> str:
        """Return the words for the command line."""
        return json.dumps(asdict(self))


class System(Protocol):
    """A queue under test."""

    async def prepare(self, task: Task) -> None:
        """Make what it needs in the servers, once."""
        ...

    def producing(self, task: Task) -> AbstractAsyncContextManager[Submit]:
        """Open the side that submits."""
        ...

    async def work(self, task: Task, mark: Mark) -> None:
        """Work with `CONCURRENCY` until SIGTERM; each job marks its number and does nothing."""
        ...


def act(system: System) -> None:
    """Play the role that the command line names."""
    role, task = sys.argv[1], Task(**json.loads(sys.argv[2]))
    match role:
        case "prepare":
            asyncio.run(system.prepare(task))
        case "enqueue":
            print(json.dumps(asyncio.run(_enqueue(system, task))))  # noqa: T201 - read by a pipe
        case "singles":
            print(json.dumps(asyncio.run(_singles(system, task))))  # noqa: T201 - read by a pipe
        case "work":
            asyncio.run(system.work(task, marking(Path(task.marks))))
        case _:
            sys.exit(f"No such role: {role}")


async def _enqueue(system: System, task: Task) -> dict[str, list[float]]:
    """Submit all jobs, so many at once; return when each was begun (ns) and how long it took."""
    begun_ns: list[float] = []
    took_ms: list[float] = []

    async def feed(submit: Submit, numbers: Iterator[int]) -> None:
        for number in numbers:
            at_ns = time.monotonic_ns()
            await submit(number)
            begun_ns.append(at_ns)
            took_ms.append((time.monotonic_ns() - at_ns) / 1e6)

    async with system.producing(task) as submit:
        for numbers in (range(task.jobs, task.jobs + WARM_UP), range(task.jobs)):
            begun_ns.clear()
            took_ms.clear()
            left = iter(numbers)
            async with asyncio.TaskGroup() as feeders:
                for _ in range(task.in_flight):
                    feeders.create_task(feed(submit, left))
        ended_ns = time.monotonic_ns()
    return {"begun_ns": [*begun_ns, ended_ns], "took_ms": took_ms}


async def _singles(system: System, task: Task) -> dict[str, list[float]]:
    """Submit jobs one by one at random moments; return when each was begun (ns).

    Two jobs go before the first that counts, for the worker to be up and both sides connected.
    """
    random_gap = random.Random(task.seed)
    begun_ns = []
    async with system.producing(task) as submit:
        async for number in _warm(submit, task):
            await asyncio.sleep(random_gap.uniform(*task.gap_s))
            begun_ns.append(float(time.monotonic_ns()))
            await submit(number)
    return {"begun_ns": begun_ns}


async def _warm(submit: Submit, task: Task) -> AsyncIterator[int]:
    """Yield the numbers that count, once a worker has begun those that do not."""
    for number in range(task.jobs, task.jobs + 2):
        await submit(number)
        while count_marks(Path(task.marks)) <= number - task.jobs:  # noqa: ASYNC110 - another process marks
            await asyncio.sleep(_LOOK_EVERY_S)
    for number in range(task.jobs):
        yield number
