"""Any server that speaks the OpenAI chat completions protocol."""

import json
from math import isfinite
from typing import Any

import httpx

from core.kernel.context import current_trace_id
from core.kernel.errors import ModelError
from core.kernel.ids import new_traceparent
from core.llm.types import ChatCall, ProviderAnswer, Usage

_MAX_ANSWER_BYTES = 4_000_000
_MAX_TOKENS = 2**31 - 1
"""What the column of the books holds."""


class OpenAiCompatibleProvider:
    """Sends `POST {base_url}/chat/completions`; retries are the caller's."""

    name = "openai_compatible"

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str | None,
        model: str,
        timeout_s: float,
        connect_timeout_s: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.model = model
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/") + "/",
            headers=headers,
            timeout=httpx.Timeout(timeout_s, connect=connect_timeout_s),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        """Make one attempt.

        Raises:
            ModelError: With `timeout`, `provider_unavailable`, `rate_limited`, `provider_rejected`
                or `invalid_output`.
        """
        body = {
            "model": self.model,
            "messages": [{"role": m.role, "content": m.content} for m in call.messages],
            "temperature": call.temperature,
            "max_tokens": call.max_tokens,
            "seed": call.seed,
            "response_format": {"type": "json_object"},
        }
        headers = {"traceparent": new_traceparent(current_trace_id())}
        try:
            async with self._http.stream(
                "POST", "chat/completions", json=body, headers=headers
            ) as response:
                raw = await _read(response)
        except httpx.TimeoutException as error:
            raise ModelError(
                "The model server did not answer in time", error_type="timeout"
            ) from error
        except httpx.HTTPError as error:
            raise ModelError(
                "The model server cannot be reached", error_type="provider_unavailable"
            ) from error
        _raise_for_status(response)
        return _answer(raw)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


async def _read(response: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > _MAX_ANSWER_BYTES:
            raise ModelError("The model server's answer is too large", error_type="invalid_output")
        parts.append(part)
    return b"".join(parts)


def _raise_for_status(response: httpx.Response) -> None:
    status = response.status_code
    if status < 300:
        return
    if status == 429:
        kind = "rate_limited"
    elif status in (408, 409) or status >= 500:
        kind = "provider_unavailable"
    else:
        kind = "provider_rejected"
    raise ModelError(
        f"The model server answered {status}",
        error_type=kind,
        retry_after_s=_retry_after_s(response.headers.get("retry-after")),
    )


def _retry_after_s(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:  # the header may be a date; our own back-off serves then
        return None
    return max(0.0, seconds) if isfinite(seconds) else None


def _answer(raw: bytes) -> ProviderAnswer:
    try:
        body: dict[str, Any] = json.loads(raw)
        choice = body["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise ModelError(
            "The model server's answer is not a chat completion", error_type="invalid_output"
        ) from error
    if not isinstance(text, str) or not text.strip():
        raise ModelError("The model answered nothing", error_type="invalid_output")
    return ProviderAnswer(
        text=text,
        usage=_usage(body.get("usage")),
        finish_reason=str(choice.get("finish_reason") or "stop"),
    )


def _usage(said: Any) -> Usage:
    """Return the tokens; what a server does not say, or says in another way, counts as none."""
    counts = [
        said.get(name) if isinstance(said, dict) else None
        for name in ("prompt_tokens", "completion_tokens")
    ]
    fine = [n if isinstance(n, int) and 0 <= n <= _MAX_TOKENS else 0 for n in counts]
    return Usage(fine[0], fine[1])
