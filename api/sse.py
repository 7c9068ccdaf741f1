"""Server-sent events: frames, pings, and an end for readers who stopped reading."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import structlog
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.types import Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

PING = b": ping\n\n"
_SEND_TIMEOUT_S = 10.0
_PING_EVERY_S = 15.0


def frame(event: str, data: str) -> bytes:
    """Return one event with `data` that is JSON already."""
    return bytes(format_sse_event(event=event, data_str=data))


class EventStream(StreamingResponse):
    """A stream of frames; its generator is closed however the stream ends.

    FastAPI's own class keeps a reader that stopped reading for ever and logs a traceback for each
    that leaves (decision 16).
    """

    def __init__(self, frames: AsyncGenerator[bytes]) -> None:
        self._frames = frames
        super().__init__(
            with_pings(frames),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the frames end, the client leaves, or it does not read for ten seconds."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except TimeoutError:
            log.warning("stream_reader_dropped", after_s=_SEND_TIMEOUT_S)
        finally:
            await self._frames.aclose()


async def with_pings(
    frames: AsyncIterator[bytes], every_s: float = _PING_EVERY_S
) -> AsyncIterator[bytes]:
    """Yield the frames, and a comment wherever none came for `every_s` seconds."""
    following = asyncio.ensure_future(anext(frames, None))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=every_s)
            if not done:
                yield PING
                continue
            found = following.result()
            if found is None:
                return
            yield found
            following = asyncio.ensure_future(anext(frames, None))
    finally:
        # Awaited, so that the generator is not running any more when it is closed.
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
