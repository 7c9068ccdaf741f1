"""A WebSocket of the application without a network between, and somebody to talk with over it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from redis.asyncio import Redis

from api.routers.sockets import router
from core.accounts.building import accounts_of
from core.accounts.departures import Departures
from core.accounts.passwords import PasswordHasher
from core.accounts.service import AccountService
from core.accounts.tickets import Tickets
from core.assistant.frames import Frame
from core.assistant.live import LiveTurn
from core.db.engine import Transaction
from core.essentials import essentials
from core.kernel.errors import NotFoundError, TurnCancelledError
from core.kernel.settings import Settings
from core.schemas.chat import ChatRequest, Language
from tests.support.http import Caller

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


@dataclass
class Talker:
    """Stands for the assistant: turns begin, and the test says what is in them."""

    turns: dict[tuple[str, str], LiveTurn] = field(default_factory=dict)
    asked: list[ChatRequest] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)

    async def begin(self, user_id: str, request: ChatRequest, language: Language) -> LiveTurn:
        assert request.request_id is not None
        key = (user_id, request.request_id)
        if key not in self.turns:
            self.asked.append(request)
            self.languages.append(language)
            self.turns[key] = LiveTurn(request.request_id, "s", "0" * 32)
            self.turns[key].start()
        return self.turns[key]

    async def attach(
        self, user_id: str, request_id: str, after_seq: int = -1
    ) -> AsyncIterator[Frame]:
        if (user_id, request_id) not in self.turns:
            raise NotFoundError(f"There is no turn {request_id!r}")
        async for frame in self.turns[user_id, request_id].frames(after_seq):
            yield frame

    async def cancel(self, user_id: str, request_id: str) -> bool:
        if (user_id, request_id) not in self.turns:
            raise NotFoundError(f"There is no turn {request_id!r}")
        self.turns[user_id, request_id].end(TurnCancelledError())
        return True


@dataclass(frozen=True)
class Services:
    """As much of the product as a connection touches."""

    settings: Settings
    transaction: Transaction
    accounts: AccountService
    tickets: Tickets
    assistant: Talker


@asynccontextmanager
async def sockets_alone(
    settings: Settings, transaction: Transaction, redis: Redis
) -> AsyncIterator[FastAPI]:
    """Give an application that has sockets and nothing else."""
    passwords = PasswordHasher()
    secret = essentials(settings).jwt_secret
    departures = Departures(redis)
    accounts = accounts_of(settings, transaction, transaction, passwords, departures, secret)
    app = FastAPI()
    app.include_router(router)
    app.state.settings, app.state.sockets = settings, set()
    app.state.container = Services(settings, transaction, accounts, Tickets(redis), Talker())
    yield app
    passwords.close()


def token_of(user: Caller) -> str:
    """Return the access token of somebody."""
    return user.headers["Authorization"].removeprefix("Bearer ")


async def closed_with(wire: Wire) -> int:
    """Return the code with which the server ends the connection, whatever it says before."""
    while True:
        try:
            await wire.hear()
        except ClosedByServerError as closed:
            return closed.code
