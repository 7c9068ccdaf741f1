"""What the console's server does besides Streamlit: the session cookie, the guard at the door."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.desk import get_desk

COOKIE = "tripwright_console"
COOKIE_PATH = "/session-cookie"
_PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"  # noqa: E501
_POLICY_VIOLATION = 1008

# Of the one script that Streamlit writes into its page; a test compares it with the page.
_INLINE_SCRIPT = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"
HEADERS = {
    # Nothing is loaded from elsewhere, whatever a page or a library may ask for.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {_INLINE_SCRIPT}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def cookie_image(ticket: str) -> str:
    """Return HTML that lets the browser fetch its cookie; the ticket must be one of the desk's."""
    return f'<img src="{COOKIE_PATH}?ticket={ticket}" alt="" width="1" height="1">'


async def change_cookie(request: Request) -> Response:
    """Set or remove the session cookie, as the ticket says.

    The answer is an image, because a page can ask for one without any script.
    """
    ticket = get_desk().redeem(request.query_params.get("ticket", ""))
    if ticket is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    response = Response(_PIXEL, media_type="image/gif", headers={"Cache-Control": "no-store"})
    if ticket.session_id is None:
        response.delete_cookie(COOKIE)
    else:
        # Without an age: it goes when the browser is closed, and the desk forgets it anyway.
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, ticket.session_id, httponly=True, samesite="strict", secure=secure
        )
    return response


ROUTES = [Route(COOKIE_PATH, change_cookie, methods=["GET"])]


class DoorMiddleware:
    """Lets in only what comes from the console's own pages, and sends the headers above along.

    Streamlit opens its WebSocket for pages of any port of this machine, and asks the internet for
    its own address before it turns others away. Both end here first.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] == "websocket" and not _from_own_page(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _from_own_page(headers: Headers) -> bool:
    """Say whether the page that opens a WebSocket came from the address it connects to."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
