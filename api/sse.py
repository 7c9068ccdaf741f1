"""Server-sent events: frames, pings, and an end for readers who stopped reading."""

import asyncio
from collections.abc import AsyncGenerator, Callable

import structlog
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.types import Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

PING = b": ping\n\n"
_SEND_TIMEOUT_S = 10.0
_PING_EVERY_S = 15.0


def frame(event: str, data: str, event_id: str | None = None) -> bytes:
    """Return one event with `data` that is JSON already."""
    return bytes(format_sse_event(event=event, data_str=data, id=event_id))


def opening(event_id: str, retry_ms: int) -> bytes:
    """Return the first bytes of a stream that can be gone on with.

    Nothing happens to a reader by them, but from then on it knows where it stands, and how long to
    wait before it comes back.
    """
    return bytes(format_sse_event(data_str="", id=event_id, retry=retry_ms))


class _ReaderStuckError(Exception):
    """The client has stopped reading."""


class EventStream(StreamingResponse):
    """A stream of frames; its generator is closed, and then `on_end` called, however it ends.

    FastAPI's own class keeps a reader that stopped reading for ever and logs a traceback for each
    that leaves (decision 16).
    """

    def __init__(
        self,
        frames: AsyncGenerator[bytes],
        *,
        send_timeout_s: float = _SEND_TIMEOUT_S,
        ping_every_s: float = _PING_EVERY_S,
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._pinged = _Pinged(frames, ping_every_s)
        self._on_end = on_end
        self._send_timeout_s = send_timeout_s
        super().__init__(
            self._pinged,
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the frames end, the client leaves, or it does not read for too long."""

        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(self._send_timeout_s):
                    await send(message)
            except (
                TimeoutError
            ) as error:  # an OSError, which Starlette takes for a client that left
                raise _ReaderStuckError from error

        try:
            await super().__call__(scope, receive, send_in_time)
        except _ReaderStuckError:
            log.warning("stream_reader_dropped", after_s=self._send_timeout_s)
        finally:
            # Here and not further in, where the scope of a client that left cancels every wait.
            try:
                await self._pinged.aclose()
            finally:
                self._on_end()


class _Pinged:
    """The frames, and a comment wherever none came for `every_s` seconds."""

    def __init__(self, frames: AsyncGenerator[bytes], every_s: float) -> None:
        self._frames = frames
        self._every_s = every_s
        self._following: asyncio.Future[bytes | None] | None = None

    def __aiter__(self) -> "_Pinged":
        return self

    async def __anext__(self) -> bytes:
        if self._following is None:
            self._following = asyncio.ensure_future(anext(self._frames, None))
        done, _ = await asyncio.wait({self._following}, timeout=self._every_s)
        if not done:
            return PING
        found, self._following = self._following.result(), None
        if found is None:
            raise StopAsyncIteration
        return found

    async def aclose(self) -> None:
        """End the work on the next frame and close the generator, which must not run then."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        await self._frames.aclose()
