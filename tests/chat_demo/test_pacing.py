"""A stream slowed down to what a page can draw."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chat_demo.pacing import paced

NEVER_S = 3600.0


async def test_the_first_event_and_the_end_come_at_once_and_the_rest_in_bunches() -> None:
    async def source() -> AsyncIterator[int]:
        for number in range(5):
            yield number

    async with asyncio.timeout(5):
        bunches = [bunch async for bunch in paced(source(), every_s=NEVER_S)]

    assert [number for bunch in bunches for number in bunch] == [0, 1, 2, 3, 4]
    assert len(bunches) <= 2


async def test_an_event_nothing_follows_is_not_held_back() -> None:
    gate = asyncio.Event()

    async def source() -> AsyncIterator[str]:
        yield "first"
        yield "second"
        await gate.wait()

    bunches = paced(source(), every_s=0.01)
    async with asyncio.timeout(5):
        seen: list[str] = []
        while "second" not in seen:
            seen += await anext(bunches)
    await bunches.aclose()

    assert seen == ["first", "second"]


async def test_who_leaves_closes_the_source() -> None:
    closed = asyncio.Event()

    async def source() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.sleep(NEVER_S)
        finally:
            closed.set()

    bunches = paced(source(), every_s=0.0)
    await anext(bunches)
    await bunches.aclose()

    assert closed.is_set()


async def test_a_cancelled_reader_closes_the_source() -> None:
    waiting, closed = asyncio.Event(), asyncio.Event()

    async def source() -> AsyncIterator[int]:
        try:
            waiting.set()
            await asyncio.sleep(NEVER_S)
            yield 1
        finally:
            closed.set()

    async def read() -> None:
        async for _ in paced(source(), every_s=0.0):
            pass

    reader = asyncio.create_task(read())
    await waiting.wait()
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader

    assert closed.is_set()


async def test_what_the_source_raises_comes_after_everything_before_it() -> None:
    async def source() -> AsyncIterator[int]:
        yield 1
        yield 2
        raise ValueError("broken")

    seen: list[int] = []

    async def read() -> None:
        async for bunch in paced(source(), every_s=NEVER_S):
            seen.extend(bunch)

    with pytest.raises(ValueError, match="broken"):
        await read()

    assert seen == [1, 2]


async def test_who_waits_is_told_so_from_time_to_time_and_misses_nothing() -> None:
    gate = asyncio.Event()

    async def source() -> AsyncIterator[str]:
        yield "first"
        await gate.wait()
        yield "last"

    seen: list[str] = []
    silences = 0
    async with asyncio.timeout(5):
        async for bunch in paced(source(), every_s=0.0, idle_s=0.01):
            seen += bunch
            silences += not bunch
            if silences == 2:
                gate.set()

    assert silences >= 2
    assert seen == ["first", "last"]
