"""AiClient: the only caller of providers, and the only retry loop."""

import asyncio
import time

import structlog
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)
from tenacity.wait import wait_base

from core.kernel.errors import ModelError
from core.llm.types import (
    CallRecord,
    CallRecorder,
    ChatCall,
    ChatResult,
    Provider,
    ProviderAnswer,
    Usage,
)

log = structlog.get_logger(__name__)

_NO_USAGE = Usage(0, 0)
_MAX_WAIT_S = 20.0
"""Nobody is kept waiting longer than this by a server that names a later moment."""


class AiClient:
    """Asks a provider under a deadline, retries what may pass, and keeps the books."""

    def __init__(
        self,
        provider: Provider,
        recorder: CallRecorder,
        *,
        timeout_s: float,
        max_attempts: int,
        wait: wait_base | None = None,
    ) -> None:
        self._provider = provider
        self._recorder = recorder
        self._timeout_s = timeout_s
        self._max_attempts = max_attempts
        self._wait = wait or wait_random_exponential(multiplier=0.5, max=8)

    @property
    def provider_name(self) -> str:
        """Return the name of the provider in use."""
        return self._provider.name

    @property
    def model(self) -> str:
        """Return the name of the model in use."""
        return self._provider.model

    async def complete(self, call: ChatCall) -> ChatResult:
        """Return the model's answer to `call`; all attempts share one deadline.

        A server that names a moment is not asked before it. Where that is too late for this call,
        the failure says so, and whoever called may come back then.

        Raises:
            ModelError: No attempt succeeded; `error_type` is that of the last one.
        """
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._timeout_s) as deadline:
                async for attempt in self._attempts(deadline):
                    number = attempt.retry_state.attempt_number
                    with attempt:
                        answer = await self._attempt(call, number, deadline)
                        return ChatResult(
                            text=answer.text,
                            usage=answer.usage,
                            finish_reason=answer.finish_reason,
                            attempts=number,
                            latency_ms=_ms_since(began),
                        )
        except TimeoutError as error:
            raise ModelError(
                f"No answer to {call.prompt_key} within {self._timeout_s:g} s", error_type="timeout"
            ) from error
        raise AssertionError("tenacity either returns or raises")

    def _attempts(self, deadline: asyncio.Timeout) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception(lambda error: _may_pass(error, _left_s(deadline))),
            stop=stop_after_attempt(self._max_attempts),
            wait=self._wait_time,
            reraise=True,
        )

    def _wait_time(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after_s if isinstance(error, ModelError) else None
        return self._wait(state) if asked is None else asked

    async def _attempt(
        self, call: ChatCall, number: int, deadline: asyncio.Timeout
    ) -> ProviderAnswer:
        fields = {
            "prompt_key": call.prompt_key,
            "prompt_version": call.prompt_version,
            "provider": self._provider.name,
            "model": self._provider.model,
            "attempt": number,
        }
        log.info("llm_request", chars=sum(len(m.content) for m in call.messages), **fields)
        began = time.perf_counter()
        usage = _NO_USAGE
        error_type: str | None = "unexpected"
        try:
            answer = await self._provider.complete(call)
            usage, error_type = answer.usage, None
        except ModelError as error:
            error_type = error.error_type
            raise
        except asyncio.CancelledError:
            error_type = "timeout" if deadline.expired() else "cancelled"
            raise
        finally:
            latency_ms = _ms_since(began)
            log.info(
                "llm_response",
                error_type=error_type,
                latency_ms=round(latency_ms, 1),
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
                **fields,
            )
            record = CallRecord(call, number, error_type, usage, latency_ms)
            # A cancelled call is written down as well: shielded, so the row is not cut off midway.
            await asyncio.shield(
                self._recorder.record(self._provider.name, self._provider.model, record)
            )
        return answer


def _may_pass(error: BaseException, left_s: float) -> bool:
    """Say whether another attempt may succeed within this call."""
    if not isinstance(error, ModelError) or error.error_type not in ModelError.RETRYABLE:
        return False
    return (error.retry_after_s or 0.0) <= min(left_s, _MAX_WAIT_S)


def _left_s(deadline: asyncio.Timeout) -> float:
    until = deadline.when()
    return float("inf") if until is None else until - asyncio.get_running_loop().time()


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
