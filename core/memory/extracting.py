"""Facts about a traveller out of a turn, by a model: asked as every model is, and never trusted."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from core.kernel.errors import ModelError
from core.llm.blocks import data_blocks
from core.llm.structured import parse_object
from core.llm.types import ChatCall, ChatModel, Message
from core.memory.domain import Kind, Level, Note, Remembered, TurnSaid
from core.prompts.domain import Prompt
from core.prompts.registry import PromptRegistry

_KEY = "memory.extract"
_MAX_TOKENS = 1_000
_MOST = 10


class _Fact(BaseModel):
    text: str = Field(min_length=3, max_length=400)
    level: Level = Level.USER


class _Facts(BaseModel):
    memories: list[_Fact] = Field(max_length=_MOST)


_SCHEMA = _Facts.model_json_schema()


class Extraction:
    """Asks a model what of a turn is worth remembering."""

    def __init__(self, ai: ChatModel, prompts: PromptRegistry) -> None:
        self._ai = ai
        self._prompts = prompts

    async def facts(self, turn: TurnSaid) -> list[Note]:
        """Return what is worth remembering; it may be nothing.

        Raises:
            ModelError: There was no answer, or none of the form that was asked for.
        """
        prompt = await self._prompts.get(_KEY)
        result = await self._ai.complete(_call(prompt, prompt.render(), turn))
        return facts_of(parse_object(result.text, result.finish_reason), turn.who)


def _call(prompt: Prompt, system: str, turn: TurnSaid) -> ChatCall:
    data = data_blocks({"turn": {"question": turn.query, "answer": turn.answer}})
    return ChatCall(
        prompt_key=prompt.key,
        prompt_version=prompt.version,
        messages=(Message("system", system), Message("user", data)),
        temperature=0.0,
        max_tokens=_MAX_TOKENS,
        schema=_SCHEMA,
    )


def facts_of(answer: Mapping[str, Any], who: Remembered) -> list[Note]:
    """Return the facts of an answer; one reaches no further than there is something to reach.

    Raises:
        ModelError: It has another form.
    """
    try:
        facts = _Facts.model_validate(answer).memories
    except ValidationError as error:
        raise ModelError(
            "The model's facts have another form than was asked for", error_type="invalid_output"
        ) from error
    return [Note(" ".join(fact.text.split()), _reach(fact.level, who), Kind.FACT) for fact in facts]


def _reach(level: Level, who: Remembered) -> Level:
    if level is Level.TRIP and who.trip_id is None:
        level = Level.SESSION
    if level is Level.SESSION and who.session_id is None:
        return Level.USER
    return level
