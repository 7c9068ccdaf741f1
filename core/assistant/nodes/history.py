"""What was said before."""

from core.assistant.state import Turning, TurnState
from core.schemas.chat import NodeTrace


async def load_history(state: TurnState, turning: Turning) -> TurnState:
    """Recall the last rounds, and what waits for an answer."""
    asked = state["asked"]
    found = await turning.conversations.so_far(asked.session_id, asked.message_count)
    trace = NodeTrace(node="load_history", status="ok", extra={"messages": len(found.said)})
    return {
        "history": found.said,
        "proposal": found.proposal,
        "waiting": found.waiting,
        "traces": [trace],
    }
