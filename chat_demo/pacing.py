"""Slows a stream down to what a page can draw."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

EventT = TypeVar("EventT")

DRAW_EVERY_S = 0.12
TELL_EVERY_S = 5.0


async def paced(
    events: AsyncIterator[EventT], every_s: float, idle_s: float | None = None
) -> AsyncGenerator[list[EventT], None]:
    """Yield in lists what came since the last time: the first at once, the end at once.

    In between there is at most one list every `every_s` seconds, and where nothing comes for
    `idle_s` seconds an empty one, so that who waits can be told for how long. The events are read
    in a task of their own, which is cancelled when the reader leaves. What they raise comes after
    everything that came before it.
    """
    queue: asyncio.Queue[EventT | None] = asyncio.Queue()
    pump = asyncio.create_task(_pump(events, queue))
    try:
        ended = False
        while not ended:
            try:
                waiting = [await asyncio.wait_for(queue.get(), idle_s)]
            except TimeoutError:
                yield []
                continue
            waiting += [queue.get_nowait() for _ in range(queue.qsize())]
            ended = waiting[-1] is None
            events_now = [event for event in waiting if event is not None]
            if events_now:
                yield events_now
            if not ended:
                await asyncio.wait([pump], timeout=every_s)
        await pump
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


async def _pump(events: AsyncIterator[EventT], queue: asyncio.Queue[EventT | None]) -> None:
    """Put every event into the queue, and None when there are no more."""
    try:
        async for event in events:
            queue.put_nowait(event)
    finally:
        queue.put_nowait(None)
