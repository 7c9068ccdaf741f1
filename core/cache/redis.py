"""The connection to Redis that requests use: it would rather fail than make them wait."""

import time

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.kernel.errors import DependencyDownError

_TIMEOUT_S = 0.3
"""Longest wait for one answer; what Redis holds can be done without or comes again."""


def make_redis(redis_url: str) -> Redis:
    """Return a client with its own pool, answers as text; nothing connects before the first use."""
    client: Redis = Redis.from_url(
        redis_url,
        decode_responses=True,
        socket_timeout=_TIMEOUT_S,
        socket_connect_timeout=_TIMEOUT_S,
        health_check_interval=30,
    )
    return client


async def ping(redis: Redis) -> float:
    """Return how long Redis took to answer, in milliseconds.

    Raises:
        DependencyDownError: It did not.
    """
    started = time.perf_counter()
    try:
        await redis.ping()
    except (RedisError, OSError, TimeoutError) as error:
        raise DependencyDownError("Redis does not answer") from error
    return (time.perf_counter() - started) * 1000
