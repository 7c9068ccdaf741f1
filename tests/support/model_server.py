"""A chat completions server on a free port of this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from core.llm.types import ChatCall, Message, Provider, ProviderAnswer

Reply = tuple[int, dict[str, str], dict[str, Any]]
"""Status, headers and body."""
Answer = Callable[[dict[str, Any]], Awaitable[Reply]]
"""From the body of a request to a reply."""


@dataclass
class ModelServer:
    """Where the server is, and the headers and bodies it was sent.

    `hung_up` counts the callers who closed their connection before they had an answer.
    """

    base_url: str
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    hung_up: int = 0


@asynccontextmanager
async def model_server(answer: Answer) -> AsyncIterator[ModelServer]:
    """Give a server that answers every request by `answer` and then hangs up."""
    seen = ModelServer("")
    serving: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await talk(reader, writer)
        except asyncio.IncompleteReadError:  # a caller that was killed before it had asked
            seen.hung_up += 1
        finally:
            writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        seen.headers.append(headers)
        seen.bodies.append(body)
        replying = asyncio.ensure_future(answer(body))
        leaving = asyncio.create_task(reader.read(1))
        ends: set[asyncio.Future[Any]] = {replying, leaving}
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not replying.done():
                seen.hung_up += 1
                return
        finally:
            for end in ends:
                end.cancel()
            await asyncio.wait(ends)
        status, extra, said = replying.result()
        content = json.dumps(said).encode()
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in extra.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await writer.drain()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        seen.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield seen
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def spoken_by(provider: Provider) -> Answer:
    """Return a server's mouth for a provider of our own."""

    async def answer(body: dict[str, Any]) -> Reply:
        messages = tuple(Message(m["role"], m["content"]) for m in body["messages"])
        call = ChatCall("over http", "1", messages, body["seed"])
        return 200, {}, completion_of(await provider.complete(call))

    return answer


def thinking(answer: Answer, seconds: Callable[[], float]) -> Answer:
    """Return a mouth that takes its time before each reply."""

    async def think(body: dict[str, Any]) -> Reply:
        await asyncio.sleep(seconds())
        return await answer(body)

    return think


def completion_of(answer: ProviderAnswer) -> dict[str, Any]:
    """Return the body of a chat completion with this answer."""
    return {
        "choices": [{"message": {"content": answer.text}, "finish_reason": answer.finish_reason}],
        "usage": {
            "prompt_tokens": answer.usage.prompt_tokens,
            "completion_tokens": answer.usage.completion_tokens,
        },
    }
