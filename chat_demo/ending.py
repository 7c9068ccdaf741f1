"""Lets the server end while pages are open, whose streams would otherwise never do."""

import asyncio
from asyncio import FIRST_COMPLETED

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class StreamsEndWithServer:
    """Tells every open request, once `closing` is set, that its client has left.

    A stream then ends in the way it knows, its plan with it, and nothing has to be killed.
    """

    def __init__(self, app: ASGIApp, closing: asyncio.Event) -> None:
        self._app = app
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ended = False

        async def receive_or_close() -> Message:
            return await self._first(receive)

        async def send_noting_the_end(message: Message) -> None:
            nonlocal ended
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        await self._app(scope, receive_or_close, send_noting_the_end)
        if self._closing.is_set() and not ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _first(self, receive: Receive) -> Message:
        """Return the next message of the client, or that it has left if the server closes first."""
        message = asyncio.ensure_future(receive())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({message, closing}, return_when=FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "http.disconnect"}
        finally:
            message.cancel()
            closing.cancel()
