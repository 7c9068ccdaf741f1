"""The bell on ARQ. What the worker needs to hear it is here too, so that both sides agree.

ARQ is a bell and no more: it loses jobs with Redis, starts a dead worker's job again only after
its timeout, and lets two workers hold one job. None of this matters for a hint, which carries a
task's id and entitles a worker to claim the best row there is.
"""

import asyncio
import json
import time
from collections.abc import Awaitable
from typing import Any

import structlog
from arq.connections import ArqRedis
from arq.constants import default_queue_name, expires_extra_ms, job_key_prefix
from arq.jobs import serialize_job
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from core.kernel.ids import new_id
from core.queue.control import CONTROL, WAKE

HINT = "hint"
"""The one function ARQ knows."""

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
        """Send one hint and wake who is idle; False where Redis did not take it within 0.3 s.

        One round trip: what ARQ's `enqueue_job` writes, without its look for an id in use, for this
        one is new. Idle workers hear the shout at once, the hint at ARQ's next poll.
        """
        now_ms, hint_id = time.time_ns() // 1_000_000, new_id()
        hint = serialize_job(HINT, (task_id,), {}, None, now_ms, serializer=to_json)

        async def send() -> None:
            async with self._client.pipeline(transaction=True) as pipeline:
                pipeline.psetex(job_key_prefix + hint_id, expires_extra_ms, hint)
                pipeline.zadd(default_queue_name, {hint_id: now_ms})
                pipeline.publish(WAKE, task_id)
                await pipeline.execute()

        return await self._sent(send(), "queue_ring_failed", task_id)

    async def cancel(self, task_id: str) -> bool:
        """Tell the worker that runs a task to end it; False where Redis did not take that."""
        told = self._client.publish(CONTROL, task_id)
        return await self._sent(told, "queue_cancel_failed", task_id)

    async def _sent(self, sending: Awaitable[Any], failure: str, task_id: str) -> bool:
        try:
            async with asyncio.timeout(RING_TIMEOUT_S):
                await sending
        except REDIS_ERRORS as error:
            log.warning(failure, task_id=task_id, error=repr(error))
            return False
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose(close_connection_pool=True)
