"""One WebSocket as messages: what is too big, too much or not ours ends it with its own code."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from core.schemas.sockets import MAX_MESSAGE_BYTES

_SEND_TIMEOUT_S = 10.0
_FLOOD_MESSAGES = 40
_FLOOD_S = 2.0
"""So many messages in so short a time nobody types."""


class CloseCode(IntEnum):
    """Why a connection was ended; those from 4400 are like the HTTP status without the 4."""

    GOING_AWAY = 1012
    INTERNAL = 1011
    NOT_TEXT = 1003
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    TOO_SLOW = 4408
    TOO_BIG = 4413
    FLOOD = 4429


class ClosedError(Exception):
    """The connection has ended, or must end with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """Sends and receives JSON objects, one sender at a time."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._sending = asyncio.Lock()
        self._came: deque[float] = deque(maxlen=_FLOOD_MESSAGES)

    async def receive(self) -> str:
        """Return the next message.

        Raises:
            ClosedError: There is none any more, or it must not be read.
        """
        try:
            text = await self._socket.receive_text()
        except WebSocketDisconnect as error:
            raise ClosedError(error.code) from error
        except KeyError as error:  # Starlette finds no text in a message of bytes
            raise ClosedError(CloseCode.NOT_TEXT) from error
        if len(text.encode()) > MAX_MESSAGE_BYTES:
            raise ClosedError(CloseCode.TOO_BIG)
        now = asyncio.get_running_loop().time()
        if len(self._came) == _FLOOD_MESSAGES and now - self._came[0] < _FLOOD_S:
            raise ClosedError(CloseCode.FLOOD)
        self._came.append(now)
        return text

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send one object; a reader that does not read for long is one that has gone.

        Raises:
            ClosedError: Nobody is there any more.
        """
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        try:
            async with self._sending, asyncio.timeout(_SEND_TIMEOUT_S):
                await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, OSError) as error:
            raise ClosedError(CloseCode.GOING_AWAY) from error

    async def close(self, code: int) -> None:
        """End the connection, unless it has ended."""
        if self._socket.application_state is WebSocketState.DISCONNECTED:
            return
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self._socket.close(code)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return
