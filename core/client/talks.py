"""Answers of conversations that were kept, as they were given."""

from pydantic import ValidationError

from core.schemas.chat import ChatReply, MessageOut

_AS_THEY_ARE = (
    "stage", "trip_id", "task_id", "proposal", "tool_results", "suggestions",
)  # fmt: skip


def reply_of(message: MessageOut) -> ChatReply | None:
    """Return the answer that a kept message is, with all it rested on; None where it is none."""
    if message.role != "assistant":
        return None
    meta = message.meta
    try:
        return ChatReply.model_validate(
            {name: meta[name] for name in _AS_THEY_ARE if name in meta}
            | {
                "session_id": message.session_id,
                "message_id": message.id,
                "answer": message.content,
                "intent": message.intent,
                "used_memory": meta.get("memories", []),
                "tool_traces": meta.get("traces", []),
                "ai_meta": meta.get("ai"),
                "messages": [],
            }
        )
    except ValidationError:  # of an older product, or of none
        return None
