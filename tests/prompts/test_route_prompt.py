"""The prompt that asks what a turn is about says all that its answer may say."""

import re
from enum import StrEnum

import pytest
from pydantic import BaseModel

from core.assistant.route import Ask, ChangeSaid, DaySaid, PlanSaid, Route, ToolSaid
from core.prompts.defaults import builtin_prompts
from core.schemas.chat import ChangeKind, Intent, Reply
from core.schemas.plans import PlanMode

_PROMPT = builtin_prompts()["assistant.route"]
_EXAMPLE = re.compile(r"→ (\{.+?\})\n?(?=\n\S[^\n]*→|\Z)", re.S)


@pytest.mark.parametrize("part", [Route, ChangeSaid, DaySaid, PlanSaid, ToolSaid])
def test_it_names_every_field(part: type[BaseModel]) -> None:
    missing = [name for name in part.model_fields if f'"{name}"' not in _PROMPT.content]

    assert missing == []


@pytest.mark.parametrize("words", [Intent, Ask, ChangeKind, Reply, PlanMode])
def test_it_names_every_word_of_a_closed_set(words: type[StrEnum]) -> None:
    assert [word.value for word in words if f'"{word}"' not in _PROMPT.content] == []


def test_its_examples_are_answers_that_can_be_read() -> None:
    examples = [Route.model_validate_json(found) for found in _EXAMPLE.findall(_PROMPT.content)]

    assert [example.intent for example in examples] == ["trip_query", "trip_edit", "hotel"]
    assert all(example.model_dump(exclude_none=True).keys() > {"intent"} for example in examples)
