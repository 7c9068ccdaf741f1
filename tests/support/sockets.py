"""A WebSocket of the application, without a network between."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

_PATIENCE_S = 20.0


class ClosedByServerError(Exception):
    """The server has ended the connection."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Wire:
    """What a client of a WebSocket does: say something, hear something, hang up."""

    def __init__(self) -> None:
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.to_client: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def say(self, **message: Any) -> None:
        """Send an object."""
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        """Send a text, whatever it is."""
        self.to_server.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self) -> None:
        """Leave without a word."""
        self.to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def hear(self) -> dict[str, Any]:
        """Return the next object.

        Raises:
            ClosedByServerError: The connection is closed instead.
        """
        async with asyncio.timeout(_PATIENCE_S):
            came = await self.to_client.get()
        if came["type"] == "websocket.close":
            raise ClosedByServerError(came.get("code", 1000))
        heard: dict[str, Any] = json.loads(came["text"])
        return heard

    async def hear_turn(self) -> list[dict[str, Any]]:
        """Return every frame of a turn up to its last."""
        heard = [await self.hear()]
        while heard[-1]["type"] not in ("final", "error"):
            heard.append(await self.hear())
        return heard


@asynccontextmanager
async def opened(
    app: FastAPI, path: str, *, query: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[Wire]:
    """Give an open connection; one that is not opened is closed for whoever listens."""
    wire = Wire()
    wire.to_server.put_nowait({"type": "websocket.connect"})
    given = {"host": "api.test", "accept-language": "en", **(headers or {})}
    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "server": ("api.test", 80), "client": ("127.0.0.1", 1), "subprotocols": [], "state": {},
    }  # fmt: skip

    async def send(message: Any) -> None:
        if message["type"] != "websocket.accept":
            wire.to_client.put_nowait(dict(message))

    serving = asyncio.ensure_future(app(scope, wire.to_server.get, send))
    try:
        yield wire
    finally:
        wire.hang_up()
        async with asyncio.timeout(_PATIENCE_S):
            await serving
