"""Not there yet: says so."""

from core.assistant.state import Turning, TurnState


async def tools(state: TurnState, turning: Turning) -> TurnState:  # noqa: ARG001
    """Say that this cannot be done yet."""
    return {"facts": {"kind": "not_yet"}}
