"""What the process keeps for a while."""

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
