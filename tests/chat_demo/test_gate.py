"""The only door to the page."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from chat_demo.backend import Backend
from chat_demo.gate import Gate
from chat_demo.visitors import COOKIE, Visitors


async def anything(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


@pytest.fixture
async def visitors() -> AsyncIterator[Visitors]:
    found = Visitors(lambda: Backend("http://127.0.0.1:9"))
    yield found
    await found.close()


@pytest.fixture
async def client(visitors: Visitors) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route("/{path:path}", anything, methods=["GET", "POST", "DELETE"])])
    transport = httpx.ASGITransport(Gate(app, visitors))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as found:
        yield found


async def test_opening_the_page_gives_a_cookie_no_script_can_read_and_no_other_site_can_send(
    client: httpx.AsyncClient, visitors: Visitors
) -> None:
    response = await client.get("/")

    cookie = response.headers["set-cookie"]
    assert "; HttpOnly; SameSite=Strict" in cookie
    assert visitors.find(response.cookies[COOKIE]) is not None


async def test_a_cookie_travels_only_encrypted_where_the_page_did(visitors: Visitors) -> None:
    app = Starlette(routes=[Route("/", anything)])
    transport = httpx.ASGITransport(Gate(app, visitors))
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.test") as client:
        assert "; Secure" in (await client.get("/")).headers["set-cookie"]


async def test_a_known_visitor_keeps_the_cookie(client: httpx.AsyncClient) -> None:
    await client.get("/")

    assert "set-cookie" not in (await client.get("/")).headers


@pytest.mark.parametrize("sent", ["made-up", '"', "\x7f", "a=b; c"])
async def test_a_cookie_of_somebody_elses_making_is_replaced(
    client: httpx.AsyncClient, sent: str
) -> None:
    response = await client.get("/", headers={"Cookie": f"{COOKIE}={sent}"})

    assert response.cookies[COOKIE] != sent


async def test_only_the_page_itself_gives_cookies(client: httpx.AsyncClient) -> None:
    for path in ("/config", "/theme.css", "/assets/index.js"):
        assert "set-cookie" not in (await client.get(path)).headers


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd", "/gradio_api/upload", "/gradio_api/proxy=http://x/",
        "/gradio_api/run/ask", "/gradio_api/call/ask", "/gradio_api/openapi.json",
        "/gradio_api/runs", "/gradio_api/component_server", "/gradio_api/deep_link",
        "/gradio_api/vibe-code", "/monitoring", "/monitoring/summary", "/docs", "/login",
        "/openapi.json", "/file=/etc/passwd",
    ],
)  # fmt: skip
async def test_what_the_page_does_not_need_is_not_there(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404
    assert (await client.post(path, content=b"x")).status_code == 404


async def test_more_than_a_page_ever_sends_is_refused(client: httpx.AsyncClient) -> None:
    path = "/gradio_api/queue/join"

    assert (await client.post(path, content=b"x" * 60_000)).text == "60000 bytes"
    assert (await client.post(path, content=b"x" * 70_000)).status_code == 413


async def test_a_body_of_unknown_length_is_refused(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"x"

    response = await client.post("/gradio_api/queue/join", content=endless())

    assert response.status_code == 411


async def test_browsers_are_told_to_load_nothing_from_elsewhere_and_not_to_be_framed(
    client: httpx.AsyncClient,
) -> None:
    headers = (await client.get("/")).headers

    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
