"""Who leaves is heard of wherever somebody waits for it."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis.asyncio import Redis

from core.accounts.departures import DEPARTED, Departures
from core.cache.news import News


@pytest.fixture
def people() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def test_another_process_hears_who_has_left_and_nobody_else_is_disturbed(
    redis: Redis, redis_url: str, people: ExitStack
) -> None:
    elsewhere = Departures(redis)
    news = News(redis_url, {DEPARTED: elsewhere.hear})
    news.open()
    await news.hears.wait()
    ada, bob = (people.enter_context(elsewhere.watched(name)) for name in ("ada", "bob"))

    await Departures(redis).tell("ada")
    async with asyncio.timeout(20):
        await ada.wait()

    assert not bob.is_set()
    await news.aclose()


async def test_after_a_silence_everybody_is_looked_at_again(
    redis: Redis, people: ExitStack
) -> None:
    departures = Departures(redis)
    waiting = [people.enter_context(departures.watched(name)) for name in ("ada", "bob", "ada")]

    departures.hear("")

    assert all(news.is_set() for news in waiting)


async def test_without_redis_this_process_hears_of_it_all_the_same(people: ExitStack) -> None:
    departures = Departures(Redis.from_url("redis://127.0.0.1:1"))
    news = people.enter_context(departures.watched("ada"))

    await departures.tell("ada")

    assert news.is_set()
