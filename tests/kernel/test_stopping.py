"""Ending what runs."""

import asyncio

from core.kernel.stopping import end, pause


async def test_a_task_that_forgets_being_cancelled_is_ended_all_the_same() -> None:
    forgotten = 0

    async def forget_twice() -> None:
        nonlocal forgotten
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                forgotten += 1
                if forgotten > 2:
                    raise

    task = asyncio.create_task(forget_twice())
    await asyncio.sleep(0)

    await end(task)

    assert task.cancelled()


async def test_a_task_that_cannot_be_ended_is_left_after_a_while() -> None:
    let_go = asyncio.Event()

    async def hold_on() -> None:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(hold_on())
    await asyncio.sleep(0)

    await end(task, within_s=0.1)

    assert not task.done()
    let_go.set()
    await task


async def test_a_task_that_ended_with_an_error_is_no_trouble() -> None:
    async def break_down() -> None:
        raise ValueError("broken")

    task = asyncio.create_task(break_down())
    await asyncio.sleep(0)

    await end(task)

    assert task.done()


async def test_a_pause_ends_early_when_told_to_stop() -> None:
    stopping = asyncio.Event()
    pausing = asyncio.create_task(pause(stopping, 3_600))
    await asyncio.sleep(0)

    stopping.set()

    async with asyncio.timeout(5):
        await pausing
