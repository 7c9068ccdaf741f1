"""The bell on ARQ. What the worker needs to hear it is here too, so that both sides agree.

ARQ is a bell and no more: it loses jobs with Redis, starts a dead worker's job again only after
its timeout, and lets two workers hold one job. None of this matters for a hint, which carries a
task's id and entitles a worker to claim the best row there is.
"""

import asyncio
import json
from typing import Any

import structlog
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from core.kernel.ids import new_id

HINT = "hint"
"""The one function ARQ knows."""
CONTROL = "task:control"
"""The channel on which the ids of tasks are told that are to end."""

RING_TIMEOUT_S = 0.3
REDIS_ERRORS = (RedisError, OSError, TimeoutError)
"""How a Redis that is away, or frozen, shows."""

log = structlog.get_logger(__name__)


def to_json(value: Any) -> bytes:
    """Serialise what ARQ stores; its own default, pickle, would execute what it reads back."""
    return json.dumps(value, default=repr).encode()


def from_json(raw: bytes) -> Any:
    """Read what ARQ stored."""
    return json.loads(raw)


def arq_client(redis_url: str, *, timeout_s: float) -> ArqRedis:
    """Return a client that gives up after `timeout_s` on a Redis that does not answer."""
    pool = ConnectionPool.from_url(
        redis_url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s
    )
    return ArqRedis(pool, job_serializer=to_json, job_deserializer=from_json)


class ArqQueue:
    """Rings by a hint of its own: ARQ refuses an id it has seen while its result is kept."""

    def __init__(self, redis_url: str) -> None:
        self._client = arq_client(redis_url, timeout_s=RING_TIMEOUT_S)

    async def ring(self, task_id: str) -> bool:
        """Send one hint; False where Redis did not take it within 0.3 s."""
        try:
            async with asyncio.timeout(RING_TIMEOUT_S):
                await self._client.enqueue_job(HINT, task_id, _job_id=new_id())
        except REDIS_ERRORS as error:
            log.warning("queue_ring_failed", task_id=task_id, error=repr(error))
            return False
        return True

    async def cancel(self, task_id: str) -> bool:
        """Say on the channel of control that a task is to end; False where Redis is away."""
        try:
            async with asyncio.timeout(RING_TIMEOUT_S):
                await self._client.publish(CONTROL, task_id)
        except REDIS_ERRORS as error:
            log.warning("queue_cancel_failed", task_id=task_id, error=repr(error))
            return False
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose(close_connection_pool=True)
