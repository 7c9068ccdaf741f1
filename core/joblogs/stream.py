"""The lines of logs in Redis, where whoever waits for them hears of each at once."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.joblogs.domain import Line, wire_line

KEEP_LINES = 500
"""About so many of the newest lines of a log are also in Redis; SQL has them all."""
FIELD = "line"

_KEEP_S = 3600
_TIMEOUT_S = 0.3
_PAUSE_S = 1.0

log = structlog.get_logger(__name__)


def key_of(task_id: str) -> str:
    """Return the key of a task's lines."""
    return f"tlog:{task_id}"


class LogStream:
    """Tells those who follow a log of lines that are committed; SQL alone has to be believed.

    Whoever misses a line here finds it in SQL within a second, so nothing is tried twice.
    """

    def __init__(self, redis: Redis, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._silent_until = 0.0
        self.unpublished = 0
        """How many lines Redis did not take."""

    async def publish(self, task_id: str, last_seq: int, lines: Sequence[Line]) -> None:
        """Publish committed lines that end at `last_seq`; takes 0.3 s at most and never raises."""
        await self.publish_all([(task_id, last_seq, lines)])

    async def publish_all(self, told: Sequence[tuple[str, int, Sequence[Line]]]) -> None:
        """Publish lines of several tasks in one round trip; takes 0.3 s at most and never raises.

        Where Redis did not answer, it is not asked again for a second: those who write logs must
        not wait for it at every line.
        """
        said = [(task_id, seq, lines[-KEEP_LINES:]) for task_id, seq, lines in told if lines]
        if not said:
            return
        if self._clock() < self._silent_until:
            self._leave_out(told)
            return
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await self._add(said)
        except (RedisError, OSError, TimeoutError) as error:
            if not self._silent_until:
                log.warning("log_stream_lost", error=repr(error))
            self._leave_out(told)
            self._silent_until = self._clock() + _PAUSE_S
        else:
            self._silent_until = 0.0

    def _leave_out(self, told: Sequence[tuple[str, int, Sequence[Line]]]) -> None:
        self.unpublished += sum(len(lines) for _, _, lines in told)

    async def _add(self, said: Sequence[tuple[str, int, Sequence[Line]]]) -> None:
        # Left, it gives its connection back however it ended.
        async with self._redis.pipeline(transaction=False) as pipeline:
            for task_id, last_seq, lines in said:
                key = key_of(task_id)
                for seq, line in enumerate(lines, last_seq - len(lines) + 1):
                    entry: dict[Any, Any] = {FIELD: wire_line(seq, line).model_dump_json()}
                    # Redis refuses an id not above the last one: a line told twice stays one.
                    pipeline.xadd(key, entry, id=f"{seq}-0", maxlen=KEEP_LINES, approximate=True)
                pipeline.expire(key, _KEEP_S)
            answers = await pipeline.execute(raise_on_error=False)
        self.unpublished += sum(isinstance(answer, RedisError) for answer in answers)
