"""The server ends while pages are open."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from chat_demo.ending import StreamsEndWithServer


async def nothing_from_the_client() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_request_hears_that_its_client_left_when_the_server_closes() -> None:
    closing, heard = asyncio.Event(), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        heard.append(await receive())

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        closing.set()

    async with asyncio.timeout(5):
        await StreamsEndWithServer(app, closing)({"type": "http"}, nothing_from_the_client, send)

    assert heard == [{"type": "http.disconnect"}]
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_what_the_client_says_is_passed_on_before_that() -> None:
    heard = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(await receive())
        await send({"type": "http.response.body", "body": b"done"})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"words"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    closing = asyncio.Event()
    closing.set()
    await StreamsEndWithServer(app, closing)({"type": "http"}, receive, send)

    assert heard[0]["type"] in ("http.request", "http.disconnect")
    assert sent == [{"type": "http.response.body", "body": b"done"}]
