"""Processes that compute: beside the loop, for whoever asks, once more where one dies."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from core.kernel.context import bound_context
from core.kernel.errors import BusyError, ComputationLostError, ModelError
from core.kernel.thinkers import AT_ONCE, MOST_WAITING, Pace, Thinkers, thinkers
from tests.support import thoughts
from tests.support.processes import eventually as eventually_here
from tests.support.processes import is_alive
from tests.support.waiting import eventually

make_thinkers = partial(
    thinkers,
    modules=["tests.support.thoughts"],
    json_lines=False,
    log_level="WARNING",
    patience_s=60,
)


@pytest.fixture
async def two() -> AsyncIterator[Thinkers]:
    async with make_thinkers(2) as found:
        yield found


@pytest.fixture
def pipe(tmp_path: Path) -> str:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return str(path)


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    path = tmp_path / "marks"
    path.mkdir()
    return path


async def write(pipe: str, text: str) -> None:
    """Write into a named pipe; returns when somebody has read it."""
    await asyncio.to_thread(Path(pipe).write_text, text)


def deaths(marks: Path) -> int:
    """Return how many processes `thoughts.die` has ended."""
    return len(list(marks.iterdir()))


async def nothing_told(*_: object) -> None:
    raise AssertionError("nobody asks here")


async def test_it_computes_in_another_process_that_gives_way(two: Thinkers) -> None:
    assert await two.think(thoughts.process_id) in two.pids
    assert os.getpid() not in two.pids
    assert await two.think(thoughts.niceness) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_it_is_not_told_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "not to be told")

    async with make_thinkers(1) as one:
        assert "JWT_SECRET" not in await one.think(thoughts.environment)


async def test_the_loop_goes_on_meanwhile(two: Thinkers, pipe: str) -> None:
    thought = asyncio.ensure_future(two.think(thoughts.wait_for_writer, pipe))

    await write(pipe, "the loop has time to write")

    assert await thought == "the loop has time to write"


async def test_what_goes_wrong_keeps_its_type_and_says_where(two: Thinkers) -> None:
    with pytest.raises(ValueError, match="no such number") as plain:
        await two.think(thoughts.fail, "value")
    with pytest.raises(ModelError, match="It sleeps") as of_ours:
        await two.think(thoughts.fail, "model")

    assert "thoughts.py" in "".join(plain.value.__notes__)
    assert (of_ours.value.error_type, of_ours.value.status) == ("timeout", 504)
    assert of_ours.value.retry_after_s == 7
    assert of_ours.value.data == {"error_type": "timeout", "retryable": True}


async def test_what_cannot_be_carried_is_told_of(two: Thinkers) -> None:
    with pytest.raises(RuntimeError, match="StubbornError: never mind"):
        await two.think(thoughts.fail, "stubborn")
    with pytest.raises((AttributeError, TypeError, RuntimeError), match="pickle"):
        await two.think(thoughts.something_stubborn)
    assert await two.think(thoughts.process_id) in two.pids


async def test_it_knows_for_whom_it_computes(two: Thinkers) -> None:
    with bound_context("trace-1", user_id="wei"):
        first = await two.think(thoughts.for_whom)
    with bound_context("trace-2"):
        second = await two.think(thoughts.for_whom)

    assert first == ("trace-1", {"trace_id": "trace-1", "user_id": "wei"})
    assert second == ("trace-2", {"trace_id": "trace-2"})


async def test_work_asks_and_tells_as_it_goes_on(two: Thinkers) -> None:
    told: list[int] = []

    async def double(number: int) -> int:
        return 2 * number

    answers = {"double": double, "told": told.append}
    assert await two.converse(Pace.SLOW, answers, thoughts.sum_of_answers, 1, 2, 3) == 12
    assert told == [2, 4, 6]


async def test_an_answer_that_fails_fails_where_it_was_asked_for(two: Thinkers) -> None:
    async def refuse(*_: object) -> None:
        raise ModelError("It sleeps", error_type="timeout")

    with pytest.raises(ModelError, match="It sleeps"):
        await two.converse(Pace.SLOW, {"question": refuse}, thoughts.ask_once)


async def test_whoever_is_told_may_fail_and_ends_that_work_alone(
    two: Thinkers, marks: Path
) -> None:
    def overhear(_: int) -> None:
        raise ValueError("cannot listen")

    async def never() -> None:
        await asyncio.Event().wait()

    mark = marks / "ended"
    with pytest.raises(ValueError, match="cannot listen"):
        await two.converse(
            Pace.QUICK, {"told": overhear, "question": never}, thoughts.tell_forever, str(mark)
        )
    assert eventually_here(mark.exists)
    assert await two.think(thoughts.process_id) in two.pids


async def test_what_an_answer_needs_computed_is_computed_by_the_one_who_asks(
    two: Thinkers,
) -> None:
    async def compute() -> int:
        return await two.think(thoughts.process_id)

    slow = await two.converse(Pace.SLOW, {"question": compute}, thoughts.ask_once)
    quick = await two.converse(Pace.QUICK, {"question": compute}, thoughts.ask_once)

    assert slow[0] == slow[1]
    assert quick[0] == quick[1] != slow[0]


async def test_answers_are_given_on_behalf_of_the_one_who_asks(two: Thinkers) -> None:
    async def whose() -> str:
        return thoughts.for_whom()[0]

    answers = {"question": whose}
    with bound_context("trace-1"):
        first = asyncio.ensure_future(two.converse(Pace.SLOW, answers, thoughts.ask_once))
    with bound_context("trace-2"):
        second = asyncio.ensure_future(two.converse(Pace.SLOW, answers, thoughts.ask_once))

    assert [(await each)[1] for each in (first, second)] == ["trace-1", "trace-2"]


async def test_what_is_quick_does_not_wait_for_what_is_slow(two: Thinkers, tmp_path: Path) -> None:
    async def answer(said: str) -> str:
        return said

    pipes = [str(tmp_path / f"pipe-{number}") for number in range(3)]
    for pipe in pipes:
        os.mkfifo(pipe)
    slow = [
        asyncio.ensure_future(
            two.converse(Pace.SLOW, {"question": answer}, thoughts.compute_then_ask, pipe)
        )
        for pipe in pipes
    ]

    assert await two.think(thoughts.process_id) in two.pids
    assert not any(each.done() for each in slow)
    for pipe in pipes:
        await write(pipe, f"go on, {pipe}")
    assert await asyncio.gather(*slow) == [f"go on, {pipe}" for pipe in pipes]


async def test_one_process_does_both_where_there_is_only_one() -> None:
    async def nothing() -> None:
        return None

    async with make_thinkers(1) as alone:
        slow, _ = await alone.converse(Pace.SLOW, {"question": nothing}, thoughts.ask_once)
        assert [slow] == alone.pids == [await alone.think(thoughts.process_id)]


async def test_what_was_lost_with_its_process_is_done_once_more(two: Thinkers, marks: Path) -> None:
    before = set(two.pids)

    assert await two.think(thoughts.die, str(marks), 1) == "done"

    assert await two.think(thoughts.process_id) not in before
    assert len(two.pids) == 2


async def test_what_kills_a_second_process_is_given_up_and_others_go_on(
    two: Thinkers, marks: Path
) -> None:
    with pytest.raises(ComputationLostError, match="die"):
        await two.think(thoughts.die, str(marks), 99)

    assert deaths(marks) == 2
    assert await two.think(thoughts.process_id) in two.pids


async def test_whoever_shares_a_process_with_a_deadly_piece_survives_it(
    two: Thinkers, marks: Path
) -> None:
    asked: asyncio.Queue[int] = asyncio.Queue()
    go_on = asyncio.Event()

    async def answer(number: int) -> int:
        asked.put_nowait(number)
        await go_on.wait()
        return number

    answers = {"question": answer}
    neighbours = [
        asyncio.ensure_future(two.converse(Pace.QUICK, answers, thoughts.ask_once, number))
        for number in range(3)
    ]
    for _ in neighbours:
        await asked.get()
    deadly = asyncio.ensure_future(two.think(thoughts.die, str(marks), 99))
    assert await asyncio.to_thread(eventually_here, lambda: deaths(marks) > 0)
    go_on.set()

    assert [answer for _, answer in await asyncio.gather(*neighbours)] == [0, 1, 2]
    with pytest.raises(ComputationLostError):
        await deadly


async def test_a_process_killed_while_nothing_is_done_is_replaced(two: Thinkers) -> None:
    pid = await two.think(thoughts.process_id)
    os.kill(pid, signal.SIGKILL)

    async def replaced() -> bool:
        return await two.think(thoughts.process_id) != pid

    assert await eventually(replaced)


async def test_signals_meant_for_all_of_us_do_not_end_it(two: Thinkers) -> None:
    pid = await two.think(thoughts.process_id)
    for signum in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, signum)

    assert await two.think(thoughts.process_id) == pid


async def test_work_nobody_waits_for_ends_and_its_answers_with_it(
    two: Thinkers, marks: Path
) -> None:
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def answer() -> None:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            hung_up.set()

    mark = marks / "ended"
    working = asyncio.ensure_future(
        two.converse(Pace.SLOW, {"question": answer}, thoughts.ask_and_mark_the_end, str(mark))
    )
    await asked.wait()
    working.cancel()

    with pytest.raises(asyncio.CancelledError):
        await working
    await hung_up.wait()
    assert await asyncio.to_thread(eventually_here, mark.exists)


async def test_whoever_hangs_up_while_it_computes_keeps_nobody_from_asking(
    two: Thinkers, pipe: str
) -> None:
    working = asyncio.ensure_future(two.think(thoughts.wait_for_writer, pipe))
    writing = asyncio.ensure_future(write(pipe, "at last"))
    await writing  # it is being computed now
    working.cancel()

    async def double(number: int) -> int:
        return 2 * number

    answers = {"double": double, "told": lambda _: None}
    assert await two.converse(Pace.QUICK, answers, thoughts.sum_of_answers, 4) == 8
    assert await two.think(thoughts.process_id) in two.pids


async def test_turns_come_in_order_and_of_too_many_the_last_are_refused(two: Thinkers) -> None:
    begun: list[int] = []
    go_on = asyncio.Event()

    async def answer(number: int) -> int:
        begun.append(number)
        await go_on.wait()
        return number

    working = [
        asyncio.ensure_future(
            two.converse(Pace.SLOW, {"question": answer}, thoughts.ask_once, number)
        )
        for number in range(AT_ONCE + MOST_WAITING)
    ]

    async def is_full() -> bool:
        return len(begun) == AT_ONCE

    assert await eventually(is_full)
    with pytest.raises(BusyError) as busy:
        await two.converse(Pace.SLOW, {"question": answer}, thoughts.ask_once, 0)
    assert busy.value.retry_after_s
    assert await two.think(thoughts.process_id) in two.pids
    go_on.set()
    found = await asyncio.gather(*working)

    assert [number for _, number in found] == begun == [*range(AT_ONCE + MOST_WAITING)]


async def test_nothing_is_left_when_it_is_closed_whatever_it_does(pipe: str) -> None:
    async with make_thinkers(2) as found:
        pids = found.pids
        busy = asyncio.ensure_future(found.think(thoughts.wait_for_writer, pipe))
        await found.converse(Pace.SLOW, {"double": nothing_told}, thoughts.sum_of_answers)
        assert len(pids) == 2
        busy.cancel()

    assert not any(is_alive(pid) for pid in pids)
    assert found.pids == []


_HOLDER = """
import asyncio
from core.kernel.thinkers import thinkers
from tests.support import thoughts

async def hold():
    async with thinkers(2, (), json_lines=False, log_level="WARNING", patience_s=60) as found:
        await found.think(thoughts.process_id)
        print(*found.pids, flush=True)
        await found.think(thoughts.wait_for_writer, {pipe!r})

asyncio.run(hold())
"""


def test_nothing_is_left_when_the_process_it_computes_for_is_killed(pipe: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER.format(pipe=pipe)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with holder:
        assert holder.stdout is not None
        pids = [int(word) for word in holder.stdout.readline().split()]
        assert len(pids) == 2
        assert all(is_alive(pid) for pid in pids)
        holder.kill()

    assert eventually_here(lambda: not any(is_alive(pid) for pid in pids))
