"""The one body of every failure: our envelope that is an RFC 9457 problem as well."""

import math
from http import HTTPStatus
from typing import Any, Literal

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers

from core.kernel.context import current_trace_id
from core.kernel.errors import (
    AppError,
    DependencyDownError,
    InvalidRequestError,
    MalformedError,
    ModelError,
    TokenExpiredError,
    TooLargeError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
)
from core.schemas.envelope import ErrorItem, Problem

PROBLEM_JSON = "application/problem+json"
_RETRY_AFTER_S = 2.0
"""What a 503 without a better estimate tells the client to wait."""

_ALWAYS: tuple[type[AppError], ...] = (AppError, DependencyDownError)
SIGNED_IN = (UnauthenticatedError, TokenExpiredError)
"""How a route fails that wants a token."""
WITH_INPUT = (InvalidRequestError,)
"""How a route fails that reads path, query or headers."""
WITH_BODY = (MalformedError, TooLargeError, UnsupportedMediaTypeError, InvalidRequestError)
"""How a route fails that reads a body."""


def failures(*kinds: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may fail in these ways, for its documentation.

    The unexpected (500) and a dependency that is down (503) are always among them.
    """
    by_status: dict[int, list[type[AppError]]] = {}
    for kind in dict.fromkeys((*kinds, *_ALWAYS)):
        for status in _statuses(kind):
            by_status.setdefault(status, []).append(kind)
    return {
        status: {
            "model": Problem,
            "description": "; ".join(f"{kind.code} {kind.title}" for kind in found),
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, found in sorted(by_status.items())
    }


def problem_response(headers: Headers, error: AppError) -> JSONResponse:
    """Return the answer that tells of `error`, in the words and form the request asks for."""
    return JSONResponse(
        problem_of(headers, error).model_dump(),
        status_code=error.status,
        headers=_headers(headers, error.status, _retry_after_s(error)),
        media_type=PROBLEM_JSON if PROBLEM_JSON in headers.get("accept", "") else None,
    )


def problem_of(headers: Headers, error: AppError) -> Problem:
    """Return the body that tells of `error`, in the language the request asks for."""
    return _problem(error, _retry_after_s(error), language_of(headers.get("accept-language", "")))


def language_of(accept_language: str) -> Literal["en", "zh"]:
    """Return which of our languages an `Accept-Language` header prefers; Chinese by default."""
    return asked_language(accept_language) or "zh"


def asked_language(accept_language: str) -> Literal["en", "zh"] | None:
    """Return which of our languages an `Accept-Language` header prefers; None where it is none."""
    weights = {"zh": 0.0, "en": 0.0}
    for item in accept_language.lower().split(","):
        tag, _, parameter = item.strip().partition(";")
        language = tag.split("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _quality(parameter))
    if not any(weights.values()):
        return None
    return "en" if weights["en"] > weights["zh"] else "zh"


def _retry_after_s(error: AppError) -> float | None:
    if error.retry_after_s is None and error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return _RETRY_AFTER_S
    return error.retry_after_s


def _statuses(kind: type[AppError]) -> set[int]:
    further = ModelError.STATUS.values() if issubclass(kind, ModelError) else ()
    return {kind.http_status, *further}


def _problem(error: AppError, retry_after_s: float | None, language: str) -> Problem:
    trace_id = current_trace_id()
    data: dict[str, Any] = {"trace_id": trace_id, "retryable": error.retryable, **error.data}
    if retry_after_s is not None:
        data["retry_after_ms"] = round(retry_after_s * 1000)
    return Problem(
        code=error.code,
        msg=error.title if language == "en" else error.title_zh,
        data=data,
        type=f"/problems/{error.slug}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        instance=f"urn:trace:{trace_id}",
        errors=[ErrorItem(**item) for item in error.errors],
    )


def _headers(request_headers: Headers, status: int, retry_after_s: float | None) -> dict[str, str]:
    headers = {}
    if retry_after_s is not None:
        headers["Retry-After"] = str(math.ceil(retry_after_s))
    if status == HTTPStatus.UNAUTHORIZED:
        challenge = 'Bearer realm="tripwright"'
        if "authorization" in request_headers:
            challenge += ', error="invalid_token"'
        headers["WWW-Authenticate"] = challenge
    return headers


def _quality(parameter: str) -> float:
    """Return the weight of one `q=` parameter; 1 without one, 0 where it is not a number."""
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
