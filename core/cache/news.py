"""What the processes of the product tell each other."""

import asyncio
from collections.abc import Callable, Mapping

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.kernel.stopping import end, pause

_LOOK_S = 5.0
_CONNECT_S = 0.3
_PAUSE_S = 1.0

log = structlog.get_logger(__name__)


async def tell(redis: Redis, channel: str, words: str, **about: str) -> None:
    """Tell every process that listens; where Redis does not take it, the log says what of.

    `about` is what the log may say.
    """
    try:
        await redis.publish(channel, words)
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("news_not_told", channel=channel, reason=repr(error), **about)


class News:
    """Hears news until closed, whatever Redis does meanwhile.

    `hearers` says who hears what is told on which channel. Redis keeps nothing for those who were
    away: whoever comes back has missed what there was, and hears an empty text.
    """

    def __init__(self, redis_url: str, hearers: Mapping[str, Callable[[str], None]]) -> None:
        self._redis: Redis = Redis.from_url(
            redis_url,
            socket_timeout=_LOOK_S + 1.0,
            socket_connect_timeout=_CONNECT_S,
            decode_responses=True,
        )
        self._hearers = dict(hearers)
        self._stopping = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._silent = False
        self.hears = asyncio.Event()
        """Set while what others tell is heard."""

    def open(self) -> None:
        """Begin to listen."""
        self._listening = asyncio.create_task(self._listen_on())

    async def aclose(self) -> None:
        """Stop listening."""
        self._stopping.set()
        if self._listening is not None:
            await end(self._listening)
        await self._redis.aclose(close_connection_pool=True)

    async def _listen_on(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError) as error:
                if not self._silent:
                    log.warning("news_lost", error=repr(error))
                self._silent = True
            self.hears.clear()
            await pause(self._stopping, _PAUSE_S)

    async def _listen(self) -> None:
        async with self._redis.pubsub() as heard:
            await heard.subscribe(*self._hearers)
            awaited = set(self._hearers)
            while not self._stopping.is_set():
                message = await heard.get_message(timeout=_LOOK_S)
                if message is None:
                    await heard.ping()
                elif message["type"] == "subscribe":
                    self._hearers[message["channel"]]("")
                    awaited.discard(message["channel"])
                    self._silent = bool(awaited)
                    if not awaited:
                        self.hears.set()
                elif message["type"] == "message":
                    self._hearers[message["channel"]](message["data"])
