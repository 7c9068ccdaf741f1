"""Ending what runs, for certain and without breaking what it holds."""

import asyncio
import time
from contextlib import suppress
from typing import Any

_INSIST_EVERY_S = 0.2


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Return after so many seconds, or as soon as `stopping` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()


async def end(*tasks: asyncio.Future[Any], within_s: float = float("inf")) -> None:
    """Cancel tasks again and again until all have ended, or `within_s` has passed.

    Once is not enough: `asyncio.wait_for` of Python 3.11 forgets a cancellation that comes in the
    moment its work is done, and redis-py sends every command through it. Not for tasks that clean
    up behind themselves: what is cancelled twice does not come to that.
    """
    deadline = time.monotonic() + within_s
    pending = set(tasks)
    while pending and time.monotonic() < deadline:
        for task in pending:
            task.cancel()
        done, pending = await asyncio.wait(pending, timeout=_INSIST_EVERY_S)
        for task in done:
            if not task.cancelled():
                task.exception()  # looked at, else asyncio reports it as overlooked
