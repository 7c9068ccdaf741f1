"""The frames of a turn: whatever is said and told, in whatever order and pieces."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from core.assistant.frames import FailedFrame, FinalFrame, Frame, cuts_of, told_again
from core.assistant.live import COALESCED_CHARS, LiveTurn
from core.kernel.errors import AppError, ModelError, TurnCancelledError
from core.schemas.chat import NodeTrace, PartialFrame, StartFrame, ToolFrame

_T = TypeVar("_T")

Step = Callable[[LiveTurn], Awaitable[None]]


async def _let_time_pass(turn: LiveTurn) -> None:
    turn.flushed()


def _say(text: str) -> Step:
    async def say(turn: LiveTurn) -> None:
        turn.say(text)

    return say


def _tell(name: str) -> Step:
    async def tell(turn: LiveTurn) -> None:
        turn.tell(NodeTrace(node=name, status="ok"), None)

    return tell


async def _let_others_run(_: LiveTurn) -> None:
    await asyncio.sleep(0)


steps = st.lists(
    st.text(min_size=1, max_size=90).map(_say)
    | st.sampled_from(["trip_query", "tools"]).map(_tell)
    | st.sampled_from([_let_time_pass, _let_others_run]),
    max_size=12,
)
ends = st.sampled_from([TurnCancelledError(), ModelError("Gone", error_type="timeout")])


@dataclass
class Heard:
    """A turn that was played, and what a listener who was there from the beginning has heard."""

    turn: LiveTurn
    frames: list[Frame]


def run(work: Coroutine[Any, Any, _T]) -> _T:
    with asyncio.Runner() as runner:
        return runner.run(work)


async def play(script: list[Step], end: AppError) -> Heard:
    turn = LiveTurn("r", "s", "0" * 32)
    listener = asyncio.create_task(everything(turn, -1))
    turn.start()
    for step in script:
        await step(turn)
    turn.end(end)
    return Heard(turn, await listener)


async def everything(turn: LiveTurn, after_seq: int) -> list[Frame]:
    return [frame async for frame in turn.frames(after_seq)]


def deltas(frames: list[Frame]) -> list[str]:
    return [frame.delta for frame in frames if isinstance(frame, PartialFrame)]


@given(steps, ends)
def test_the_deltas_one_after_the_other_are_all_that_was_said(
    script: list[Step], end: AppError
) -> None:
    heard = run(play(script, end))

    assert "".join(deltas(heard.frames)) == heard.turn.said


@given(steps, ends)
def test_frames_are_numbered_without_a_gap_from_the_start_to_the_only_end(
    script: list[Step], end: AppError
) -> None:
    frames = run(play(script, end)).frames

    assert [frame.seq for frame in frames] == list(range(len(frames)))
    assert isinstance(frames[0], StartFrame)
    assert [isinstance(frame, FinalFrame | FailedFrame) for frame in frames].index(True) == (
        len(frames) - 1
    )


@given(steps, ends, st.integers(-1, 20))
def test_whoever_comes_back_hears_exactly_what_they_have_not_heard(
    script: list[Step], end: AppError, after_seq: int
) -> None:
    async def come_back() -> tuple[list[Frame], list[Frame]]:
        heard = await play(script, end)
        return heard.frames, await everything(heard.turn, after_seq)

    frames, rest = run(come_back())

    assert rest == frames[after_seq + 1 :]


@given(steps, ends)
def test_an_ended_turn_is_told_again_frame_by_frame_from_its_cuts(
    script: list[Step], end: AppError
) -> None:
    heard = run(play(script, end))
    start = heard.frames[0]
    assert isinstance(start, StartFrame)

    again = list(told_again(start, heard.turn.said, cuts_of(heard.frames), end))

    assert again == heard.frames


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=30))
def test_the_first_piece_leaves_at_once_and_others_together(pieces: list[str]) -> None:
    heard = run(play([_say(piece) for piece in pieces], TurnCancelledError()))
    first, *others = deltas(heard.frames)

    assert first == pieces[0]
    assert all(len(delta) >= COALESCED_CHARS for delta in others[:-1])


def test_what_is_said_before_a_node_tells_is_heard_before_it() -> None:
    script = [_say("a"), _say("b"), _tell("tools"), _say("c")]

    frames = run(play(script, TurnCancelledError())).frames

    kinds = [type(frame) for frame in frames]
    assert kinds == [StartFrame, PartialFrame, PartialFrame, ToolFrame, PartialFrame, FailedFrame]


def test_a_piece_that_waits_for_others_leaves_by_itself_after_a_moment() -> None:
    async def listen() -> list[str]:
        turn = LiveTurn("r", "s", "0" * 32)
        turn.start()
        turn.say("a")
        turn.say("b")
        heard: list[str] = []
        async for frame in turn.frames():
            if isinstance(frame, PartialFrame):
                heard.append(frame.delta)
            if len(heard) == 2:
                break
        return heard

    assert run(listen()) == ["a", "b"]
