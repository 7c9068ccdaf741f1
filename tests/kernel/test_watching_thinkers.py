"""A process that computes and does not come back is ended; only who is to blame is told so."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.kernel import thinker_process
from core.kernel.errors import BusyError, ComputationEndlessError, ComputationLostError
from core.kernel.thinkers import Pace, Thinkers, thinkers
from tests.support import thoughts
from tests.support.processes import is_alive
from tests.support.waiting import eventually

_PATIENCE_S = 1.0

make_thinkers = partial(
    thinkers,
    modules=["tests.support.thoughts"],
    json_lines=False,
    log_level="WARNING",
    patience_s=_PATIENCE_S,
)


@pytest.fixture
async def two() -> AsyncIterator[Thinkers]:
    async with make_thinkers(2) as found:
        yield found


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    path = tmp_path / "marks"
    path.mkdir()
    return path


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with capture_logs() as lines:
        yield lines


def begun(marks: Path) -> list[int]:
    """Return the processes in which something began that does not end."""
    return [int(mark.name.partition("-")[0]) for mark in marks.iterdir()]


async def once_begun(marks: Path, times: int = 1) -> None:
    """Return when so many have begun what does not end."""

    async def have_begun() -> bool:
        return len(begun(marks)) >= times

    await eventually(have_begun)


class Answering:
    """Answers questions with what was asked, when told to go on."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[int] = asyncio.Queue()
        self.go_on = asyncio.Event()
        self.answers = {"question": self}

    async def __call__(self, number: int) -> int:
        self.asked.put_nowait(number)
        await self.go_on.wait()
        return number

    async def neighbours(
        self, two: Thinkers, pace: Pace
    ) -> list["asyncio.Future[tuple[int, int]]"]:
        """Return three pieces of work that are under way, each at its question."""
        working = [
            asyncio.ensure_future(two.converse(pace, self.answers, thoughts.ask_once, number))
            for number in range(3)
        ]
        for _ in working:
            await self.asked.get()
        return working


async def test_a_piece_that_never_ends_is_ended_with_a_clear_error_and_its_process_replaced(
    two: Thinkers, marks: Path, logged: list[EventDict]
) -> None:
    with pytest.raises(ComputationEndlessError, match="never_end") as ended:
        await two.think(thoughts.never_end, str(marks))

    assert ended.value.data == {"work": "never_end"}
    assert not ended.value.retryable
    assert len(begun(marks)) == 1  # what does not end once does not end twice
    [line] = [line for line in logged if line["event"] == "thinker_endless"]
    assert line["work"] == "never_end"
    assert line["busy_s"] >= _PATIENCE_S
    assert await two.think(thoughts.process_id) not in begun(marks)
    assert len(two.pids) == 2
    assert not any(is_alive(pid) for pid in begun(marks))


@pytest.mark.parametrize("pace", list(Pace))
async def test_whoever_shares_a_process_with_an_endless_piece_is_served_by_the_next(
    two: Thinkers, marks: Path, pace: Pace
) -> None:
    answering = Answering()
    neighbours = await answering.neighbours(two, pace)
    endless = asyncio.ensure_future(
        two.converse(pace, answering.answers, thoughts.think_without_end, str(marks))
    )
    await once_begun(marks)
    waiting = asyncio.ensure_future(two.think(thoughts.process_id))
    answering.go_on.set()

    with pytest.raises(ComputationEndlessError, match="think_without_end"):
        await endless
    assert [number for _, number in await asyncio.gather(*neighbours)] == [0, 1, 2]
    assert await waiting in two.pids


async def test_whoever_computes_in_another_process_does_not_notice(
    two: Thinkers, marks: Path
) -> None:
    answering = Answering()
    neighbours = await answering.neighbours(two, Pace.SLOW)
    with pytest.raises(ComputationEndlessError):
        await two.think(thoughts.never_end, str(marks))
    answering.go_on.set()

    assert len({pid for pid, _ in await asyncio.gather(*neighbours)}) == 1
    assert answering.asked.empty()  # nobody asked again


async def test_work_whose_answer_does_not_end_is_told_so_too(two: Thinkers, marks: Path) -> None:
    async def answer() -> None:
        await two.think(thoughts.never_end, str(marks))

    with pytest.raises(ComputationEndlessError, match="never_end"):
        await two.converse(Pace.SLOW, {"question": answer}, thoughts.ask_for_ever, str(marks))


async def test_an_endless_piece_nobody_waits_for_any_more_is_ended_all_the_same(
    two: Thinkers, marks: Path, logged: list[EventDict]
) -> None:
    endless = asyncio.ensure_future(two.think(thoughts.never_end, str(marks)))
    await once_begun(marks)
    endless.cancel()

    assert await two.think(thoughts.process_id) not in begun(marks)
    [line] = [line for line in logged if line["event"] == "thinker_endless"]
    assert line["work"] == "what nobody waits for any more"


async def test_a_process_that_cannot_even_listen_is_ended_and_its_work_tried_once_more_alone(
    two: Thinkers, marks: Path, logged: list[EventDict]
) -> None:
    answering = Answering()
    neighbours = await answering.neighbours(two, Pace.SLOW)
    deaf = asyncio.ensure_future(two.converse(Pace.SLOW, {}, thoughts.block_for_ever, str(marks)))
    await once_begun(marks)
    answering.go_on.set()

    with pytest.raises(ComputationLostError, match="block_for_ever"):
        await deaf
    assert [number for _, number in await asyncio.gather(*neighbours)] == [0, 1, 2]
    silent = [line["works"] for line in logged if line["event"] == "thinker_silent"]
    assert silent == [["ask_once"] * 3 + ["block_for_ever"], ["block_for_ever"]]


async def test_a_process_that_is_frozen_is_replaced_and_its_work_done_elsewhere(
    two: Thinkers,
) -> None:
    answering = Answering()
    neighbours = await answering.neighbours(two, Pace.SLOW)
    [frozen] = set(two.pids) - {await two.think(thoughts.process_id)}
    os.kill(frozen, signal.SIGSTOP)
    answering.go_on.set()

    found = await asyncio.gather(*neighbours)
    assert [number for _, number in found] == [0, 1, 2]
    assert frozen not in {pid for pid, _ in found}
    assert not is_alive(frozen)


async def test_all_of_them_killed_at_once_lose_nothing(two: Thinkers) -> None:
    answering = Answering()
    working = [
        *await answering.neighbours(two, Pace.SLOW),
        *await answering.neighbours(two, Pace.QUICK),
    ]
    before = set(two.pids)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    answering.go_on.set()

    found = await asyncio.gather(*working)
    assert [number for _, number in found] == [0, 1, 2] * 2
    assert not before & {pid for pid, _ in found}


async def test_what_takes_long_in_many_pieces_is_not_to_blame(two: Thinkers) -> None:
    began = asyncio.get_running_loop().time()

    found = await asyncio.gather(*(two.think(thoughts.wait, _PATIENCE_S / 5) for _ in range(8)))

    assert asyncio.get_running_loop().time() - began > _PATIENCE_S
    assert len(set(found)) == 1


async def test_one_that_never_finishes_loading_is_ended(
    marks: Path, monkeypatch: pytest.MonkeyPatch, logged: list[EventDict]
) -> None:
    monkeypatch.setattr(thinker_process, "_READY_WITHIN_S", 0.5)

    async with make_thinkers(1, modules=["tests.support.never_loaded"]) as one:
        with pytest.raises(ComputationLostError):
            await one.think(thoughts.process_id)

    assert {line["event"] for line in logged} >= {"thinker_silent", "thinker_died_again"}


async def test_where_no_process_can_be_started_callers_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch, logged: list[EventDict]
) -> None:
    start = asyncio.create_subprocess_exec
    is_full = True

    async def no_room(*words: str, **options: object) -> asyncio.subprocess.Process:
        if is_full:
            raise BlockingIOError("Resource temporarily unavailable")
        return await start(*words, **options)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(asyncio, "create_subprocess_exec", no_room)
    async with make_thinkers(2) as two:
        with pytest.raises(BusyError) as busy:
            await two.think(thoughts.process_id)
        is_full = False

        assert await two.think(thoughts.process_id) in two.pids

    assert busy.value.retry_after_s
    assert {"thinker_not_started"} == {line["event"] for line in logged}
