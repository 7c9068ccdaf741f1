"""From the words of a model to one JSON object, or a named failure."""

import json
import re
from typing import Any

from json_repair import repair_json

from core.kernel.errors import ModelError

_THINKING = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"^```[a-zA-Z]*\s*|\s*```$")
_MAX_CHARS = 400_000
_MAX_DEPTH = 20


def parse_object(text: str, finish_reason: str = "stop") -> dict[str, Any]:
    """Return the JSON object in an answer; thoughts, code fences and small slips are forgiven.

    Raises:
        ModelError: `invalid_output`: cut short, too large or deep, or no object at all.
    """
    if finish_reason == "length":
        raise _invalid("the answer was cut short")
    if len(text) > _MAX_CHARS:
        raise _invalid(f"the answer has {len(text)} characters")
    bare = _FENCE.sub("", _THINKING.sub("", text).strip()).strip()
    if _depth(bare) > _MAX_DEPTH:
        raise _invalid("the answer is nested too deeply")
    try:
        value = json.loads(bare, parse_constant=_refuse_constant)
    except ValueError:
        # Only what begins like an object is mended: the library makes "" of prose.
        if not bare.startswith("{") or not bare.endswith("}"):
            raise _invalid("the answer is not a JSON object") from None
        value = repair_json(bare, return_objects=True, skip_json_loads=True)
    if not isinstance(value, dict):
        raise _invalid("the answer is not a JSON object")
    return value


def _invalid(why: str) -> ModelError:
    return ModelError(f"Unusable model answer: {why}", error_type="invalid_output")


def _refuse_constant(name: str) -> float:
    raise _invalid(f"the answer contains {name}")


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        if char in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "}]":
            depth -= 1
    return deepest
