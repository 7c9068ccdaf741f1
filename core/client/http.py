"""The clients: `ApiClient` for plain code such as Streamlit's, `AsyncApiClient` for event loops.

    with ApiClient("http://127.0.0.1:8000") as client:
        client.tokens = client.send(calls.login("me@example.org", "correct horse"))
        for city in client.send(calls.cities()):
            print(city.name_en)

Both raise `ApiError` where the API answers with a failure and `ApiUnreachableError` where no
answer comes. Neither follows redirects or reads proxies from the environment: a token goes to
the configured address or nowhere.
"""

from collections.abc import AsyncIterator, Generator
from contextlib import aclosing, closing
from typing import Literal

import httpx
from httpx_sse import EventSource

from core.client import calls
from core.client.auth import BearerAuth, OnTokens
from core.client.calls import AnswerT, Call
from core.client.errors import ApiUnreachableError, Reason
from core.client.events import PlanEvent, read_event
from core.client.exchange import error_of, read_answer, request_of, unreachable_errors
from core.kernel.context import current_trace_id
from core.schemas.accounts import TokenPair
from core.schemas.plans import PlanAnswer, PlanRequest

Language = Literal["en", "zh"]
"""Of the messages in errors."""


class _Client:
    """What both clients have in common: the address and the tokens."""

    def __init__(
        self, address: str, tokens: TokenPair | None = None, on_tokens: OnTokens | None = None
    ) -> None:
        self._address = address.rstrip("/")
        self._auth = BearerAuth(self._address, tokens, on_tokens)

    @property
    def tokens(self) -> TokenPair | None:
        """Return the present pair of tokens; None while nobody is signed in."""
        return self._auth.tokens

    @tokens.setter
    def tokens(self, tokens: TokenPair | None) -> None:
        """Sign calls with this pair from now on."""
        self._auth.tokens = tokens

    def _auth_for(self, call: Call[AnswerT]) -> BearerAuth | None:
        return self._auth if call.signed else None


class ApiClient(_Client):
    """Calls the API and waits; may be shared by threads.

    `on_tokens` is told of each pair a refresh brings, in the thread of the call.
    """

    def __init__(
        self,
        address: str,
        tokens: TokenPair | None = None,
        on_tokens: OnTokens | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(address, tokens, on_tokens)
        self._http = httpx.Client(transport=transport, trust_env=False, follow_redirects=False)

    def send(self, call: Call[AnswerT], *, language: Language = "en") -> AnswerT:
        """Return the answer to `call`."""
        trace_id = current_trace_id()
        request = request_of(self._address, call, language=language, trace_id=trace_id)
        with unreachable_errors(self._address, trace_id):
            return read_answer(call, self._http.send(request, auth=self._auth_for(call)))

    def stream_plan(
        self, wanted: PlanRequest, *, language: Language = "en"
    ) -> Generator[PlanEvent]:
        """Yield what happens while the plan is made; the last event is its `PlanAnswer`.

        Closing the iterator gives the plan up.
        """
        call, trace_id = calls.plan_stream(wanted), current_trace_id()
        request = request_of(self._address, call, language=language, trace_id=trace_id)
        with (
            unreachable_errors(self._address, trace_id),
            closing(self._http.send(request, auth=self._auth, stream=True)) as response,
        ):
            if not response.is_success:
                response.read()
                raise error_of(response)
            for message in EventSource(response).iter_sse():
                event = read_event(message)
                if event is not None:
                    yield event
                if isinstance(event, PlanAnswer):
                    return
        raise ApiUnreachableError(self._address, Reason.CUT_SHORT, trace_id)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> "ApiClient":
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()


class AsyncApiClient(_Client):
    """Calls the API without blocking the event loop it is used on."""

    def __init__(
        self,
        address: str,
        tokens: TokenPair | None = None,
        on_tokens: OnTokens | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(address, tokens, on_tokens)
        self._http = httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)

    async def send(self, call: Call[AnswerT], *, language: Language = "en") -> AnswerT:
        """Return the answer to `call`."""
        trace_id = current_trace_id()
        request = request_of(self._address, call, language=language, trace_id=trace_id)
        with unreachable_errors(self._address, trace_id):
            return read_answer(call, await self._http.send(request, auth=self._auth_for(call)))

    async def stream_plan(
        self, wanted: PlanRequest, *, language: Language = "en"
    ) -> AsyncIterator[PlanEvent]:
        """Yield what happens while the plan is made; the last event is its `PlanAnswer`.

        Closing the iterator gives the plan up.
        """
        call, trace_id = calls.plan_stream(wanted), current_trace_id()
        request = request_of(self._address, call, language=language, trace_id=trace_id)
        with unreachable_errors(self._address, trace_id):
            answer = await self._http.send(request, auth=self._auth, stream=True)
            async with aclosing(answer) as response:
                if not response.is_success:
                    await response.aread()
                    raise error_of(response)
                async with aclosing(EventSource(response).aiter_sse()) as messages:
                    async for message in messages:
                        event = read_event(message)
                        if event is not None:
                            yield event
                        if isinstance(event, PlanAnswer):
                            return
        raise ApiUnreachableError(self._address, Reason.CUT_SHORT, trace_id)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> "AsyncApiClient":
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()
