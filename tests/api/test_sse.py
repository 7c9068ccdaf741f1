"""Streams of events: frames, pings, readers that leave and readers that stop reading."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from starlette.types import Message, Scope
from structlog.testing import capture_logs

from api.sse import PING, EventStream, frame, opening
from tests.support.virtual_time import now, run_at_once

# uvicorn says 2.3 today; from 2.4 on Starlette learns of a client that left in another way.
_SCOPES: list[Scope] = [
    {"type": "http", "asgi": {"version": "3.0", "spec_version": version}}
    for version in ("2.3", "2.4")
]
_BY_VERSION = pytest.mark.parametrize(
    "scope", _SCOPES, ids=lambda scope: scope["asgi"]["spec_version"]
)


class Frames:
    """Frames with pauses between them; says how its generator ended."""

    def __init__(self, *pauses_s: float, cleanup_s: float = 0.0) -> None:
        self._pauses_s = pauses_s
        self._cleanup_s = cleanup_s
        self.ended = "never began"

    async def generate(self) -> AsyncGenerator[bytes]:
        self.ended = "left open"
        try:
            for number, pause_s in enumerate(self._pauses_s):
                await asyncio.sleep(pause_s)
                yield frame("step", str(number))
        finally:
            await asyncio.sleep(self._cleanup_s)
            self.ended = "closed"


class Reader:
    """A client as ASGI shows it: reads `reads` messages, then neither reads nor leaves.

    With `leaves_after_s` it leaves then.
    """

    def __init__(self, *, reads: int = 1_000, leaves_after_s: float = 1e9) -> None:
        self._reads = reads
        self._leaves_after_s = leaves_after_s
        self.body: list[bytes] = []

    async def receive(self) -> Message:
        await asyncio.sleep(self._leaves_after_s)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._reads:
            await asyncio.Event().wait()
        self._reads -= 1
        if message.get("body"):
            self.body.append(message["body"])


async def serve(frames: Frames, reader: Reader, scope: Scope) -> float:
    """Send the frames to the reader and return when that ended."""
    stream = EventStream(frames.generate(), send_timeout_s=10, ping_every_s=15)
    await stream(scope, reader.receive, reader.send)
    return now()


def test_a_frame_is_an_event_with_its_data_in_one_line() -> None:
    assert frame("final", '{"a":"一"}') == 'event: final\ndata: {"a":"一"}\n\n'.encode()


def test_a_frame_with_an_id_says_where_its_reader_stands() -> None:
    assert frame("log", "{}", "7") == b"event: log\ndata: {}\nid: 7\n\n"


def test_the_first_bytes_are_an_id_without_an_event() -> None:
    assert opening("7", 2_210) == b"data: \nid: 7\nretry: 2210\n\n"


@_BY_VERSION
@pytest.mark.parametrize(
    "habits",
    [{}, {"reads": 0}, {"reads": 2}, {"leaves_after_s": 1}],
    ids=["reads", "stuck at once", "stuck", "leaves"],
)
def test_however_a_stream_ends_its_end_is_told_once(scope: Scope, habits: dict[str, Any]) -> None:
    reader, ends = Reader(**habits), list[str]()

    async def run() -> None:
        frames = Frames(0, 1, 1)
        stream = EventStream(
            frames.generate(), on_end=lambda: ends.append(frames.ended), send_timeout_s=10
        )
        await stream(scope, reader.receive, reader.send)

    run_at_once(run())

    assert ends in (["closed"], ["never began"])


@_BY_VERSION
def test_the_frames_arrive_in_order_and_then_the_stream_ends(scope: Scope) -> None:
    frames, reader = Frames(0, 1, 1), Reader()

    took_s = run_at_once(serve(frames, reader, scope))

    assert reader.body == [frame("step", "0"), frame("step", "1"), frame("step", "2")]
    assert (frames.ended, took_s) == ("closed", pytest.approx(2))


@_BY_VERSION
def test_where_nothing_happens_a_ping_goes_out_every_fifteen_seconds(scope: Scope) -> None:
    frames, reader = Frames(40, 1), Reader()

    run_at_once(serve(frames, reader, scope))

    assert reader.body == [PING, PING, frame("step", "0"), frame("step", "1")]


@_BY_VERSION
@pytest.mark.parametrize("reads", [0, 1, 2])
def test_who_does_not_read_for_ten_seconds_is_dropped_and_the_work_ends(
    scope: Scope, reads: int
) -> None:
    frames, reader = Frames(0, 1, 1, cleanup_s=3), Reader(reads=reads)

    with capture_logs() as lines:
        took_s = run_at_once(serve(frames, reader, scope))

    assert [line["event"] for line in lines] == ["stream_reader_dropped"]
    assert frames.ended in ("closed", "never began")
    assert took_s < 20


@_BY_VERSION
def test_who_does_not_even_read_a_ping_is_dropped_and_the_work_ends(scope: Scope) -> None:
    frames, reader = Frames(1_000, cleanup_s=3), Reader(reads=2)

    with capture_logs() as lines:
        took_s = run_at_once(serve(frames, reader, scope))

    assert [line["event"] for line in lines] == ["stream_reader_dropped"]
    assert (reader.body, frames.ended) == ([PING], "closed")
    assert took_s == pytest.approx(15 + 15 + 10 + 3)


def test_when_the_client_leaves_the_work_ends_and_is_waited_for() -> None:
    frames, reader = Frames(0, 1_000, cleanup_s=3), Reader(leaves_after_s=5)

    with capture_logs() as lines:
        took_s = run_at_once(serve(frames, reader, _SCOPES[0]))

    assert (reader.body, frames.ended) == ([frame("step", "0")], "closed")
    assert took_s == pytest.approx(5 + 3)
    assert lines == []


@_BY_VERSION
def test_what_fails_while_making_frames_ends_the_stream_with_that_failure(scope: Scope) -> None:
    async def failing() -> AsyncGenerator[bytes]:
        yield frame("step", "0")
        raise ZeroDivisionError

    reader = Reader()

    with pytest.raises(ZeroDivisionError):
        run_at_once(EventStream(failing())(scope, reader.receive, reader.send))
    assert reader.body == [frame("step", "0")]
