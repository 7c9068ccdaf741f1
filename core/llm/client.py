"""AiClient: the only caller of providers, and the only retry loop."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from random import SystemRandom
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential
from tenacity.wait import wait_base

from core.kernel.errors import ModelError
from core.llm.attempts import Attempt, Books
from core.llm.breakers import Breakers, Key, Pass
from core.llm.chain import Link, drawn, in_orders
from core.llm.deadline import attempt_s, deadline_after, left_until
from core.llm.types import (
    CallRecorder,
    ChatCall,
    ChatResult,
    Delta,
    Provider,
    ProviderAnswer,
    StreamingProvider,
)

_T = TypeVar("_T")

_MAX_WAIT_S = 20.0
"""Nobody is kept waiting longer than this by a server that names a later moment."""
_FAIR_S = 5.0
"""A provider that got less time than this is not blamed for having needed more."""
_random = SystemRandom()


@dataclass(slots=True)
class _Progress:
    """How far one call has come."""

    call: ChatCall
    deadline: float
    attempts: int = 0
    order: int = 0
    failure: ModelError | None = None
    began: float = field(default_factory=time.perf_counter)

    def result(self, attempt: Attempt, answer: ProviderAnswer) -> ChatResult:
        provider, model = attempt.link.key
        return ChatResult(
            text=answer.text,
            usage=answer.usage,
            finish_reason=answer.finish_reason,
            attempts=self.attempts,
            latency_ms=(time.perf_counter() - self.began) * 1000,
            provider=provider,
            model=model,
            fallback=self.order > 0,
        )


@dataclass(frozen=True, slots=True)
class _Opened:
    """A streamed answer whose first piece has come; `held` closes it and tells of its end."""

    attempt: Attempt
    pieces: AsyncGenerator[Delta | ProviderAnswer, None]
    first: Delta | ProviderAnswer
    held: AsyncExitStack


_Make = Callable[[Attempt, float], Awaitable[_T]]
"""Makes an attempt that may take so many seconds."""


class _NobodyError(Exception):
    """Nobody of an order may be asked now."""


class AiClient:
    """Asks providers under a deadline, retries what may pass, goes on to the next, keeps the books.

    Those of the lowest order are asked first, `max_attempts` times in all; among them the weights
    decide, and one that has not failed this call goes before one that has. Where none of an order
    answers, those of the next are asked. Once the first piece of a streamed answer is out, there is
    no second attempt.
    """

    def __init__(
        self,
        providers: Provider | Sequence[Link],
        recorder: CallRecorder,
        *,
        timeout_s: float,
        max_attempts: int,
        wait: wait_base | None = None,
        breakers: Breakers | None = None,
    ) -> None:
        links = providers if isinstance(providers, Sequence) else [Link(providers)]
        self._orders = in_orders(links)
        self._is_alone = len(links) == 1
        self._breakers = breakers or Breakers()
        self._books = Books(recorder, self._breakers)
        self._timeout_s = timeout_s
        self._max_attempts = max_attempts
        self._wait = wait or wait_random_exponential(multiplier=0.5, max=8)

    @property
    def provider_name(self) -> str:
        """Return the name of the provider that is asked first."""
        return self._orders[0][0].provider.name

    @property
    def model(self) -> str:
        """Return the name of the model that is asked first."""
        return self._orders[0][0].provider.model

    async def complete(self, call: ChatCall) -> ChatResult:
        """Return the model's answer to `call`; all attempts share one deadline.

        A server that names a moment is not asked before it. Where that is too late for this call
        and nobody else answers, the failure says so, and whoever called may come back then.

        Raises:
            ModelError: No attempt succeeded; `error_type` is that of the last one, `circuit_open`
                where there was none, because every provider is let alone.
        """

        async def make(attempt: Attempt, seconds: float) -> ChatResult:
            async with attempt:
                asked = attempt.link.provider.complete(call)
                attempt.answer = await _in_time(asked, seconds, call)
                return progress.result(attempt, attempt.answer)

        progress = self._progress(call)
        return await self._first_good(progress, make)

    async def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ChatResult, None]:
        """Yield the answer to `call` as it is written, and at last the whole result.

        Closing the generator ends the call at once, wherever it is.

        Raises:
            ModelError: As `complete`; or the answer broke off.
        """
        progress = self._progress(call)
        opened = await self._first_good(progress, _opened)
        async with opened.held:
            piece = opened.first
            while isinstance(piece, Delta):
                yield piece
                left_s = left_until(progress.deadline)
                piece = await _in_time(anext(opened.pieces), left_s, call)
            opened.attempt.answer = piece
            result = progress.result(opened.attempt, piece)
        yield result

    def _progress(self, call: ChatCall) -> _Progress:
        return _Progress(call, deadline_after(self._timeout_s))

    async def _first_good(self, progress: _Progress, make: _Make[_T]) -> _T:
        for progress.order, links in enumerate(self._orders):
            if left_until(progress.deadline) <= 0:
                break
            try:
                return await self._of_order(progress, links, make)
            except ModelError as error:
                progress.failure = error
            except _NobodyError:
                continue
        raise progress.failure or self._nobody(progress)

    async def _of_order(self, progress: _Progress, links: list[Link], make: _Make[_T]) -> _T:
        tried: set[Key] = set()
        orders_to_come = len(self._orders) - 1 - progress.order
        async for turn in self._turns(progress, links, tried):
            with turn:
                link, leave = await self._next(links, tried)
                tried.add(link.key)
                progress.attempts += 1
                left_s = left_until(progress.deadline)
                seconds = attempt_s(link.cap_s, left_s, orders_to_come)
                attempt = Attempt(
                    progress.call,
                    link,
                    number=progress.attempts,
                    leave=leave,
                    books=self._books,
                    in_haste=seconds < min(link.cap_s, _FAIR_S),
                )
                return await make(attempt, seconds)
        raise AssertionError("tenacity either returns or raises")

    def _turns(self, progress: _Progress, links: list[Link], tried: set[Key]) -> AsyncRetrying:
        def may_pass(error: BaseException) -> bool:
            if not isinstance(error, ModelError):
                return False
            return len(tried) < len(links) or _may_pass(error)

        def wait_s(state: RetryCallState) -> float:
            if len(tried) < len(links):
                return 0.0  # somebody else is asked
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after_s if isinstance(error, ModelError) else None
            return self._wait(state) if asked is None else asked

        def is_enough(state: RetryCallState) -> bool:
            left_s = left_until(progress.deadline)
            return state.attempt_number >= self._max_attempts or state.upcoming_sleep >= left_s

        return AsyncRetrying(
            retry=retry_if_exception(may_pass), wait=wait_s, stop=is_enough, reraise=True
        )

    async def _next(self, links: list[Link], tried: set[Key]) -> tuple[Link, Pass]:
        """Choose whom to ask, first among those that have not failed this call.

        Raises:
            _NobodyError: All of them are let alone.
        """
        fresh = [link for link in links if link.key not in tried]
        stale = [link for link in links if link.key in tried]
        for group in (fresh, stale):
            left = list(group)
            while left:
                link = drawn(left, _random.random())
                leave = await self._breakers.ask(link.key, alone=self._is_alone)
                if leave is not None:
                    return link, leave
                left.remove(link)
        raise _NobodyError

    def _nobody(self, progress: _Progress) -> ModelError:
        if left_until(progress.deadline) <= 0:
            return ModelError(
                f"No time is left to ask {progress.call.prompt_key}", error_type="timeout"
            )
        keys = [link.key for links in self._orders for link in links]
        return ModelError(
            "Every provider is let alone for now",
            error_type="circuit_open",
            retry_after_s=self._breakers.soonest_s(keys),
        )


async def _opened(attempt: Attempt, seconds: float) -> _Opened:
    """Begin a streamed answer and wait for its first piece."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(attempt)
        pieces = _pieces(attempt.link.provider, attempt.call)
        await stack.enter_async_context(aclosing(pieces))
        first = await _in_time(anext(pieces), seconds, attempt.call)
        attempt.heard()
        return _Opened(attempt, pieces, first, stack.pop_all())


def _pieces(provider: Provider, call: ChatCall) -> AsyncGenerator[Delta | ProviderAnswer, None]:
    if isinstance(provider, StreamingProvider):
        return provider.stream(call)
    return _whole(provider, call)


async def _whole(
    provider: Provider, call: ChatCall
) -> AsyncGenerator[Delta | ProviderAnswer, None]:
    answer = await provider.complete(call)
    yield Delta(answer.text)
    yield answer


async def _in_time(awaited: Awaitable[_T], seconds: float, call: ChatCall) -> _T:
    try:
        async with asyncio.timeout(seconds):
            return await awaited
    except TimeoutError as error:
        raise ModelError(
            f"No answer to {call.prompt_key} within {seconds:.3g} s", error_type="timeout"
        ) from error


def _may_pass(error: ModelError) -> bool:
    """Say whether the same provider may do better soon."""
    is_passing = error.error_type in ModelError.RETRYABLE
    return is_passing and (error.retry_after_s or 0.0) <= _MAX_WAIT_S
