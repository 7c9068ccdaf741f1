"""Turns every exception a request can end with into one of our failures."""

from typing import cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from api.problems import problem_response
from core.kernel.errors import (
    AppError,
    FieldError,
    InvalidRequestError,
    MalformedError,
    MethodNotAllowedError,
    NotFoundError,
    TooLargeError,
    UnsupportedMediaTypeError,
)

log = structlog.get_logger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Make the app answer each kind of exception with the one body.

    What nobody expected is left to the outermost middleware, which can still log and answer it.
    """
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)


def too_large(limit_bytes: int) -> TooLargeError:
    """Return the failure of a body over the limit."""
    return TooLargeError(
        f"The body is larger than {limit_bytes} bytes", data={"limit_bytes": limit_bytes}
    )


async def _on_app_error(request: Request, error: Exception) -> Response:
    error = cast(AppError, error)
    if error.status >= 500:
        log.warning("request_failed", code=error.code, detail=error.detail)
    return problem_response(request.headers, error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    return problem_response(request.headers, _from_invalid(cast(RequestValidationError, error)))


async def _on_http_error(request: Request, error: Exception) -> Response:
    translated = _from_http(request, cast(HTTPException, error))
    response = problem_response(request.headers, translated)
    if isinstance(translated, MethodNotAllowedError):
        response.headers["Allow"] = ", ".join(_allowed_methods(request.app, request.scope))
    return response


def _from_invalid(error: RequestValidationError) -> AppError:
    # FastAPI hands a body over as bytes where its Content-Type is not JSON.
    if isinstance(error.body, bytes):
        return UnsupportedMediaTypeError("Content-Type: the body must be application/json")
    items: list[FieldError] = [
        {"loc": list(item["loc"]), "type": item["type"], "msg": item["msg"]}
        for item in error.errors()
    ]
    if any(item["type"] == "json_invalid" for item in items):
        return MalformedError("The body is not valid JSON", errors=items)
    first = items[0]
    where = ".".join(str(part) for part in first["loc"][1:] or first["loc"])
    return InvalidRequestError(f"{where}: {first['msg']}", errors=items)


def _from_http(request: Request, error: HTTPException) -> AppError:
    """Return our failure for one that FastAPI or Starlette raised; we raise none of theirs."""
    match error.status_code:
        case 400:
            return MalformedError("The body cannot be read")
        case 404:
            return NotFoundError(f"There is nothing at {request.scope['path']}")
        case 405:
            return MethodNotAllowedError(f"{request.scope['path']} does not take {request.method}")
        case 413:
            return too_large(int(error.detail))  # by the middleware, which alone raises it
        case status:
            log.error("http_error_unknown", status=status)
            return AppError()


def _allowed_methods(app: FastAPI, scope: Scope) -> list[str]:
    """Return every method that some route takes at this path, not only those of the first."""
    found: set[str] = set()
    for route in iter_route_contexts(app.routes):
        match, _ = route.matches(scope)
        if match is Match.PARTIAL:
            found |= route.methods or set()
    return sorted(found)
