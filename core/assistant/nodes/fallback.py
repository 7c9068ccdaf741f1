"""What happens where the model did not say what a turn is about."""

from core.assistant.asking import route_call, spent_on
from core.assistant.nodes.routing import answer_of
from core.assistant.route import Route
from core.assistant.state import Turning, TurnState
from core.assistant.voice import voice_of
from core.kernel.errors import ModelError
from core.llm.structured import of_shape, parse_object
from core.schemas.chat import Intent, NodeTrace


async def fallback(state: TurnState, turning: Turning) -> TurnState:
    """Read the question by rules, and go on where they can answer it from facts.

    Raises:
        ModelError: They cannot; it is the failure of the model.
    """
    failure = state["failure"]
    call, texts = await route_call(state, turning)
    try:
        result = await turning.rules.complete(call)
        route = of_shape(Route, parse_object(result.text))
    except ModelError:
        raise failure from None
    if route.intent is Intent.GENERAL_QA:
        raise failure  # rules know nothing of the world
    extra = {"intent": route.intent.value, "reason": failure.error_type}
    found: TurnState = {
        "route": route,
        "traces": [NodeTrace(node="fallback", status="ok", extra=extra)],
        "spent": [*texts, spent_on(call, result)],
    }
    if answer := answer_of(route, voice_of(state, turning)):
        found["answer"] = answer
    return found
