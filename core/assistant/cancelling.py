"""Turns that other processes answer: to cancel one, all are told, and the one that has it ends it.

Where nobody hears of it the call of the model goes on to its end, and its answer is not kept.
"""

import json

from redis.asyncio import Redis

from core.cache.news import tell

CANCELLED = "turns:cancelled"
"""The channel on which a cancelled turn is told."""


async def tell_cancelled(redis: Redis, user_id: str, request_id: str) -> None:
    """Tell every process that a turn is not wanted any more."""
    await tell(redis, CANCELLED, json.dumps([user_id, request_id]), request_id=request_id)


def read_cancelled(told: str) -> tuple[str, str] | None:
    """Return whose turn is cancelled, and its request id; None where nothing is told."""
    if not told:
        return None
    user_id, request_id = json.loads(told)
    return user_id, request_id
