"""A turn as those who listen to it see it: its frames from any number on, and its end."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable

from core.assistant.frames import FailedFrame, FinalFrame, Frame
from core.kernel.errors import AppError
from core.schemas.chat import (
    ChatReply,
    NodeTrace,
    PartialFrame,
    StartFrame,
    ToolFrame,
)
from core.schemas.tools import ToolName

COALESCED_S = 0.025
COALESCED_CHARS = 64
"""Pieces of an answer wait for each other so long, or until they are so many characters; the first
waits for none."""


class Coalescer:
    """Lets pieces of an answer wait for each other before they are told."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._untold: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._is_first = True

    def say(self, text: str) -> None:
        """Take a piece; it is told with those that come at the same time."""
        self._untold.append(text)
        if self._is_first or sum(map(len, self._untold)) >= COALESCED_CHARS:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(COALESCED_S, self.flush)

    def flush(self) -> None:
        """Tell what waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._untold:
            self._is_first = False
            text = "".join(self._untold)
            self._untold.clear()
            self._tell(text)


class LiveTurn:
    """The frames of one turn, as they come or as they were.

    It belongs to the process, not to a connection: who listens may come, go, and come back. Frames
    are numbered from 0 without a gap; the last is a `FinalFrame` or a `FailedFrame`.
    """

    def __init__(self, request_id: str, session_id: str, trace_id: str) -> None:
        self.request_id = request_id
        self.session_id = session_id
        self.trace_id = trace_id
        self._frames: list[Frame] = []
        self._news = asyncio.Event()
        self._pieces = Coalescer(self._partial)
        self._said: list[str] = []

    def start(self) -> None:
        """Tell that the turn has begun."""
        self._tell(
            StartFrame(
                seq=0,
                session_id=self.session_id,
                request_id=self.request_id,
                trace_id=self.trace_id,
            )
        )

    def say(self, text: str) -> None:
        """Take a piece of the answer; it goes out with those that come at the same time."""
        self._pieces.say(text)

    def tell(self, trace: NodeTrace, tool: ToolName | None) -> None:
        """Tell that a node has done its part."""
        self._pieces.flush()
        self._tell(ToolFrame(seq=len(self._frames), trace=trace, tool=tool))

    def end(self, end: ChatReply | AppError) -> None:
        """Tell how the turn has ended; nothing is told after it."""
        self._pieces.flush()
        seq = len(self._frames)
        self._tell(FinalFrame(seq, end) if isinstance(end, ChatReply) else FailedFrame(seq, end))

    def retell(self, frames: Iterable[Frame]) -> None:
        """Tell what is not told yet of a turn that has ended elsewhere."""
        for frame in frames:
            if frame.seq >= len(self._frames):
                self._tell(frame)

    def flushed(self) -> list[Frame]:
        """Return what was told so far; what waits to be told is among it."""
        self._pieces.flush()
        return list(self._frames)

    @property
    def said(self) -> str:
        """Return the answer as far as it is out."""
        return "".join(self._said)

    @property
    def has_ended(self) -> bool:
        """Say whether the last frame is told."""
        return bool(self._frames) and isinstance(self._frames[-1], FinalFrame | FailedFrame)

    async def frames(self, after_seq: int = -1) -> AsyncGenerator[Frame, None]:
        """Yield every frame behind `after_seq` to the last, as they come.

        Leaving does not end the turn.
        """
        seen = after_seq + 1
        while True:
            while seen < len(self._frames):
                seen += 1
                yield self._frames[seen - 1]
            if self.has_ended:
                return
            await self._news.wait()

    async def reply(self) -> ChatReply:
        """Return the answer when it is there.

        Raises:
            AppError: The turn has none.
        """
        while not self.has_ended:
            await self._news.wait()
        match self._frames[-1]:
            case FinalFrame(reply=reply):
                return reply
            case FailedFrame(error=error):
                raise error
        raise AssertionError("a turn ends with its last frame")

    def _partial(self, delta: str) -> None:
        self._said.append(delta)
        self._tell(PartialFrame(seq=len(self._frames), delta=delta))

    def _tell(self, frame: Frame) -> None:
        self._frames.append(frame)
        news, self._news = self._news, asyncio.Event()
        news.set()
