"""Access tokens on requests, changed for new ones when they expire."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator

import httpx

from core.client import calls
from core.client.exchange import error_of, read_answer, request_of
from core.kernel.errors import TokenExpiredError
from core.kernel.ids import new_trace_id, trace_id_of
from core.schemas.accounts import TokenPair

OnTokens = Callable[[TokenPair], None]
"""Told of every new pair, so that its owner can keep it."""


class BearerAuth(httpx.Auth):
    """Signs requests with the access token, and refreshes it once where the API answers 2002.

    A refresh token works a single time; a second use signs the visitor out everywhere. So one
    request at a time refreshes, and the others go on with what it got.
    """

    def __init__(
        self, address: str, tokens: TokenPair | None, on_tokens: OnTokens | None = None
    ) -> None:
        self.tokens = tokens
        self._address = address
        self._on_tokens = on_tokens
        self._lock = threading.Lock()
        self._async_lock = asyncio.Lock()

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request, and after a refresh send it again."""
        used = self._sign(request)
        response = yield request
        if used is None or response.status_code != TokenExpiredError.http_status:
            return
        response.read()
        if error_of(response).code != TokenExpiredError.code:
            return
        with self._lock:
            if self.tokens is used:
                answer = yield self._refresh_request(request, used)
                answer.read()
                self._take(answer, used)
        self._sign(request)
        yield request

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Do the same without blocking the event loop."""
        used = self._sign(request)
        response = yield request
        if used is None or response.status_code != TokenExpiredError.http_status:
            return
        await response.aread()
        if error_of(response).code != TokenExpiredError.code:
            return
        async with self._async_lock:
            if self.tokens is used:
                answer = yield self._refresh_request(request, used)
                await answer.aread()
                self._take(answer, used)
        self._sign(request)
        yield request

    def _sign(self, request: httpx.Request) -> TokenPair | None:
        """Put the access token on the request; return the pair it is from."""
        tokens = self.tokens
        if tokens is not None:
            request.headers["Authorization"] = f"Bearer {tokens.access_token}"
        return tokens

    def _refresh_request(self, request: httpx.Request, used: TokenPair) -> httpx.Request:
        """Return the request for a new pair, in the language and the trace of `request`."""
        return request_of(
            self._address,
            calls.refresh(used.refresh_token),
            language=request.headers["Accept-Language"],
            trace_id=trace_id_of(request.headers["traceparent"]) or new_trace_id(),
        )

    def _take(self, answer: httpx.Response, used: TokenPair) -> None:
        self.tokens = read_answer(calls.refresh(used.refresh_token), answer)
        if self._on_tokens is not None:
            self._on_tokens(self.tokens)
