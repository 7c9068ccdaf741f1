"""What a turn is about, and where no facts are needed, its answer: one call of the model."""

from core.assistant.asking import BrokenOffError, listen, route_call, spent_on
from core.assistant.hearing import AnswerHeard
from core.assistant.route import Route
from core.assistant.state import Turning, TurnState
from core.kernel.errors import ModelError
from core.llm.structured import of_shape, parse_object
from core.llm.types import ChatResult
from core.schemas.chat import Intent, NodeTrace

TALK = (Intent.GENERAL_QA, Intent.CHITCHAT)
"""What is answered without any facts."""


async def assistant(state: TurnState, turning: Turning) -> TurnState:
    """Have the model say what is wanted; small talk is answered while it writes.

    Where it does not say so, `failure` is why, unless it has begun to answer already.

    Raises:
        ModelError: The answer broke off after its first words.
    """
    call, texts = await route_call(state, turning)
    listener = AnswerHeard(TALK)
    try:
        result, heard = await listen(turning.ai, call, listener, turning)
        route = _route_of(result, heard, listener)
    except BrokenOffError as broken:
        raise broken.error from broken
    except ModelError as error:
        trace = NodeTrace(node="assistant", status="failed", extra={"error_type": error.error_type})
        return {"failure": error, "degraded": error.error_type, "traces": [trace]}
    extra = {"intent": route.intent.value, "prompt_version": call.prompt_version}
    found: TurnState = {
        "route": route,
        "traces": [NodeTrace(node="assistant", status="ok", extra=extra)],
        "spent": [*texts, spent_on(call, result)],
    }
    if answer := _answer(route, heard, turning):
        found["answer"] = answer
    return found


def _route_of(result: ChatResult, heard: str, listener: AnswerHeard) -> Route:
    """Return the route; of an object that breaks off within its answer, what was heard counts.

    Raises:
        ModelError: `invalid_output`: nothing of the answer was heard, and it is no route.
    """
    try:
        return of_shape(Route, parse_object(result.text, result.finish_reason))
    except ModelError:
        if not heard:
            raise
        return Route(intent=Intent(listener.intent), answer=heard)


def _answer(route: Route, heard: str, turning: Turning) -> str | None:
    """Return what has been said; an answer that could not be heard before is said now."""
    if heard:
        return heard
    if route.intent not in TALK or not route.answer:
        return None
    turning.say(route.answer)
    return route.answer
