"""The words of the chat completions protocol: what is asked, and what was answered."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

import structlog

from core.kernel.errors import ModelError
from core.llm.endpoints import Structured
from core.llm.types import ChatCall, ProviderAnswer, Usage

log = structlog.get_logger(__name__)

_MAX_TOKENS = 2**31 - 1
"""What the column of the books holds."""
_TOOL = "answer"
_ANY_OBJECT: Mapping[str, Any] = {"type": "object"}
_HOPELESS = frozenset({401, 402, 403, 404})


def asked(model: str, call: ChatCall, structured: Structured) -> dict[str, Any]:
    """Return the body of the request for one answer."""
    body = {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in call.messages],
        "temperature": call.temperature,
        "max_tokens": call.max_tokens,
        "seed": call.seed,
    }
    return body if call.response == "text" else body | _shape(call.schema, structured)


def is_by_tool(call: ChatCall, structured: Structured) -> bool:
    """Say whether the answer comes as the arguments of a function."""
    return structured == "tool" and call.response == "object"


def _shape(schema: Mapping[str, Any] | None, structured: Structured) -> dict[str, Any]:
    match structured:
        case "text":
            return {}
        case "tool":
            function = {
                "name": _TOOL,
                "description": "Give the answer.",
                "parameters": schema or _ANY_OBJECT,
            }
            return {
                "tools": [{"type": "function", "function": function}],
                "tool_choice": {"type": "function", "function": {"name": _TOOL}},
            }
        case "json_schema" if schema is not None:
            held = {"name": _TOOL, "schema": schema, "strict": is_strict(schema)}
            return {"response_format": {"type": "json_schema", "json_schema": held}}
        case _:
            return {"response_format": {"type": "json_object"}}


def is_strict(schema: Any) -> bool:
    """Say whether a schema leaves nothing open: then a server may hold to it letter by letter.

    Such servers refuse a schema with an object that may have other fields, or lack one.
    """
    match schema:
        case {"type": "object"} if schema.get("additionalProperties") is not False or set(
            schema.get("required", ())
        ) != set(schema.get("properties", ())):
            return False
        case dict():
            return all(is_strict(inner) for inner in schema.values())
        case list():
            return all(is_strict(inner) for inner in schema)
        case _:
            return True


def answered(raw: bytes, *, by_tool: bool) -> ProviderAnswer:
    """Return what a server answered in one piece.

    Raises:
        ModelError: `invalid_output`: this is no chat completion, or one without words.
    """
    try:
        body: dict[str, Any] = json.loads(raw)
        choice = body["choices"][0]
        message = choice["message"]
        words = message["content"] if not by_tool else message.get("content")
        arguments = tool_arguments(message) if by_tool else None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise no_completion() from error
    return whole(
        words=words if isinstance(words, str) else "",
        arguments=arguments or "",
        usage=usage(body.get("usage")),
        finish_reason=choice.get("finish_reason"),
    )


def tool_arguments(message: Mapping[str, Any]) -> str | None:
    """Return the arguments, or the piece of them, with which a function is called."""
    for called in message.get("tool_calls") or ():
        if called.get("index", 0) == 0:
            arguments = called["function"].get("arguments")
            return arguments if isinstance(arguments, str) else None
    return None


def whole(*, words: str, arguments: str, usage: Usage, finish_reason: Any) -> ProviderAnswer:
    """Return a whole answer: the arguments where there are any, else the words.

    Raises:
        ModelError: `invalid_output`: there is neither.
    """
    text = arguments or words
    if not text.strip():
        raise ModelError("The model answered nothing", error_type="invalid_output")
    if arguments and words.strip():
        log.info("llm_words_beside_tool", chars=len(words))
    reason = str(finish_reason or "stop")
    return ProviderAnswer(text, usage, "stop" if reason == "tool_calls" else reason)


def usage(said: Any) -> Usage:
    """Return the tokens; what a server does not say, or says in another way, counts as none."""
    counts = [
        said.get(name) if isinstance(said, dict) else None
        for name in ("prompt_tokens", "completion_tokens")
    ]
    fine = [n if isinstance(n, int) and 0 <= n <= _MAX_TOKENS else 0 for n in counts]
    return Usage(fine[0], fine[1])


def no_completion() -> ModelError:
    """Return the failure of a server that speaks another language."""
    return ModelError(
        "The model server's answer is not a chat completion", error_type="invalid_output"
    )


def refusal(status: int, headers: Mapping[str, str]) -> ModelError:
    """Return the failure a status stands for."""
    if status == 429:
        kind = "rate_limited"
    elif status in (408, 409) or status >= 500:
        kind = "provider_unavailable"
    else:
        kind = "provider_rejected"
    return ModelError(
        f"The model server answered {status}",
        error_type=kind,
        retry_after_s=_retry_after_s(headers.get("retry-after")),
        hopeless=status in _HOPELESS,
    )


def broken_off(said: Any) -> ModelError:
    """Return the failure a server tells of in the middle of its answer."""
    told = said if isinstance(said, dict) else {}
    words = f"{told.get('code')} {told.get('type')}"
    is_limit = "429" in words or "rate_limit" in words
    return ModelError(
        "The model server broke off its answer with an error",
        error_type="rate_limited" if is_limit else "provider_unavailable",
    )


def _retry_after_s(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:  # the header may be a date; our own back-off serves then
        return None
    return max(0.0, seconds) if isfinite(seconds) else None
