"""From what a turn has come to, to what is answered and what is kept of it; pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.assistant.keeping import Answered
from core.assistant.repository import QUESTION
from core.assistant.state import Asked, Conversation, Said, Spent, TurnState
from core.schemas.chat import (
    AiMeta,
    ChatMessage,
    ChatReply,
    ChatRequest,
    Intent,
    ProposalStatus,
)


@dataclass(frozen=True, slots=True)
class Made:
    """What a turn is known by once it has its answer."""

    question_id: str
    answer_id: str
    answered_at: datetime
    latency_ms: float
    trace_id: str


def answered(asked: Asked, request: ChatRequest, state: TurnState, made: Made) -> Answered:
    """Return a turn that has its answer, as it goes out and as it is kept."""
    reply = _reply(asked, request, state, made)
    is_new_trip = state["route"].intent is Intent.TRIP_PLAN and reply.trip_id is not None
    return Answered(
        reply=reply,
        question=asked.query,
        question_id=made.question_id,
        asked_at=asked.now,
        answered_at=made.answered_at,
        trip_id=reply.trip_id if is_new_trip or asked.trip_id is None else asked.trip_id,
        stage=reply.stage or asked.stage,
        meta=_meta(state, reply),
        is_remembered=asked.use_memory,
    )


def conversation_after(state: TurnState) -> Conversation:
    """Return what a conversation has come to by a turn."""
    asked, proposal = state["asked"], state.get("proposal")
    waits = proposal is not None and proposal.status is ProposalStatus.OPEN
    return Conversation(
        (*state["history"], Said("user", asked.query), Said("assistant", state["answer"])),
        proposal if waits else None,
        state.get("question"),
    )


def _reply(asked: Asked, request: ChatRequest, state: TurnState, made: Made) -> ChatReply:
    return ChatReply(
        session_id=asked.session_id,
        message_id=made.answer_id,
        answer=state["answer"],
        intent=state["route"].intent,
        stage=state.get("stage"),
        trip_id=state.get("trip_id"),
        task_id=state.get("task_id"),
        proposal=_touched_proposal(state),
        tool_results=state.get("tool_results", []),
        suggestions=state.get("suggestions", []),
        used_memory=list(state["memories"]) if request.return_memory else [],
        tool_traces=state["traces"] if request.return_tool_traces else [],
        ai_meta=_ai_meta(state, made),
        messages=[
            ChatMessage(role="user", content=asked.query, created_at=asked.now),
            ChatMessage(role="assistant", content=state["answer"], created_at=made.answered_at),
        ],
    )


def _touched_proposal(state: TurnState) -> Any:
    """Return the change the turn was about; one that only went on waiting is none of its."""
    return state.get("proposal") if state["route"].intent is Intent.TRIP_EDIT else None


def _ai_meta(state: TurnState, made: Made) -> AiMeta:
    calls = [spent for spent in state.get("spent", []) if spent.attempts]
    last = calls[-1] if calls else Spent("", "")
    degraded = state.get("degraded")
    return AiMeta(
        provider=last.provider,
        model=last.model,
        latency_ms=made.latency_ms,
        usage_tokens=sum(spent.tokens for spent in calls),
        model_calls=sum(spent.attempts for spent in calls),
        trace_id=made.trace_id,
        prompt_versions={spent.prompt_key: spent.prompt_version for spent in state["spent"]},
        degraded=degraded is not None,
        degraded_reason=degraded,
    )


def _meta(state: TurnState, reply: ChatReply) -> dict[str, Any]:
    """Return what an answer rests on, whether or not whoever asked wanted to see it."""
    shown = reply.model_dump(
        mode="json",
        include={"stage", "trip_id", "task_id", "proposal", "tool_results", "suggestions"},
        exclude_none=True,
    )
    question = state.get("question")
    return {
        **shown,
        QUESTION: question.model_dump(mode="json") if question else None,
        "ai": reply.ai_meta.model_dump(mode="json"),
        "withheld": state.get("is_withheld", False),
        "memories": [memory.model_dump(mode="json") for memory in state["memories"]],
        "traces": [trace.model_dump(mode="json") for trace in state["traces"]],
    }
