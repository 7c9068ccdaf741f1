"""What happens around every request: trace id, access log, limits, headers, the last resort."""

import time
from collections.abc import Mapping
from types import MappingProxyType

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import too_large
from api.problems import problem_response
from core.kernel.context import bound_context
from core.kernel.errors import AppError, MalformedError
from core.kernel.ids import new_trace_id, new_traceparent, trace_id_of

log = structlog.get_logger(__name__)

_NOT_STORED = ("/api", "/admin")


class EdgeMiddleware:
    """The outermost layer: every answer leaves with trace id and headers, and leaves a log line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace_id = trace_id_of(headers.get("traceparent")) or new_trace_id()
        with bound_context(trace_id):
            try:
                await self._serve(scope, receive, send, trace_id)
            finally:
                structlog.contextvars.unbind_contextvars("user_id")

    async def _serve(self, scope: Scope, receive: Receive, send: Send, trace_id: str) -> None:
        started = time.perf_counter()
        status: int | None = None

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), scope["path"], trace_id)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            log.exception("request_crashed")
            if status is not None:
                raise  # the answer is on its way: only a broken connection can tell the client
            response = problem_response(Headers(scope=scope), AppError())
            await response(scope, receive, send_with_headers)
        finally:
            route = scope.get("route")
            log.info(
                "request_served",
                method=scope["method"],
                route=getattr(route, "path", None),
                status=status,
                latency_ms=round((time.perf_counter() - started) * 1000, 1),
            )


class IntakeMiddleware:
    """Refuses what no route can take: bodies over the limit, and NUL in path or query.

    The limit holds whether or not the length was announced; the server reads the rest of such a
    body away, so that the client gets to read the answer. PostgreSQL keeps no NUL in text.
    """

    def __init__(
        self, app: ASGIApp, limit_bytes: int, larger: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Take the limit of every route, and `larger` ones by path."""
        self._app = app
        self._limit_bytes = limit_bytes
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit_bytes = max(self._limit_bytes, self._larger.get(scope["path"], 0))
        error = _refusal(scope, headers, limit_bytes)
        if error is None:
            await self._app(scope, _counted(receive, limit_bytes), send)
            return
        await problem_response(headers, error)(scope, receive, send)


def _refusal(scope: Scope, headers: Headers, limit_bytes: int) -> AppError | None:
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        return MalformedError("The address contains the character NUL")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        return too_large(limit_bytes)
    return None


def _counted(receive: Receive, limit_bytes: int) -> Receive:
    seen_bytes = 0

    async def receive_counted() -> Message:
        nonlocal seen_bytes
        message = await receive()
        if message["type"] == "http.request":
            seen_bytes += len(message.get("body", b""))
            if seen_bytes > limit_bytes:
                # An HTTPException, because FastAPI takes any other one that reading the body
                # raises for a body that cannot be parsed.
                raise HTTPException(413, detail=str(limit_bytes))
        return message

    return receive_counted


def _add_headers(headers: MutableHeaders, path: str, trace_id: str) -> None:
    headers["X-Trace-Id"] = trace_id
    headers["traceparent"] = new_traceparent(trace_id)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    if path.startswith(_NOT_STORED):
        headers.setdefault("Cache-Control", "no-store")
