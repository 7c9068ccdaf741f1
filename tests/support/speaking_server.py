"""A chat completions server that speaks as it is told to, over sockets of this machine.

What a server does with one question is a list of steps: bytes to send, seconds to wait, or an end
that no server should come to. Connections are kept for the next question, as real servers do.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class End(Enum):
    """Say nothing more; or drop the connection."""

    SILENCE = "silence"
    CUT = "cut"


Step = bytes | float | End
Steps = Sequence[Step]


@dataclass
class SpeakingServer:
    """Where the server is, and what it has seen.

    `left` counts the callers who closed their connection before they had the whole answer.
    """

    base_url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0
    """Open now."""
    accepted: int = 0
    left: int = 0


Script = Callable[[int, dict[str, Any]], Steps]
"""From the number of a question, from 1, and its body, to what is done with it."""


@asynccontextmanager
async def speaking_server(script: Script) -> AsyncIterator[SpeakingServer]:
    """Give a server on a free port."""
    seen = SpeakingServer("")
    serving: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        task.add_done_callback(serving.discard)
        seen.connections += 1
        seen.accepted += 1
        try:
            while await _answer(reader, writer, seen, script):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the caller has no further question
        finally:
            seen.connections -= 1
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        seen.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield seen
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def _answer(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    seen: SpeakingServer,
    script: Script,
) -> bool:
    """Answer one question; say whether the connection can serve another."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or b"{}")
    seen.asked.append(body)
    speaking = asyncio.ensure_future(_speak(writer, script(len(seen.asked), body)))
    leaving = asyncio.ensure_future(reader.read(1))
    ends: set[asyncio.Future[Any]] = {speaking, leaving}
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if not speaking.done():
            seen.left += 1
            return False
        return bool(await speaking)
    finally:
        for end in ends:
            end.cancel()
        await asyncio.wait(ends)


async def _speak(writer: asyncio.StreamWriter, steps: Steps) -> bool:
    for step in steps:
        match step:
            case bytes():
                writer.write(step)
                await writer.drain()
            case float():
                await asyncio.sleep(step)
            case End.SILENCE:
                await asyncio.Event().wait()
            case End.CUT:
                writer.transport.abort()
                return False
    return True


def always(steps: Steps) -> Script:
    """Return a script that does the same with every question."""
    return lambda _number, _body: steps


def in_turn(*answers: Steps) -> Script:
    """Return a script with an answer for each question; the last one serves all that follow."""
    return lambda number, _body: answers[min(number, len(answers)) - 1]


def said(text: str, **message: Any) -> Steps:
    """Return an answer in one piece."""
    choice = {"message": {"content": text} | message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 30, "completion_tokens": 12}
    return replied(200, {"choices": [choice], "usage": usage})


def replied(status: int, body: Any, **headers: str) -> Steps:
    """Return any other answer in one piece."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Type" not in headers:
        lines.append("Content-Type: application/json")
    return ["\r\n".join([*lines, "", ""]).encode() + content]


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
STREAM_END = b"0\r\n\r\n"


def event(data: Any) -> bytes:
    """Return one event of a stream, as a chunk of its own."""
    text = data if isinstance(data, str) else json.dumps(data)
    return chunk(f"data: {text}\n\n".encode())


def chunk(content: bytes) -> bytes:
    """Return bytes as a chunk of an answer whose length nobody knows yet."""
    return b"%x\r\n%s\r\n" % (len(content), content)


def piece(text: str) -> bytes:
    """Return the event with one piece of an answer."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


ROLE = event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
STOP = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
COUNTED = event({"choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 12}})
DONE = event("[DONE]")


def spoken(*pieces: str, first_s: float = 0.0, between_s: float = 0.0) -> Steps:
    """Return an answer that is streamed to its end."""
    words: list[Step] = []
    for number, text in enumerate(pieces):
        words += [piece(text)] if number == 0 or not between_s else [between_s, piece(text)]
    waited: list[Step] = [first_s] if first_s else []
    return [STREAM_HEAD, ROLE, *waited, *words, STOP + COUNTED + DONE, STREAM_END]
