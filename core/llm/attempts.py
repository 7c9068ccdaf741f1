"""One attempt to get an answer: in the log, in the books, and known to the breaker."""

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog

from core.kernel.errors import ModelError
from core.llm.breaker import Failure
from core.llm.breakers import Breakers, Pass
from core.llm.chain import Link
from core.llm.types import CallRecord, CallRecorder, ChatCall, ProviderAnswer, Usage

log = structlog.get_logger(__name__)

_NO_USAGE = Usage(0, 0)
_AT_FAULT = ModelError.RETRYABLE | {"invalid_output"}
"""Failures that are held against the provider; others are for the question it was asked."""


@dataclass(frozen=True, slots=True)
class Books:
    """Who is told of every attempt."""

    recorder: CallRecorder
    breakers: Breakers


class Attempt:
    """`async with` around one attempt: followed from its beginning to its end, however it ends."""

    def __init__(
        self,
        call: ChatCall,
        link: Link,
        *,
        number: int,
        leave: Pass,
        books: Books,
        in_haste: bool = False,
    ) -> None:
        self.call = call
        self.link = link
        self.number = number
        self.answer: ProviderAnswer | None = None
        """Put here by whoever makes the attempt."""
        self._leave = leave
        self._books = books
        self._in_haste = in_haste
        self._began = time.perf_counter()
        self._first_token_ms: float | None = None

    def heard(self) -> None:
        """Note that the first piece of the answer has come."""
        self._first_token_ms = self._ms()

    async def __aenter__(self) -> Self:
        """Begin."""
        chars = sum(len(message.content) for message in self.call.messages)
        log.info("llm_request", chars=chars, **self._fields())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Tell what became of it. Of a cancelled one as well: nothing is cut off midway."""
        record = CallRecord(
            call=self.call,
            attempt=self.number,
            error_type=_error_type(error),
            usage=self.answer.usage if self.answer else _NO_USAGE,
            latency_ms=self._ms(),
            first_token_ms=self._first_token_ms,
        )
        log.info(
            "llm_response",
            error_type=record.error_type,
            latency_ms=round(record.latency_ms, 1),
            prompt_tokens=record.usage.prompt_tokens,
            completion_tokens=record.usage.completion_tokens,
            **self._fields(),
        )
        await asyncio.shield(self._tell(error, record))

    async def _tell(self, error: BaseException | None, record: CallRecord) -> None:
        breakers = self._books.breakers
        match error:
            case ModelError(error_type="timeout") if self._in_haste:
                await breakers.given_up(self._leave)
            case ModelError() if error.hopeless or error.error_type in _AT_FAULT:
                failure = Failure(error.error_type, error.retry_after_s, error.hopeless)
                await breakers.failed(self._leave, failure)
            case None | ModelError():
                await breakers.went_well(self._leave)
            case _:
                await breakers.given_up(self._leave)
        await self._books.recorder.record(*self.link.key, record)

    def _ms(self) -> float:
        return (time.perf_counter() - self._began) * 1000

    def _fields(self) -> dict[str, str | int]:
        provider, model = self.link.key
        return {
            "prompt_key": self.call.prompt_key,
            "prompt_version": self.call.prompt_version,
            "provider": provider,
            "model": model,
            "attempt": self.number,
        }


def _error_type(error: BaseException | None) -> str | None:
    match error:
        case None:
            return None
        case ModelError():
            return error.error_type
        case asyncio.CancelledError() | GeneratorExit():
            return "cancelled"
        case _:
            return "unexpected"
