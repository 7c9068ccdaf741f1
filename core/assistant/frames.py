"""The frames of a turn, and the cuts by which an ended turn is told again, frame by frame.

A cut is where a partial ends in the answer, or the tool frame itself: with the answer and the end
of the turn every frame comes out of them as it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.kernel.errors import AppError
from core.schemas.chat import ChatReply, PartialFrame, StartFrame, ToolFrame


@dataclass(frozen=True, slots=True)
class FinalFrame:
    """The last frame: the turn has its answer."""

    seq: int
    reply: ChatReply


@dataclass(frozen=True, slots=True)
class FailedFrame:
    """The last frame: the turn has none."""

    seq: int
    error: AppError


Frame = StartFrame | PartialFrame | ToolFrame | FinalFrame | FailedFrame
Cut = int | dict[str, Any]


def cuts_of(frames: Sequence[Frame]) -> list[Cut]:
    """Return the cuts of a turn; first and last frame need none."""
    cuts: list[Cut] = []
    length = 0
    for frame in frames:
        match frame:
            case PartialFrame():
                length += len(frame.delta)
                cuts.append(length)
            case ToolFrame():
                cuts.append(frame.model_dump(mode="json", exclude={"seq"}))
            case StartFrame() | FinalFrame() | FailedFrame():
                continue
    return cuts


def told_again(
    start: StartFrame, said: str, cuts: Sequence[Cut], end: ChatReply | AppError
) -> Iterator[Frame]:
    """Yield the frames of an ended turn as they were."""
    yield start
    length = 0
    for seq, cut in enumerate(cuts, start=1):
        if isinstance(cut, int):
            yield PartialFrame(seq=seq, delta=said[length:cut])
            length = cut
        else:
            yield ToolFrame.model_validate({"seq": seq, **cut})
    seq = len(cuts) + 1
    yield FinalFrame(seq, end) if isinstance(end, ChatReply) else FailedFrame(seq, end)
