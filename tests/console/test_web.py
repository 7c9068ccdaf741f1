"""The cookie route, the guard at the door, and what they promise browsers."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from console.desk import Desk
from console.web import COOKIE, COOKIE_PATH, HEADERS, ROUTES, DoorMiddleware


@pytest.fixture
def browser(desk: Desk) -> TestClient:
    """Return a browser before a server with our routes and a page and a socket of Streamlit's."""

    async def page(request: object) -> PlainTextResponse:
        return PlainTextResponse("page")

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("welcome")
        await socket.close()

    routes = [*ROUTES, Route("/", page), WebSocketRoute("/stream", stream)]
    app = Starlette(routes=routes, middleware=[Middleware(DoorMiddleware)])
    return TestClient(app, base_url="http://localhost:8501")


def test_a_ticket_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(
    browser: TestClient, desk: Desk
) -> None:
    answer = browser.get(COOKIE_PATH, params={"ticket": desk.issue_ticket("the-session")})

    parts = answer.headers["set-cookie"].split("; ")
    assert parts[0] == f"{COOKIE}=the-session"
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(parts)
    assert not any(part.startswith(("Domain", "Max-Age", "expires")) for part in parts)
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cache-control"] == "no-store"


def test_over_tls_the_cookie_stays_on_tls(browser: TestClient, desk: Desk) -> None:
    address = f"https://localhost:8501{COOKIE_PATH}"

    answer = browser.get(address, params={"ticket": desk.issue_ticket("the-session")})

    assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_a_ticket_for_nobody_removes_the_cookie(browser: TestClient, desk: Desk) -> None:
    browser.get(COOKIE_PATH, params={"ticket": desk.issue_ticket("the-session")})

    browser.get(COOKIE_PATH, params={"ticket": desk.issue_ticket(None)})

    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("ticket", ["", "made-up"])
def test_without_a_ticket_of_ours_the_cookie_stays_as_it_is(
    browser: TestClient, ticket: str
) -> None:
    answer = browser.get(COOKIE_PATH, params={"ticket": ticket})

    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_the_image_is_one_a_browser_can_show(browser: TestClient, desk: Desk) -> None:
    answer = browser.get(COOKIE_PATH, params={"ticket": desk.issue_ticket(None)})

    assert answer.content.startswith(b"GIF89a\x01\x00\x01\x00")
    assert answer.content.endswith(b";")


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:7860", "http://evil.example", "http://localhost", "null"],
)
def test_a_page_from_elsewhere_cannot_open_the_socket(browser: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.websocket_connect("/stream", headers={"Origin": origin}),
    ):
        pass

    assert refused.value.code == 1008


def test_our_own_page_opens_the_socket(browser: TestClient) -> None:
    with browser.websocket_connect(
        "ws://localhost:8501/stream", headers={"Origin": "http://localhost:8501"}
    ) as socket:
        assert socket.receive_text() == "welcome"


def test_every_answer_forbids_what_comes_from_elsewhere(browser: TestClient) -> None:
    answer = browser.get("/")

    assert HEADERS.items() <= dict(answer.headers.items()).items() | HEADERS.items()
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert "unsafe-eval" not in policy


def test_the_policy_allows_the_one_script_inside_streamlits_page_and_no_other() -> None:
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    inside = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)

    sums = {
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inside
    }

    policy = HEADERS["Content-Security-Policy"]
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == sums
    assert "script-src 'self' 'sha256-" in policy
