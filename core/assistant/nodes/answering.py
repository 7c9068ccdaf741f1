"""The answer in words, from what the turn has found."""

from dataclasses import dataclass, field

from core.assistant.asking import BrokenOffError, answer_call, listen, spent_on
from core.assistant.hearing import WordsHeard
from core.assistant.state import Spent, Turning, TurnState
from core.kernel.errors import ModelError
from core.llm.types import ChatCall, ChatModel
from core.schemas.chat import NodeTrace

_BROKEN_OFF = "…\n\n"


@dataclass(slots=True)
class _Answer:
    """What has been said so far, and at what cost."""

    call: ChatCall
    turning: Turning
    text: str = ""
    spent: list[Spent] = field(default_factory=list)

    async def by(self, model: ChatModel) -> None:
        """Have a model say it.

        Raises:
            ModelError: It said nothing, or not all of it.
        """
        try:
            result, heard = await listen(model, self.call, WordsHeard(), self.turning)
        except BrokenOffError as broken:
            self.text += broken.heard
            raise broken.error from broken
        if not heard:
            raise ModelError("The model answered with nothing", error_type="invalid_output")
        self.text += heard
        self.spent.append(spent_on(self.call, result))

    def break_off(self) -> None:
        """Mark that what was said so far breaks off here; what follows says it all again."""
        if self.text:
            self.text += _BROKEN_OFF
            self.turning.say(_BROKEN_OFF)


async def response_formatter(state: TurnState, turning: Turning) -> TurnState:
    """Put the facts into words: the model, or where it fails the rules.

    Raises:
        ModelError: Neither could.
    """
    call, texts = await answer_call(state, turning)
    answer, degraded = _Answer(call, turning), state.get("degraded")
    if degraded is None:
        try:
            await answer.by(turning.ai)
        except ModelError as error:
            degraded = error.error_type
            answer.break_off()
            await _by_rules(answer, turning, error)
    else:
        await _by_rules(answer, turning, state["failure"])
    extra = {"prompt_version": call.prompt_version, "by": "rules" if degraded else "model"}
    return {
        "answer": answer.text,
        "degraded": degraded,
        "traces": [NodeTrace(node="response_formatter", status="ok", extra=extra)],
        "spent": [*texts, *answer.spent],
    }


async def _by_rules(answer: _Answer, turning: Turning, error: ModelError) -> None:
    try:
        await answer.by(turning.rules)
    except ModelError:
        raise error from None
