"""The answer in words, from what the turn has found."""

from core.assistant.asking import answer_call, spent_on
from core.assistant.hearing import WordsHeard
from core.assistant.state import Spent, Turning, TurnState
from core.assistant.voice import Voice, voice_of
from core.kernel.errors import ModelError
from core.llm.types import ChatCall, ChatModel
from core.schemas.chat import NodeTrace

_BROKEN_OFF = "…\n\n"
"""What was said breaks off here; what follows says it all again."""


async def response_formatter(state: TurnState, turning: Turning) -> TurnState:
    """Put the facts into words: the model, or where it fails the rules.

    Raises:
        ModelError: Neither could.
    """
    call, texts = await answer_call(state, turning)
    voice, degraded = voice_of(state, turning), state.get("degraded")
    if degraded is None:
        try:
            spent = await _spoken(voice, turning.ai, call)
        except ModelError as error:
            degraded = error.error_type
            if voice.said:
                voice.say(_BROKEN_OFF)
            spent = await _by_rules(voice, turning, call, error)
    else:
        spent = await _by_rules(voice, turning, call, state["failure"])
    extra = {"prompt_version": call.prompt_version, "by": "rules" if degraded else "model"}
    return {
        "answer": voice.said,
        "is_withheld": voice.is_caught,
        "degraded": degraded,
        "traces": [NodeTrace(node="response_formatter", status="ok", extra=extra)],
        "spent": [*texts, spent],
    }


async def _by_rules(voice: Voice, turning: Turning, call: ChatCall, error: ModelError) -> Spent:
    try:
        return await _spoken(voice, turning.rules, call)
    except ModelError:
        raise error from None


async def _spoken(voice: Voice, model: ChatModel, call: ChatCall) -> Spent:
    """Have a model answer in words.

    Raises:
        ModelError: It said nothing, or not all of it.
    """
    before = voice.said
    result = await voice.speak(model, call, WordsHeard())
    if voice.said == before:
        raise ModelError("The model answered with nothing", error_type="invalid_output")
    return spent_on(call, result)
