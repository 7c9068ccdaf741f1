"""Tells followers of lines that are committed, behind the back of those who wrote them."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from core.joblogs.domain import Line

_MOST_TASKS = 2_000
"""Lines of so many tasks wait for a Redis that is slow; then followers find them in SQL alone."""


_TASKS_AT_ONCE = 100


class Stream(Protocol):
    """Where followers listen; never raises and takes no longer than 0.3 s."""

    async def publish_all(self, told: Sequence[tuple[str, int, Sequence[Line]]]) -> None:
        """Publish committed lines of several tasks: each, the number of its last, and the lines."""
        ...


class Announcer:
    """Publishes lines in the order in which they came, those of one task together."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._waiting: dict[str, tuple[int, list[Line]]] = {}
        self._told = asyncio.Event()
        self._stopping = False

    def tell(self, task_id: str, last_seq: int, lines: Sequence[Line]) -> None:
        """Publish lines soon; returns at once."""
        earlier_seq, earlier = self._waiting.pop(task_id, (last_seq - len(lines), []))
        if earlier_seq != last_seq - len(lines):
            earlier = []  # somebody else wrote a line between; followers find the gap and look
        if len(self._waiting) < _MOST_TASKS:
            self._waiting[task_id] = (last_seq, [*earlier, *lines])
            self._told.set()

    def stop(self) -> None:
        """Let `serve` return when what waits is published."""
        self._stopping = True
        self._told.set()

    async def serve(self) -> None:
        """Publish until stopped."""
        while self._waiting or not self._stopping:
            await self._told.wait()
            self._told.clear()
            waiting, self._waiting = self._waiting, {}
            told = [(task_id, last_seq, lines) for task_id, (last_seq, lines) in waiting.items()]
            for first in range(0, len(told), _TASKS_AT_ONCE):
                await self._stream.publish_all(told[first : first + _TASKS_AT_ONCE])
