"""Signs of life of the workers, in Redis: gone a minute after the worker is."""

import json
from dataclasses import dataclass

from redis.asyncio import Redis

_PREFIX = "worker:beat:"
BEAT_TTL_S = 60


@dataclass(frozen=True)
class WorkerBeat:
    """A worker alive within the last minute: it runs `running` tasks of at most `size`."""

    worker_id: str
    running: int
    size: int


class WorkerBeats:
    """Left by workers, read by the health page. Raises redis-py's errors where Redis is away.

    The client must answer in text, as `core.cache.redis.make_redis` does.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def leave(self, beat: WorkerBeat) -> None:
        """Say that a worker is alive."""
        value = json.dumps({"running": beat.running, "size": beat.size})
        await self._redis.set(_PREFIX + beat.worker_id, value, ex=BEAT_TTL_S)

    async def withdraw(self, worker_id: str) -> None:
        """Say that a worker has ended."""
        await self._redis.delete(_PREFIX + worker_id)

    async def list_alive(self) -> list[WorkerBeat]:
        """Return the workers alive within the last minute, by id."""
        keys = sorted([key async for key in self._redis.scan_iter(_PREFIX + "*", count=1000)])
        values = await self._redis.mget(keys) if keys else []
        return [
            WorkerBeat(worker_id=key.removeprefix(_PREFIX), **json.loads(value))
            for key, value in zip(keys, values, strict=True)
            if value is not None  # it ended between the two commands
        ]
