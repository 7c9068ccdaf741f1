"""Both clients behind one face, so that every rule is told once and holds for both."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import pytest

from core.client.calls import AnswerT, Call
from core.client.events import ChatEvent, PlanEvent
from core.client.http import ApiClient, AsyncApiClient, Language
from core.schemas.accounts import TokenPair
from core.schemas.chat import ChatRequest
from core.schemas.plans import PlanRequest

ADDRESS = "http://api.test:8000"
Handler = Callable[[httpx.Request], httpx.Response]


class Caller(Protocol):
    """Either client; the plain one works in a thread."""

    tokens: TokenPair | None

    async def send(self, call: Call[AnswerT], language: Language = "en") -> AnswerT: ...

    async def events(self, wanted: PlanRequest) -> list[PlanEvent]: ...

    async def talk(self, wanted: ChatRequest) -> list[ChatEvent]: ...


class _Plain:
    def __init__(self, handler: Handler, **options: Any) -> None:
        self._client = ApiClient(ADDRESS, transport=httpx.MockTransport(handler), **options)

    @property
    def tokens(self) -> TokenPair | None:
        return self._client.tokens

    async def send(self, call: Call[AnswerT], language: Language = "en") -> AnswerT:
        return await asyncio.to_thread(self._client.send, call, language=language)

    async def events(self, wanted: PlanRequest) -> list[PlanEvent]:
        return await asyncio.to_thread(lambda: list(self._client.stream_plan(wanted)))

    async def talk(self, wanted: ChatRequest) -> list[ChatEvent]:
        return await asyncio.to_thread(lambda: list(self._client.stream_chat(wanted)))


class _Async:
    def __init__(self, handler: Handler, **options: Any) -> None:
        self._client = AsyncApiClient(ADDRESS, transport=httpx.MockTransport(handler), **options)

    @property
    def tokens(self) -> TokenPair | None:
        return self._client.tokens

    async def send(self, call: Call[AnswerT], language: Language = "en") -> AnswerT:
        return await self._client.send(call, language=language)

    async def events(self, wanted: PlanRequest) -> list[PlanEvent]:
        return [event async for event in self._client.stream_plan(wanted)]

    async def talk(self, wanted: ChatRequest) -> list[ChatEvent]:
        return [event async for event in self._client.stream_chat(wanted)]


Connect = Callable[..., Caller]


@pytest.fixture(params=[_Plain, _Async], ids=["sync", "async"])
def connect(request: pytest.FixtureRequest) -> Connect:
    """Return what makes a client of an API that a function plays."""
    return request.param
