"""A model that says what it is told to, and books that remember."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

from tenacity import wait_none

from core.kernel.errors import ModelError
from core.llm.client import AiClient
from core.llm.endpoints import Endpoint
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider
from core.llm.types import (
    CallRecord,
    ChatCall,
    Delta,
    Message,
    Provider,
    ProviderAnswer,
    Usage,
)

Scripted = str | dict[str, Any] | ProviderAnswer | BaseException | Callable[[ChatCall], str]
"""What one attempt brings: words, an object, a whole answer, a failure, or a look at the call."""


class ScriptedModel:
    """Answers in order and remembers the calls; one call too many is an error of the test."""

    name = "scripted"
    model = "scripted-1"

    def __init__(self, *script: Scripted) -> None:
        self._script: Iterator[Scripted] = iter(script)
        self.calls: list[ChatCall] = []

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        self.calls.append(call)
        told = next(self._script, AssertionError(f"unexpected call {len(self.calls)}"))
        if callable(told):
            told = told(call)
        match told:
            case BaseException():
                raise told
            case ProviderAnswer():
                return told
            case dict():
                return an_answer(json.dumps(told, ensure_ascii=False))
            case _:
                return an_answer(str(told))

    async def aclose(self) -> None:
        """Nothing is held."""


class SilentModel:
    """Never answers; `asked` is set once somebody waits, `left` once nobody does any more."""

    name = "silent"
    model = "silent-1"

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.left = asyncio.Event()

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()
        raise AssertionError("nothing ends this wait but being cancelled")

    async def aclose(self) -> None:
        """Nothing is held."""


class BreakingModel:
    """Says the beginning of an answer, piece by piece, and then fails."""

    name = "breaking"
    model = "breaking-1"

    def __init__(self, *answers: str | tuple[str, ...], error: ModelError) -> None:
        self._answers = iter(answers)
        self._error = error

    async def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ProviderAnswer, None]:
        """Say a whole answer where it is given as one, else its pieces."""
        told = next(self._answers)
        for piece in (told,) if isinstance(told, str) else told:
            yield Delta(piece)
        if not isinstance(told, str):
            raise self._error
        yield an_answer(told)

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        raise AssertionError("it is only heard while it speaks")

    async def aclose(self) -> None:
        """Nothing is held."""


class Books:
    """Keeps the records of attempts in a list."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []
        self.providers: list[str] = []

    async def record(self, provider: str, model: str, record: CallRecord) -> None:
        self.records.append(record)
        self.providers.append(provider)

    @property
    def outcomes(self) -> list[tuple[int, str | None]]:
        """Return number and error type of every attempt."""
        return [(record.attempt, record.error_type) for record in self.records]


def an_answer(text: str = "{}", **changes: Any) -> ProviderAnswer:
    """Return what a provider brings from one attempt."""
    values: dict[str, Any] = {"text": text, "usage": Usage(30, 12), "finish_reason": "stop"}
    return ProviderAnswer(**(values | changes))


def a_call(**changes: Any) -> ChatCall:
    """Return a question."""
    values: dict[str, Any] = {
        "prompt_key": "planner.fast",
        "prompt_version": "builtin-1",
        "messages": (Message("system", "Plan."), Message("user", "A day in Paris, please.")),
    }
    return ChatCall(**(values | changes))


def a_model_error(error_type: str = "provider_unavailable", **changes: Any) -> ModelError:
    """Return a failure of the model."""
    return ModelError(f"The model failed: {error_type}", error_type=error_type, **changes)


def an_endpoint(base_url: str, **changes: Any) -> Endpoint:
    """Return a server to ask, whose words are waited for a second each."""
    values: dict[str, Any] = {
        "name": "openai_compatible",
        "base_url": base_url,
        "model": "qwen3",
        "timeout_s": 5.0,
        "connect_timeout_s": 10.0,
        "first_token_s": 1.0,
        "inter_token_s": 1.0,
    }
    return Endpoint(**(values | changes))


def a_provider(base_url: str, **changes: Any) -> OpenAiCompatibleProvider:
    """Return a provider over HTTP."""
    return OpenAiCompatibleProvider(an_endpoint(base_url, **changes))


def a_client(
    provider: Provider, books: Books | None = None, *, max_attempts: int = 3, timeout_s: float = 60
) -> AiClient:
    """Return a client that does not wait between attempts unless it is told how long."""
    return AiClient(
        provider,
        books or Books(),
        timeout_s=timeout_s,
        max_attempts=max_attempts,
        wait=wait_none(),
    )


Spoil = BaseException | str | dict[str, Any] | Callable[[dict[str, Any]], object]
"""What becomes of an answer: a failure, other words, another object, or a change made to it."""


class SpoiltModel:
    """The built-in model, but for the answers whose number (from 1) is spoilt."""

    name = "spoilt"
    model = "spoilt-1"

    def __init__(
        self,
        spoils: dict[int, Spoil] | None = None,
        *,
        all_days: Spoil | None = None,
        narration: Spoil | None = None,
    ) -> None:
        self._spoils = spoils or {}
        self._all_days = all_days
        self._narration = narration
        self._offline = OfflineProvider()
        self.calls: list[ChatCall] = []

    @property
    def asked(self) -> list[str]:
        """Return the key of the prompt of every call."""
        return [call.prompt_key.removeprefix("planner.") for call in self.calls]

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        self.calls.append(call)
        spoil = self._spoils.get(len(self.calls))
        if spoil is None and call.prompt_key == "planner.deep_day":
            spoil = self._all_days
        if call.prompt_key == "planner.narrate":
            # A change made to a plan cannot be made to its words.
            spoil = self._narration or (None if callable(spoil) else spoil)
        match spoil:
            case None:
                return await self._offline.complete(call)
            case BaseException():
                raise spoil
            case str():
                return an_answer(spoil)
            case dict():
                return an_answer(json.dumps(spoil))
            case _:
                answer = json.loads((await self._offline.complete(call)).text)
                spoil(answer)
                return an_answer(json.dumps(answer))

    async def aclose(self) -> None:
        """Nothing is held."""
