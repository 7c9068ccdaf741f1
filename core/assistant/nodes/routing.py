"""What a turn is about, and where no facts are needed, its answer: one call of the model."""

from typing import Any

from core.assistant.asking import route_call, spent_on
from core.assistant.choosing import Question, chosen
from core.assistant.consent import consented
from core.assistant.hearing import AnswerHeard
from core.assistant.route import Route
from core.assistant.state import Turning, TurnState
from core.assistant.voice import Voice, voice_of
from core.kernel.errors import ModelError
from core.llm.providers.offline.assistant.replies import heard_reply
from core.llm.structured import of_shape, parse_object
from core.llm.types import ChatResult
from core.schemas.chat import ChangeKind, Intent, NodeTrace, Reply

TALK = (Intent.GENERAL_QA, Intent.CHITCHAT)
"""What is answered without any facts."""


async def assistant(state: TurnState, turning: Turning) -> TurnState:
    """Have the model say what is wanted; small talk is answered while it writes.

    Whoever chooses from a list goes on with what the list was for, and nobody is asked. Where the
    model does not say what is wanted, `failure` is why, unless it has begun to answer already.

    Raises:
        ModelError: The answer broke off after its first words.
    """
    waiting = state.get("waiting")
    if waiting and (choice := _chosen(waiting, state)):
        extra: dict[str, Any] = {"intent": choice.intent.value, "chosen": True}
        return {"route": choice, "traces": [NodeTrace(node="assistant", status="ok", extra=extra)]}
    call, texts = await route_call(state, turning)
    listener, voice = AnswerHeard(TALK), voice_of(state, turning)
    try:
        result = await voice.speak(turning.ai, call, listener)
        said = _route_of(result, voice.said, listener)
    except ModelError as error:
        if voice.said:
            raise
        trace = NodeTrace(node="assistant", status="failed", extra={"error_type": error.error_type})
        return {"failure": error, "degraded": error.error_type, "traces": [trace]}
    asked = state["asked"]
    route = consented(said, asked.query, state["history"], asked.now)
    extra = {"intent": route.intent.value, "prompt_version": call.prompt_version}
    if route is not said:
        extra["not_asked_for"] = said.intent.value
    found: TurnState = {
        "route": route,
        "traces": [NodeTrace(node="assistant", status="ok", extra=extra)],
        "spent": [*texts, spent_on(call, result)],
    }
    if answer := answer_of(route, voice):
        found["answer"] = answer
        found["is_withheld"] = voice.is_caught
    return found


def answer_of(route: Route, voice: Voice) -> str:
    """Return the answer that came with a route; one that was not heard before is said now."""
    if not voice.said and route.intent in TALK and route.answer:
        voice.say(route.answer)
        voice.finish()
    return voice.said


def _chosen(waiting: Question, state: TurnState) -> Route | None:
    """Return what goes on with a choice; a mere yes makes none, so that it is asked again."""
    words = state["asked"].query
    if state.get("proposal") is None and heard_reply(words, ChangeKind.MOVE) is Reply.YES:
        return waiting.route
    return chosen(waiting, words)


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
