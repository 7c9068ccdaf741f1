"""What is remembered of who asks."""

from core.assistant.state import Asked, Turning, TurnState
from core.memory.domain import Memory, Remembered
from core.schemas.chat import NodeTrace, UsedMemory


async def memory_read(state: TurnState, turning: Turning) -> TurnState:
    """Recall what is near to the question; where that fails the turn goes on without."""
    asked = state["asked"]
    if not asked.use_memory:
        return {"memories": (), "traces": [NodeTrace(node="memory_read", status="skipped")]}
    found = await turning.memory.recall(remembered(asked), asked.query, asked.top_k_memory)
    trace = NodeTrace(
        node="memory_read",
        status="failed" if found.failed else "ok",
        extra={"reason": found.failed} if found.failed else {"found": len(found.memories)},
    )
    return {"memories": tuple(map(_used, found.memories)), "traces": [trace]}


def remembered(asked: Asked) -> Remembered:
    """Return whose memories a question may reach."""
    return Remembered(asked.user_id, asked.trip_id, asked.session_id)


def _used(memory: Memory) -> UsedMemory:
    metadata = {
        "level": memory.level.value,
        "kind": memory.kind.value,
        "trip_id": memory.trip_id,
        "session_id": memory.session_id,
        "said_at": memory.said_at.isoformat(),
    }
    return UsedMemory(id=memory.id, text=memory.text, score=memory.score, metadata=metadata)
