"""Any server that speaks the OpenAI chat completions protocol."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from core.kernel.context import current_trace_id
from core.kernel.errors import ModelError
from core.kernel.ids import new_traceparent
from core.llm.addresses import (
    LOOPBACK_HOSTS,
    Resolve,
    checked_address,
    is_allowed,
    resolve_by_system,
)
from core.llm.endpoints import Endpoint
from core.llm.providers.completions import answered, asked, is_by_tool, refusal
from core.llm.providers.speech import Speech
from core.llm.providers.transport import (
    JudgedTransport,
    RefusedAddressError,
    Server,
    direct_transport,
)
from core.llm.types import ChatCall, Delta, ProviderAnswer

_MAX_ANSWER_BYTES = 4_000_000
_LAST_BYTES_S = 0.05
"""A server that has said its last word closes the answer at once; only then is the connection of
further use."""
_COUNTS = {"include_usage": True}


class OpenAiCompatibleProvider:
    """Sends `POST {base_url}/chat/completions`; retries are the caller's."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        allowed_hosts: frozenset[str] = LOOPBACK_HOSTS,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self.name = endpoint.name
        self.model = endpoint.model
        self.endpoint = endpoint
        self._takes_stream_options = True
        self._server = server_of(endpoint, allowed_hosts, transport, resolve)

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        """Make one attempt.

        Raises:
            ModelError: With `timeout`, `provider_unavailable`, `rate_limited`, `provider_rejected`
                or `invalid_output`.
        """
        structured = self.endpoint.structured
        async with self._response(asked(self.model, call, structured)) as response:
            raw = await read(response)
        return answered(raw, by_tool=is_by_tool(call, structured))

    async def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ProviderAnswer, None]:
        """Make one attempt, and yield the answer as it comes in.

        Closing the generator closes the connection at once.

        Raises:
            ModelError: As `complete`; `timeout` as well where the first word, or a later one, is
                long in coming, and `provider_unavailable` where the answer breaks off.
        """
        structured = self.endpoint.structured
        speech = Speech(by_tool=is_by_tool(call, structured))
        loop = asyncio.get_running_loop()
        quiet_until = loop.time() + self.endpoint.first_token_s
        async with AsyncExitStack() as held:
            async with _quiet_until(quiet_until):
                response = await self._streamed(held, asked(self.model, call, structured))
            if not _is_event_stream(response):
                async with _quiet_until(quiet_until):
                    answer = answered(await read(response), by_tool=is_by_tool(call, structured))
                yield Delta(answer.text)
                yield answer
                return
            chunks = response.aiter_bytes()
            while not speech.is_over:
                async with _quiet_until(quiet_until):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                signs_before = speech.signs_of_life
                for delta in _at_once(speech.hear(chunk)):
                    yield delta
                if speech.has_begun and speech.signs_of_life > signs_before:
                    quiet_until = loop.time() + self.endpoint.inter_token_s
            for delta in _at_once(speech.end()):
                yield delta
            answer = speech.answer()
            await _hear_out(chunks)
        yield answer

    async def probe(self) -> "Probe":
        """Ask the server for its models, and nothing else.

        Raises:
            ModelError: It cannot be reached.
        """
        began = asyncio.get_running_loop().time()
        async with failures_named(), self._server.answer("GET", "models") as response:
            raw = await read(response)
        took_s = asyncio.get_running_loop().time() - began
        return Probe(response.status_code, _lists(raw, self.model), took_s * 1000)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._server.aclose()

    async def _streamed(self, held: AsyncExitStack, body: dict[str, Any]) -> httpx.Response:
        """Ask for a stream, with the tokens counted where the server can."""
        streamed = body | {"stream": True}
        if self._takes_stream_options:
            counted = streamed | {"stream_options": _COUNTS}
            try:
                return await held.enter_async_context(self._response(counted))
            except _UnknownOptionError:
                self._takes_stream_options = False
        return await held.enter_async_context(self._response(streamed))

    @asynccontextmanager
    async def _response(self, body: dict[str, Any]) -> AsyncIterator[httpx.Response]:
        headers = {"traceparent": new_traceparent(current_trace_id())}
        async with (
            failures_named(),
            self._server.answer("POST", "chat/completions", body, headers) as response,
        ):
            if response.status_code >= 300:
                said = await read(response)
                if response.status_code in (400, 422) and _blames_option(body, said):
                    raise _UnknownOptionError
                raise refusal(response.status_code, response.headers)
            yield response


@dataclass(frozen=True, slots=True)
class Probe:
    """What a server said to the question for its models; None where it does not list them."""

    status: int
    lists_model: bool | None
    latency_ms: float


class _UnknownOptionError(Exception):
    """The server does not take `stream_options`."""


def _blames_option(body: dict[str, Any], said: bytes) -> bool:
    return "stream_options" in body and b"stream_options" in said


def server_of(
    endpoint: Endpoint,
    allowed_hosts: frozenset[str],
    transport: httpx.AsyncBaseTransport | None,
    resolve: Resolve,
) -> Server:
    """Return a server to be asked; nothing goes where an operator has not allowed."""
    base_url = httpx.URL(checked_address(endpoint.base_url, allowed_hosts))
    transport = transport or direct_transport()
    if not is_allowed(base_url.host, allowed_hosts):
        transport = JudgedTransport(transport, resolve)
    key = endpoint.api_key
    return Server(
        base_url,
        transport,
        headers={"Authorization": f"Bearer {key.get_secret_value()}"} if key else {},
        timeout=httpx.Timeout(endpoint.timeout_s, connect=endpoint.connect_timeout_s),
    )


@asynccontextmanager
async def failures_named() -> AsyncIterator[None]:
    """Have a failure to reach a server become a `ModelError`."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise ModelError("The model server did not answer in time", error_type="timeout") from error
    except RefusedAddressError as error:
        raise ModelError(
            "The model server's address is not public",
            error_type="provider_rejected",
            hopeless=True,
        ) from error
    except httpx.HTTPError as error:
        raise ModelError(
            "The model server cannot be reached", error_type="provider_unavailable"
        ) from error


@asynccontextmanager
async def _quiet_until(moment: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout_at(moment):
            yield
    except TimeoutError as error:
        raise ModelError("The model server fell silent", error_type="timeout") from error


async def read(response: httpx.Response) -> bytes:
    """Return the whole of an answer.

    Raises:
        ModelError: It is too large.
    """
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > _MAX_ANSWER_BYTES:
            raise ModelError("The model server's answer is too large", error_type="invalid_output")
        parts.append(part)
    return b"".join(parts)


def _at_once(pieces: Iterable[str]) -> Iterator[Delta]:
    """Yield as one what has come at the same time; before a failure, what was said before it."""
    said: list[str] = []
    try:
        said.extend(pieces)
    except ModelError:
        if said:
            yield Delta("".join(said))
        raise
    if said:
        yield Delta("".join(said))


async def _hear_out(chunks: AsyncIterator[bytes]) -> None:
    """Read the end of an answer whose last word was heard, so that its connection can serve on."""
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_LAST_BYTES_S):
            while await anext(chunks, None) is not None:
                pass


def _is_event_stream(response: httpx.Response) -> bool:
    """Say whether the server streams; one that cannot answers in one piece."""
    return not response.headers.get("content-type", "").startswith("application/json")


def _lists(raw: bytes, model: str) -> bool | None:
    try:
        ids = [str(each["id"]) for each in json.loads(raw)["data"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    names = {name for each in ids for name in (each, each.removeprefix("models/"))}
    return model in names or f"{model}:latest" in names
