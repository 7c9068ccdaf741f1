"""What the process keeps for a while."""

import asyncio

import pytest

from core.catalog.expiring import ExpiringCache
from tests.support.catalog_files import Monotonic


class Source:
    """Answers how often it was asked."""

    asked = 0

    async def __call__(self) -> int:
        self.asked += 1
        return self.asked


async def test_a_value_is_loaded_once_while_it_lives() -> None:
    cache = ExpiringCache[str, int](60, Monotonic())
    source = Source()

    assert [await cache.get("key", source) for _ in range(3)] == [1, 1, 1]


async def test_a_value_is_loaded_anew_when_its_life_is_over() -> None:
    clock, source = Monotonic(), Source()
    cache = ExpiringCache[str, int](60, clock)
    await cache.get("key", source)

    clock.now_s = 60.0

    assert await cache.get("key", source) == 2


async def test_a_cleared_cache_loads_anew() -> None:
    cache = ExpiringCache[str, int](60, Monotonic())
    source = Source()
    await cache.get("key", source)

    cache.clear()

    assert await cache.get("key", source) == 2


class SlowSource(Source):
    """Answers when it is let go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self) -> int:
        answer = await super().__call__()
        await self.go_on.wait()
        if answer < 0:
            raise ConnectionError
        return answer


async def test_a_crowd_that_comes_at_once_has_it_loaded_once() -> None:
    cache = ExpiringCache[str, int](60, Monotonic())
    source = SlowSource()

    crowd = [asyncio.ensure_future(cache.get("key", source)) for _ in range(20)]
    await asyncio.sleep(0)
    crowd[0].cancel()  # who came first goes away
    source.go_on.set()

    assert await asyncio.gather(*crowd[1:]) == [1] * 19
    assert source.asked == 1
    with pytest.raises(asyncio.CancelledError):
        await crowd[0]


async def test_what_was_being_loaded_when_it_was_cleared_is_not_kept() -> None:
    cache = ExpiringCache[str, int](60, Monotonic())
    source = SlowSource()

    old = asyncio.ensure_future(cache.get("key", source))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    cache.clear()
    new = asyncio.ensure_future(cache.get("key", source))
    source.go_on.set()

    assert [await old, await new] == [1, 2]
    assert await cache.get("key", source) == 2


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    cache = ExpiringCache[str, int](60, Monotonic())
    source = SlowSource()
    source.asked = -2
    source.go_on.set()

    failed = await asyncio.gather(
        *(cache.get("key", source) for _ in range(2)), return_exceptions=True
    )
    source.asked = 0

    assert [type(each) for each in failed] == [ConnectionError] * 2
    assert await cache.get("key", source) == 1
