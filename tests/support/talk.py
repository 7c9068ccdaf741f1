"""Turns of conversations as the API answers them, valid by default; a test varies what matters."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from core.schemas.chat import (
    AiMeta,
    ChangeKind,
    ChatMessage,
    ChatReply,
    Intent,
    MessageOut,
    NodeTrace,
    PartialFrame,
    ProposalOut,
    ProposalStatus,
    SessionOut,
    StartFrame,
    ToolFrame,
    TripChange,
    UsedMemory,
)
from tests.support.answers import TRACE_ID

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Frame = StartFrame | PartialFrame | ToolFrame


def a_reply(answer: str = "Gladly! Where to?", **values: Any) -> ChatReply:
    """Return the answer to a bit of chat."""
    usual: dict[str, Any] = {
        "session_id": "session-1",
        "message_id": "message-2",
        "answer": answer,
        "intent": Intent.CHITCHAT,
        "ai_meta": some_meta(),
        "messages": [
            ChatMessage(role="user", content="Hello", created_at=AT),
            ChatMessage(role="assistant", content=answer, created_at=AT),
        ],
    }
    return ChatReply(**(usual | values))


def some_meta(**values: Any) -> AiMeta:
    """Return by which model an answer was made, and what it took."""
    usual: dict[str, Any] = {
        "provider": "offline",
        "model": "offline-1",
        "latency_ms": 12.5,
        "usage_tokens": 345,
        "model_calls": 1,
        "trace_id": TRACE_ID,
        "prompt_versions": {"assistant.route": "v2"},
    }
    return AiMeta(**(usual | values))


def some_frames(*pieces: str, nodes: Iterable[NodeTrace] = ()) -> list[Frame]:
    """Return the frames of a turn before its end."""
    begun = StartFrame(seq=0, session_id="session-1", request_id="request-1", trace_id=TRACE_ID)
    tools = [ToolFrame(seq=seq, trace=trace) for seq, trace in enumerate(nodes, start=1)]
    partials = [
        PartialFrame(seq=seq, delta=piece) for seq, piece in enumerate(pieces, start=1 + len(tools))
    ]
    return [begun, *tools, *partials]


def a_trace(node: str = "memory_read", **values: Any) -> NodeTrace:
    """Return a node that has run."""
    return NodeTrace(**({"node": node, "status": "ok", "latency_ms": 1.5} | values))


def a_used_memory(text: str = "I am vegetarian", **values: Any) -> UsedMemory:
    """Return something remembered that a turn was given."""
    return UsedMemory(**({"id": "m1", "text": text, "score": 0.82, "metadata": {}} | values))


def a_proposal(status: ProposalStatus = ProposalStatus.OPEN, **values: Any) -> ProposalOut:
    """Return the wish to move a museum to another day."""
    change = TripChange(
        kind=ChangeKind.MOVE, stop_id="stop-1", stop_name="Nanyue King Museum",
        from_date=date(2026, 12, 1), to_date=date(2026, 12, 2), start_time="10:00",
    )  # fmt: skip
    usual: dict[str, Any] = {
        "id": "proposal-1", "trip_id": "trip-7", "trip_version": 1, "change": change,
        "status": status, "new_problems": ["It is shut then"], "solved_problems": [],
    }  # fmt: skip
    return ProposalOut(**(usual | values))


def a_session(session_id: str = "session-1", **values: Any) -> SessionOut:
    """Return a conversation of one turn."""
    usual: dict[str, Any] = {
        "id": session_id, "title": "A hello", "trip_id": None, "stage": None, "use_memory": True,
        "opened_at": AT, "closed_at": None, "last_message_at": AT, "message_count": 2,
    }  # fmt: skip
    return SessionOut(**(usual | values))


def a_kept_turn(
    question: str = "Hello", reply: ChatReply | None = None, first: int = 1, **values: Any
) -> list[MessageOut]:
    """Return a question and its answer as they are kept, the newest first."""
    reply = reply or a_reply()
    meta: dict[str, Any] = {
        **reply.model_dump(
            mode="json",
            include={"stage", "trip_id", "task_id", "proposal", "tool_results", "suggestions"},
            exclude_none=True,
        ),
        "ai": reply.ai_meta.model_dump(mode="json"),
        "memories": [each.model_dump(mode="json") for each in reply.used_memory],
        "traces": [each.model_dump(mode="json") for each in reply.tool_traces],
    }
    shared: dict[str, Any] = {"session_id": reply.session_id, "created_at": AT}
    asked = MessageOut(
        id=f"message-{first}", seq=first, role="user", content=question, intent=None, tokens=None,
        **shared,
    )  # fmt: skip
    answered = MessageOut(
        id=f"message-{first + 1}", seq=first + 1, role="assistant", content=reply.answer,
        intent=reply.intent, tokens=reply.ai_meta.usage_tokens, meta=meta, **(shared | values),
    )  # fmt: skip
    return [answered, asked]
