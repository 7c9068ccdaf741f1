"""The clients: `ApiClient` for plain code such as Streamlit's, `AsyncApiClient` for event loops.

    with ApiClient("http://127.0.0.1:8000") as client:
        client.tokens = client.send(calls.login("me@example.org", "correct horse"))
        for city in client.send(calls.cities()):
            print(city.name_en)

Both raise `ApiError` where the API answers with a failure and `ApiUnreachableError` where no
answer comes. Neither follows redirects or reads proxies from the environment: a token goes to
the configured address or nowhere.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from typing import Literal

import httpx
from httpx_sse import EventSource

from core.client import calls
from core.client.auth import BearerAuth, OnTokens
from core.client.calls import AnswerT, Call
from core.client.chatting import HearingTurn
from core.client.errors import ApiUnreachableError, ClientError, Reason
from core.client.events import (
    Ask,
    ChatEvent,
    Following,
    JobEvent,
    Listen,
    Patience,
    PlanEvent,
    Rest,
    read_event,
)
from core.client.exchange import error_of, read_answer, request_of, unreachable_errors
from core.kernel.context import current_trace_id
from core.schemas.accounts import TokenPair
from core.schemas.chat import ChatRequest
from core.schemas.joblogs import JobUpdate
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

    def _cut_short(self) -> ApiUnreachableError:
        return ApiUnreachableError(self._address, Reason.CUT_SHORT, current_trace_id())

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
        with self._opened(calls.plan_stream(wanted), language) as response:
            for message in EventSource(response).iter_sse():
                event = read_event(message)
                if event is not None:
                    yield event
                if isinstance(event, PlanAnswer):
                    return
        raise self._cut_short()

    def stream_chat(
        self, wanted: ChatRequest, *, language: Language = "en"
    ) -> Generator[ChatEvent]:
        """Yield what happens while a question is answered; the last event is its `ChatReply`.

        Breaks are mended without a word lost. Closing the iterator leaves the turn to itself.
        """
        hearing = HearingTurn(wanted)
        while not hearing.is_over:
            try:
                with self._opened(hearing.call, language) as response:
                    for message in EventSource(response).iter_sse():
                        if (event := hearing.take(message)) is not None:
                            yield event
                    if not hearing.is_over:
                        raise self._cut_short()
            except ApiUnreachableError as error:
                hearing.broke(error)

    def follow_task(
        self,
        task_id: str,
        *,
        after: int = 0,
        language: Language = "en",
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> Generator[JobEvent]:
        """Yield the lines of a task behind `after`, each once, and what else happens to it.

        The last event is a `JobEnded` or `JobMissing`. Breaks are mended without a line lost; what
        cannot be mended is raised. Closing the iterator ends it.
        """
        following = Following(task_id, after=after, patience=patience)
        while not following.over:
            try:
                match following.next_step():
                    case Rest(seconds):
                        threading.Event().wait(seconds)
                    case Ask(call):
                        yield from following.take_page(self.send(call, language=language))
                    case Listen(call):
                        yield from self._listen(following, call, language)
            except ClientError as error:
                yield from following.fail(error)

    def _listen(
        self, following: Following, call: Call[JobUpdate], language: Language
    ) -> Generator[JobEvent]:
        with self._opened(call, language) as response:
            told_all = response.status_code == httpx.codes.NO_CONTENT
            for message in () if told_all else EventSource(response).iter_sse():
                yield from following.take_event(message)
                if not following.listening:
                    return
        yield from following.stream_over(told_all=told_all)

    @contextmanager
    def _opened(self, call: Call[AnswerT], language: Language) -> Iterator[httpx.Response]:
        """Give the answer to `call` as it comes in."""
        trace_id = current_trace_id()
        request = request_of(self._address, call, language=language, trace_id=trace_id)
        with (
            unreachable_errors(self._address, trace_id),
            closing(self._http.send(request, auth=self._auth, stream=True)) as response,
        ):
            if not response.is_success:
                response.read()
                raise error_of(response)
            yield response

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
        async with (
            self._opened(calls.plan_stream(wanted), language) as response,
            aclosing(EventSource(response).aiter_sse()) as messages,
        ):
            async for message in messages:
                event = read_event(message)
                if event is not None:
                    yield event
                if isinstance(event, PlanAnswer):
                    return
        raise self._cut_short()

    async def stream_chat(
        self, wanted: ChatRequest, *, language: Language = "en"
    ) -> AsyncGenerator[ChatEvent]:
        """Yield what happens while a question is answered; the last event is its `ChatReply`.

        Breaks are mended without a word lost. Closing the iterator leaves the turn to itself.
        """
        hearing = HearingTurn(wanted)
        while not hearing.is_over:
            try:
                async with (
                    self._opened(hearing.call, language) as response,
                    aclosing(EventSource(response).aiter_sse()) as messages,
                ):
                    async for message in messages:
                        if (event := hearing.take(message)) is not None:
                            yield event
                    if not hearing.is_over:
                        raise self._cut_short()
            except ApiUnreachableError as error:
                hearing.broke(error)

    async def follow_task(
        self,
        task_id: str,
        *,
        after: int = 0,
        language: Language = "en",
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> AsyncGenerator[JobEvent]:
        """Yield the lines of a task behind `after`, each once, and what else happens to it.

        The last event is a `JobEnded` or `JobMissing`. Breaks are mended without a line lost; what
        cannot be mended is raised. Closing the iterator ends it.
        """
        following = Following(task_id, after=after, patience=patience)
        while not following.over:
            try:
                match following.next_step():
                    case Rest(seconds):
                        await asyncio.sleep(seconds)
                    case Ask(call):
                        for event in following.take_page(await self.send(call, language=language)):
                            yield event
                    case Listen(call):
                        async with aclosing(self._listen(following, call, language)) as events:
                            async for event in events:
                                yield event
            except ClientError as error:
                for event in following.fail(error):
                    yield event

    async def _listen(
        self, following: Following, call: Call[JobUpdate], language: Language
    ) -> AsyncGenerator[JobEvent]:
        async with self._opened(call, language) as response:
            told_all = response.status_code == httpx.codes.NO_CONTENT
            if not told_all:
                async with aclosing(EventSource(response).aiter_sse()) as messages:
                    async for message in messages:
                        for event in following.take_event(message):
                            yield event
                        if not following.listening:
                            return
        for event in following.stream_over(told_all=told_all):
            yield event

    @asynccontextmanager
    async def _opened(
        self, call: Call[AnswerT], language: Language
    ) -> AsyncIterator[httpx.Response]:
        """Give the answer to `call` as it comes in."""
        trace_id = current_trace_id()
        request = request_of(self._address, call, language=language, trace_id=trace_id)
        with unreachable_errors(self._address, trace_id):
            answer = await self._http.send(request, auth=self._auth, stream=True)
            async with aclosing(answer) as response:
                if not response.is_success:
                    await response.aread()
                    raise error_of(response)
                yield response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> "AsyncApiClient":
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()
