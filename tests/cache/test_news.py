"""What one process tells is heard by the others through a real Redis, which may go away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from redis.asyncio import Redis

from core.cache.news import News
from tests.support.proxy import proxy_to
from tests.support.waiting import eventually

_CHANNEL = "tests:told"


class Heard:
    """Counts what was heard; channels are shared by all tests of the run, so it may be more."""

    def __init__(self) -> None:
        self.times = 0
        self.told: list[str] = []

    def __call__(self, told: str) -> None:
        self.times += 1
        self.told.append(told)


@asynccontextmanager
async def listening(redis_url: str, heard: Heard) -> AsyncIterator[News]:
    """Give news that are listened to."""
    news = News(redis_url, {_CHANNEL: heard})
    news.open()
    try:
        yield news
    finally:
        await news.aclose()


async def hears(news: News) -> bool:
    return news.hears.is_set()


async def test_a_change_told_by_one_is_heard_by_all(redis: Redis, redis_url: str) -> None:
    first, second = Heard(), Heard()
    async with listening(redis_url, first) as one, listening(redis_url, second) as other:
        await eventually(lambda: hears(one))
        await eventually(lambda: hears(other))
        before = (first.times, second.times)

        await redis.publish(_CHANNEL, "planner.fast")

        async def both_heard() -> bool:
            return first.times > before[0] and second.times > before[1]

        assert await eventually(both_heard)
        assert first.told[-1] == second.told[-1] == "planner.fast"


async def test_whoever_was_away_takes_it_that_something_was_changed(redis_url: str) -> None:
    heard = Heard()
    port = urlsplit(redis_url).port
    assert port is not None
    async with proxy_to(port) as proxy:
        through = redis_url.replace(f":{port}", f":{proxy.port}")
        async with listening(through, heard) as news:
            await eventually(lambda: hears(news))
            await proxy.shut()

            async def is_deaf() -> bool:
                return not news.hears.is_set()

            await eventually(is_deaf)
            before = heard.times
            await proxy.open()

            await eventually(lambda: hears(news))
            assert heard.times > before


async def test_it_closes_though_redis_was_never_there() -> None:
    heard = Heard()

    async with listening("redis://127.0.0.1:1/0", heard) as news:
        assert not news.hears.is_set()

    assert heard.times == 0
