"""The bell: JSON only, quick to say that it is broken, and heard again after any outage."""

import asyncio
import json
import pickle
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from arq.constants import default_queue_name, job_key_prefix
from redis.asyncio import Redis
from structlog.typing import EventDict

from core.kernel.ids import new_id
from core.queue.arq_queue import ArqQueue, arq_client
from tests.support.proxy import Proxy, proxy_to, silent_port
from tests.support.waiting import eventually
from worker.bell import Bell


class Ears:
    """Counts what it hears; a bell that finds its Redis counts as a ring too."""

    def __init__(self, *, free: bool = True) -> None:
        self.heard = 0
        self.free = free

    def bell(self, redis_url: str) -> Bell:
        return Bell(redis_url, on_ring=self._hear, has_room=lambda: self.free)

    async def has_heard(self, rings: int) -> bool:
        return self.heard >= rings

    def _hear(self) -> None:
        self.heard += 1


class Touch:
    """Unpickles into a file, as an attacker's object would into a command."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self._path,))


@asynccontextmanager
async def listening(ears: Ears, redis_url: str) -> AsyncIterator[None]:
    """Listen, from the first moment Redis answers until the end of the block."""
    bell = ears.bell(redis_url)
    serving = asyncio.create_task(bell.serve())
    await eventually(lambda: ears.has_heard(1))
    yield
    bell.stop()
    await serving


async def answer_burst(ears: Ears, redis_url: str) -> None:
    """Listen until no hint is left."""
    client = arq_client(redis_url, timeout_s=5)
    worker = ears.bell(redis_url).worker(client)
    worker.burst = True
    await worker.async_run()
    await client.aclose(close_connection_pool=True)


def events_of(lines: list[EventDict]) -> list[str]:
    return [line["event"] for line in lines]


def has_logged(lines: list[EventDict], event: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return event in events_of(lines)

    return look


def through(proxy: Proxy, redis_url: str) -> str:
    """Return the address of Redis behind the proxy."""
    return redis_url.replace(f":{urlsplit(redis_url).port}/", f":{proxy.port}/")


@pytest.fixture
async def proxy(redis_url: str) -> AsyncIterator[Proxy]:
    async with proxy_to(urlsplit(redis_url).port or 0) as proxy:
        yield proxy


async def test_what_is_stored_is_json_and_names_the_task_only(
    queue: ArqQueue, redis: Redis
) -> None:
    assert await queue.ring("task-1")

    [key] = await redis.keys(job_key_prefix + "*")
    hint = json.loads(await redis.get(key))
    assert (hint["f"], hint["a"], hint["k"]) == ("hint", ["task-1"], {})


async def test_two_rings_for_one_task_are_two_hints(
    queue: ArqQueue, redis: Redis, redis_url: str
) -> None:
    await queue.ring("task-1")
    await queue.ring("task-1")
    assert await redis.zcard(default_queue_name) == 2

    ears = Ears()
    await answer_burst(ears, redis_url)

    assert ears.heard == 1 + 2
    assert await redis.zcard(default_queue_name) == 0
    assert await redis.keys(job_key_prefix + "*") == []


async def test_a_planted_pickle_is_not_executed_and_does_not_stop_the_bell(
    queue: ArqQueue, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    trap = tmp_path / "executed"
    planted: dict[str, object] = {"t": None, "f": "hint", "a": (Touch(trap),), "k": {}, "et": 1}
    async with Redis.from_url(redis_url) as raw:
        await raw.set(job_key_prefix + "evil", pickle.dumps(planted))
        await raw.zadd(default_queue_name, {"evil": 1})
    await queue.ring("task-1")

    ears = Ears()
    await answer_burst(ears, redis_url)

    assert not trap.exists()
    assert ears.heard == 1 + 1
    assert await redis.zcard(default_queue_name) == 0


async def test_the_trap_of_the_test_above_would_have_sprung(tmp_path: Path) -> None:
    trap = tmp_path / "executed"

    pickle.loads(pickle.dumps(Touch(trap)))

    assert trap.exists()


async def test_a_function_nobody_knows_does_not_stop_the_bell(
    queue: ArqQueue, redis_url: str
) -> None:
    client = arq_client(redis_url, timeout_s=5)
    await client.enqueue_job("of_tomorrow", _job_id=new_id())
    await client.aclose(close_connection_pool=True)
    await queue.ring("task-1")

    ears = Ears()
    await answer_burst(ears, redis_url)

    assert ears.heard == 1 + 1


async def test_a_worker_without_room_leaves_the_hints_to_others(
    queue: ArqQueue, redis_url: str
) -> None:
    full, free = Ears(free=False), Ears()
    async with listening(full, redis_url), listening(free, redis_url):
        for number in range(3):
            await queue.ring(f"task-{number}")

        await eventually(lambda: free.has_heard(1 + 3))

    assert full.heard == 1


async def test_ringing_a_redis_that_refuses_says_so(proxy: Proxy, redis_url: str) -> None:
    queue = ArqQueue(through(proxy, redis_url))
    await proxy.shut()

    assert not await queue.ring("task-1")

    await proxy.open()
    assert await queue.ring("task-1")
    await queue.close()


async def test_ringing_a_frozen_redis_gives_up_soon() -> None:
    async with silent_port() as port, asyncio.timeout(2):
        queue = ArqQueue(f"redis://127.0.0.1:{port}/0")

        assert not await queue.ring("task-1")

        await queue.close()


async def test_the_bell_is_heard_again_after_an_outage(
    proxy: Proxy, queue: ArqQueue, redis_url: str, logged: list[EventDict]
) -> None:
    ears = Ears()
    async with listening(ears, through(proxy, redis_url)):
        await proxy.shut()
        await eventually(has_logged(logged, "bell_lost"))
        await queue.ring("task-1")
        await proxy.open()

        await eventually(lambda: ears.has_heard(2 + 1))

    assert events_of(logged).count("bell_lost") == events_of(logged).count("bell_back") == 1


async def test_the_bell_is_heard_after_redis_lost_everything(
    queue: ArqQueue, redis: Redis, redis_url: str
) -> None:
    ears = Ears()
    async with listening(ears, redis_url):
        await redis.flushdb()
        await queue.ring("task-1")

        await eventually(lambda: ears.has_heard(1 + 1))
