"""The only door to the page: the cookie, the routes a page needs, and what browsers may do."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_demo.visitors import COOKIE, IDLE_S, Visitors

_BODY_BYTES = 65_536
_EXACT = frozenset({
    "/", "/config", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt",
    "/gradio_api/info", "/gradio_api/startup-events", "/gradio_api/queue/join",
    "/gradio_api/queue/data", "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/app_id",
})  # fmt: skip
_BELOW = ("/assets/", "/static/", "/svelte/", "/gradio_api/heartbeat/", "/trips/")
_HEADERS = {
    # Gradio's page is one of inline scripts and styles; nothing may come from, or go, elsewhere.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
        " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
        " connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


class Gate:
    """Lets through what the page needs and nothing else: no files, no uploads, no descriptions."""

    def __init__(self, app: ASGIApp, visitors: Visitors) -> None:
        self._app = app
        self._visitors = visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        cookie = await self._new_cookie(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if cookie is not None:
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_guarded)

    async def _new_cookie(self, scope: Scope) -> str | None:
        """Return the cookie for somebody who opens the page and is not known yet."""
        if scope["path"] != "/" or scope["method"] != "GET":
            return None
        if self._visitors.find(_cookie_of(Headers(scope=scope))) is not None:
            return None
        visitor_id = await self._visitors.welcome()
        secure = "; Secure" if scope["scheme"] == "https" else ""
        lasting = f"Path=/; Max-Age={IDLE_S:.0f}; HttpOnly; SameSite=Strict{secure}"
        return f"{COOKIE}={visitor_id}; {lasting}"


def _refusal(scope: Scope) -> PlainTextResponse | None:
    path = scope["path"]
    if path not in _EXACT and not path.startswith(_BELOW):
        return PlainTextResponse("Not found", 404)
    if scope["method"] in ("GET", "HEAD"):
        return None
    length = Headers(scope=scope).get("content-length", "")
    if not length.isdigit():
        return PlainTextResponse("Length required", 411)
    return PlainTextResponse("Too large", 413) if int(length) > _BODY_BYTES else None


def _cookie_of(headers: Headers) -> str | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None
