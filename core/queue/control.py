"""What is shouted to all workers: that there is work at once, and whose task is to end.

Publish and subscribe of Redis keep nothing. Whoever does not hear is told by the next sweep and the
next beat, and whoever hears looks into SQL before he does anything.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from redis.asyncio import Redis
from redis.asyncio.client import PubSub

WAKE = "task:wake"
CONTROL = "task:control"

_CONNECT_S = 5.0
_LISTEN_S = 10.0


class Shout(NamedTuple):
    """Something that was shouted: the channel, and the task it is about."""

    channel: str
    task_id: str


class Ear:
    """Hears shouts."""

    def __init__(self, pubsub: PubSub) -> None:
        self._pubsub = pubsub

    async def hear(self) -> Shout | None:
        """Wait for a shout; None where there was none for ten seconds.

        Raises redis-py's errors where Redis went away.
        """
        heard = await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=_LISTEN_S)
        return None if heard is None else Shout(heard["channel"], heard["data"])


@asynccontextmanager
async def listening(redis_url: str) -> AsyncIterator[Ear]:
    """Yield an ear on a connection of its own, which hears from then on."""
    client: Redis = Redis.from_url(
        redis_url,
        decode_responses=True,
        socket_connect_timeout=_CONNECT_S,
        health_check_interval=_LISTEN_S,
    )
    async with client, client.pubsub() as pubsub:
        async with asyncio.timeout(_CONNECT_S):
            await pubsub.subscribe(WAKE, CONTROL)
        yield Ear(pubsub)
