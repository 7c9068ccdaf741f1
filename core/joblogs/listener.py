"""Hears from Redis of new lines: one blocking read for every log a process watches."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.joblogs.stream import FIELD, key_of
from core.kernel.ids import new_id
from core.kernel.stopping import end, pause
from core.schemas.joblogs import JobLine

_BLOCK_MS = 5_000
_ANSWER_S = 1.0
_CONNECT_S = 0.3
_PAUSE_S = 1.0
_WAKE_TTL_S = 60
_MOST_ENTRIES = 500

log = structlog.get_logger(__name__)

Positions = Callable[[], Mapping[str, int]]
"""Returns which logs are watched, and the number of the last line heard of each."""
OnEntries = Callable[[str, int, Sequence[JobLine]], None]
"""Told of a log's id, the last number heard, and those of the lines that could be read."""


class LogListener:
    """Reads until stopped, whatever Redis does meanwhile.

    A key of its own is read with the others: an entry there ends a read that would go on waiting
    for the logs of before.
    """

    def __init__(self, redis_url: str, positions: Positions, on_entries: OnEntries) -> None:
        self._redis: Redis = Redis.from_url(
            redis_url,
            decode_responses=True,
            socket_timeout=_BLOCK_MS / 1000 + _ANSWER_S,
            socket_connect_timeout=_CONNECT_S,
        )
        self._positions = positions
        self._on_entries = on_entries
        self._wake_key = f"tlog:wake:{new_id()}"
        self._woken_at = "0"
        self._changed = asyncio.Event()
        self._stopping = asyncio.Event()
        self._silent = False

    def look_again(self) -> None:
        """Read other logs as well, now."""
        self._changed.set()

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()
        self._changed.set()

    async def serve(self) -> None:
        """Read until stopped."""
        # A read in Redis is ended from here, as it would not look at an event for five seconds.
        loops = [asyncio.create_task(loop()) for loop in (self._read_on, self._wake_on)]
        try:
            await self._stopping.wait()
        finally:
            self._stopping.set()
            await end(*loops)
            await self._redis.aclose(close_connection_pool=True)

    async def _read_on(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._read()
            except (RedisError, OSError, TimeoutError) as error:
                if not self._silent:
                    log.warning("log_listener_lost", error=repr(error))
                self._silent = True
                await pause(self._stopping, _PAUSE_S)
            except Exception:
                log.exception("log_listener_broke")
                await pause(self._stopping, _PAUSE_S)

    async def _read(self) -> None:
        positions = self._positions()
        watched = {key_of(task_id): task_id for task_id in positions}
        starts: dict[Any, Any] = {self._wake_key: self._woken_at}
        starts |= {key: f"{positions[task_id]}-0" for key, task_id in watched.items()}
        found = await self._redis.xread(starts, count=_MOST_ENTRIES, block=_BLOCK_MS)
        if self._silent:
            log.info("log_listener_back")
        self._silent = False
        for key, entries in found:
            if key == self._wake_key:
                self._woken_at = entries[-1][0]
            else:
                self._on_entries(watched[key], *_read_entries(entries))

    async def _wake_on(self) -> None:
        while not self._stopping.is_set():
            await self._changed.wait()
            self._changed.clear()
            try:
                async with asyncio.timeout(_ANSWER_S):
                    await self._wake()
            except (RedisError, OSError, TimeoutError):
                # The reader has lost Redis as well; when it is back it reads what is watched then.
                await pause(self._stopping, _PAUSE_S)

    async def _wake(self) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.xadd(self._wake_key, {"": ""}, maxlen=1, approximate=False)
            pipeline.expire(self._wake_key, _WAKE_TTL_S)
            await pipeline.execute()


def _read_entries(entries: Sequence[tuple[str, Mapping[str, str]]]) -> tuple[int, list[JobLine]]:
    """Return the number of the last entry, and the lines that are what they say they are."""
    lines = []
    for entry_id, fields in entries:
        try:
            line = JobLine.model_validate_json(fields.get(FIELD, ""))
        except ValidationError:
            continue
        if f"{line.seq}-0" == entry_id:
            lines.append(line)
    return int(entries[-1][0].partition("-")[0]), lines
