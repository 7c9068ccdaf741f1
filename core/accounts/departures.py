"""People who leave: whoever serves them over an open connection hears of it, in every process.

What is told is a hint to look again and no more: the database says who may stay. Who has missed it
looks from time to time anyway.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import Redis

from core.cache.news import tell

DEPARTED = "accounts:departed"
"""The channel on which it is told who has signed out somewhere."""


class Departures:
    """Tells those who wait for it that somebody has signed out somewhere."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def watched(self, user_id: str) -> Iterator[asyncio.Event]:
        """Give what is set where this person may have left."""
        news = asyncio.Event()
        self._waiting[user_id].add(news)
        try:
            yield news
        finally:
            self._waiting[user_id].discard(news)
            if not self._waiting[user_id]:
                del self._waiting[user_id]

    async def tell(self, user_id: str) -> None:
        """Tell every process that somebody has signed out."""
        self.hear(user_id)
        await tell(self._redis, DEPARTED, user_id)

    def hear(self, told: str) -> None:
        """Have those who serve somebody look again; after a silence, those who serve anybody."""
        waiting = [self._waiting.get(told, set())] if told else list(self._waiting.values())
        for news in set().union(*waiting):
            news.set()
