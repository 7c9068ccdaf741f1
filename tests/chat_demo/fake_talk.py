"""The part of the small API that talks: turns as a test scripts them, conversations, memories."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.schemas.chat import ChatReply, MessageOut, SessionOut
from core.schemas.memories import MemoryOut
from tests.support.answers import a_problem
from tests.support.talk import AT, Frame, a_reply, some_frames

NAMES = {"StartFrame": "start", "PartialFrame": "partial", "ToolFrame": "tool"}
NEVER_S = 3600.0
Turn = Sequence[Frame | ChatReply | float | dict[str, Any]]
"""Frames, seconds to wait between them, and at the end the answer or a problem."""


def usual_turn(body: dict[str, Any]) -> Turn:
    """Return an answer in two pieces."""
    return [*some_frames("Gladly! ", "Where to?"), a_reply()]


@dataclass
class FakeTalk:
    """What is answered to talk, and what was asked."""

    script: Callable[[dict[str, Any]], Turn] = usual_turn
    asked: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    sessions: list[SessionOut] = field(default_factory=list)
    messages: list[MessageOut] = field(default_factory=list)
    judged: list[tuple[str, Any, str]] = field(default_factory=list)
    memories: list[MemoryOut] = field(default_factory=list)
    refusal: Response | None = None
    """What is answered in place of lists and of judging."""

    def routes(self) -> list[Route]:
        """Return the routes of talk."""
        return [
            Route("/api/ai/chat/stream", self._chat, methods=["POST"]),
            Route("/api/ai/chat/cancel", self._cancel, methods=["POST"]),
            Route("/api/ai/sessions", self._sessions),
            Route("/api/ai/sessions/{session_id}/messages", self._messages),
            Route("/api/ai/messages/{message_id}/feedback", self._judge, methods=["PUT"]),
            Route("/api/ai/memories", self._memories, methods=["GET", "DELETE"]),
            Route("/api/ai/memories/{memory_id}", self._forget, methods=["DELETE"]),
        ]

    async def _chat(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        return StreamingResponse(_events(self.script(body)), media_type="text/event-stream")

    async def _cancel(self, request: Request) -> Response:
        request_id = (await request.json())["request_id"]
        self.cancelled.append(request_id)
        return _ok({"request_id": request_id, "cancelled": True})

    async def _sessions(self, request: Request) -> Response:
        return self.refusal or _page(self.sessions)

    async def _messages(self, request: Request) -> Response:
        return self.refusal or _page(self.messages)

    async def _judge(self, request: Request) -> Response:
        if self.refusal is not None:
            return self.refusal
        body = await request.json()
        self.judged.append((request.path_params["message_id"], body["thumb"], body["comment"]))
        return Response(status_code=204)

    async def _memories(self, request: Request) -> Response:
        if self.refusal is not None:
            return self.refusal
        if request.method == "DELETE":
            count, self.memories = len(self.memories), []
            return _ok({"count": count})
        return _page(self.memories)

    async def _forget(self, request: Request) -> Response:
        gone = request.path_params["memory_id"]
        self.memories = [each for each in self.memories if each.id != gone]
        return Response(status_code=204)


def a_memory(memory_id: str = "m1", text: str = "I am vegetarian", **values: Any) -> MemoryOut:
    """Return something that is remembered."""
    usual: dict[str, Any] = {
        "id": memory_id, "text": text, "level": "user", "kind": "preference", "trip_id": None,
        "session_id": None, "said_at": AT, "preferences": [],
    }  # fmt: skip
    return MemoryOut(**(usual | values))


def failing_turn(code: int, status: int) -> Turn:
    """Return a turn without an answer."""
    return [*some_frames(), a_problem(code, status)]


async def _events(turn: Turn) -> AsyncIterator[str]:
    seq = 0
    for step in turn:
        match step:
            case float() | int():
                await asyncio.sleep(step)
                continue
            case ChatReply():
                name, data = "final", step.model_dump_json()
            case dict():
                name, data = "failed", json.dumps(step)
            case _:
                name, data = NAMES[type(step).__name__], step.model_dump_json()
        yield f"event: {name}\nid: {seq}\ndata: {data}\n\n"
        seq += 1


def _page(items: Sequence[BaseModel]) -> Response:
    rows = [item.model_dump(mode="json") for item in items]
    return _ok({"items": rows, "next_cursor": None, "has_more": False})


def _ok(data: Any) -> Response:
    return JSONResponse({"code": 0, "msg": "ok", "data": data})
