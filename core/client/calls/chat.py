"""Conversations: held, listed, read, named, closed, deleted, taken home, and judged."""

from typing import Literal

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.chat import (
    AgentReply,
    ChatCancel,
    ChatCancelled,
    ChatReply,
    ChatRequest,
    DemoReply,
    DemoRequest,
    FeedbackIn,
    Language,
    MessageOut,
    SessionEdit,
    SessionOut,
)
from core.schemas.envelope import Envelope, Page

_SESSIONS = "/api/ai/sessions"
_CHAT = "/api/ai/chat"
ANSWER_TIMEOUT_S = 60.0
"""A turn ends within 45 s."""
_SILENCE_S = 60.0
"""A stream that lives sends at least a ping every 15 s."""


def chat(request: ChatRequest) -> Call[ChatReply]:
    """Ask a question; the answer comes as a whole."""
    return Call(
        "POST", _CHAT, Envelope[ChatReply], body=changed(request), timeout_s=ANSWER_TIMEOUT_S
    )


def chat_stream(request: ChatRequest, *, last_event_id: str | None = None) -> Call[ChatReply]:
    """Ask a question, or for the rest of its answer; for `stream_chat` of the clients."""
    return Call(
        "POST",
        f"{_CHAT}/stream",
        Envelope[ChatReply],
        body=changed(request),
        accept="text/event-stream",
        last_event_id=last_event_id,
        timeout_s=_SILENCE_S,
    )


def cancel_chat(request_id: str) -> Call[ChatCancelled]:
    """Give an answer up that is on its way."""
    body = changed(ChatCancel(request_id=request_id))
    return Call("POST", f"{_CHAT}/cancel", Envelope[ChatCancelled], body=body)


def chat_demo(request: DemoRequest) -> Call[DemoReply]:
    """Ask a question outside any conversation; for `stream_demo` of the clients."""
    return Call(
        "POST",
        "/api/ai/chat_demo",
        Envelope[DemoReply],
        body=changed(request),
        accept="text/event-stream",
        timeout_s=_SILENCE_S,
    )


def agent_chat(request: ChatRequest) -> Call[AgentReply]:
    """Ask a question; the answer comes in the form of agents."""
    return Call(
        "POST",
        "/api/agent/chat",
        Envelope[AgentReply],
        body=changed(request),
        timeout_s=ANSWER_TIMEOUT_S,
    )


def sessions(
    *,
    limit: int = 20,
    cursor: str | None = None,
    trip_id: str | None = None,
    closed: bool | None = None,
) -> Call[Page[SessionOut]]:
    """Ask for a page of one's conversations."""
    only = None if closed is None else str(closed).lower()
    query = given(limit=limit, cursor=cursor, trip_id=trip_id, closed=only)
    return Call("GET", _SESSIONS, Envelope[Page[SessionOut]], query=query)


def session(session_id: str) -> Call[SessionOut]:
    """Ask for one conversation."""
    return Call("GET", path_of(_SESSIONS, session_id), Envelope[SessionOut])


def edit_session(session_id: str, body: SessionEdit) -> Call[SessionOut]:
    """Name a conversation, close or open it, have it remember or not."""
    path = path_of(_SESSIONS, session_id)
    return Call("PATCH", path, Envelope[SessionOut], body=changed(body))


def delete_session(session_id: str) -> Call[None]:
    """Delete a conversation."""
    return Call("DELETE", path_of(_SESSIONS, session_id), Envelope[None])


def messages(
    session_id: str, *, limit: int = 20, cursor: str | None = None
) -> Call[Page[MessageOut]]:
    """Ask for a page of what was said, the newest first."""
    path, query = path_of(_SESSIONS, session_id, "messages"), given(limit=limit, cursor=cursor)
    return Call("GET", path, Envelope[Page[MessageOut]], query=query)


def export_session(
    session_id: str,
    wanted: Literal["markdown", "ndjson"] = "markdown",
    *,
    language: Language = "en",
) -> Call[bytes]:
    """Ask for a whole conversation as a file; the answer is its bytes."""
    path = path_of(_SESSIONS, session_id, "export")
    query = given(format=wanted, language=language)
    return Call("GET", path, Envelope[bytes], query=query, accept="*/*", raw=True)


def judge_message(message_id: str, body: FeedbackIn) -> Call[None]:
    """Say what one thinks of an answer."""
    path = path_of("/api/ai/messages", message_id, "feedback")
    return Call("PUT", path, Envelope[None], body=changed(body))
