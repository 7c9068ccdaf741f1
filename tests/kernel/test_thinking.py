"""Arithmetic runs beside the event loop, one piece at a time."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from core.kernel.thinking import think

_WHO: ContextVar[str] = ContextVar("who", default="nobody")


async def test_the_loop_goes_on_meanwhile_and_gets_the_answer() -> None:
    going_on = threading.Event()

    def wait_for_the_loop() -> str:
        assert going_on.wait(10)
        return "done"

    thought = asyncio.ensure_future(think(wait_for_the_loop))
    await asyncio.sleep(0)
    going_on.set()

    assert await thought == "done"


async def test_pieces_come_one_after_the_other() -> None:
    at_once = most = 0

    def compute(number: int) -> int:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        total = sum(range(20_000)) * 0 + number
        at_once -= 1
        return total

    assert await asyncio.gather(*(think(compute, number) for number in range(20))) == [*range(20)]
    assert most == 1


async def test_what_goes_wrong_goes_wrong_for_the_one_who_asked() -> None:
    def fail() -> None:
        raise ValueError("no such number")

    with pytest.raises(ValueError, match="no such number"):
        await think(fail)
    assert await think(int, "7") == 7


async def test_it_knows_for_whom_it_computes() -> None:
    _WHO.set("wei")

    assert await think(_WHO.get) == "wei"
