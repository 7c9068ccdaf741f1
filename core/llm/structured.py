"""From the words of a model to one JSON object, or a named failure."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from math import isfinite
from typing import Any, TypeVar

from json_repair import repair_json
from pydantic import BaseModel, ValidationError

from core.kernel.errors import ModelError

_ShapeT = TypeVar("_ShapeT", bound=BaseModel)
_END_OF_THINKING = "</think>"
"""The opening tag is often part of the server's template, and then missing from the answer."""
_FENCE = re.compile(r"^```[a-zA-Z]*\s*|\s*```$")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL does not keep, and halves of characters, which UTF-8 cannot say."""
_MAX_CHARS = 400_000
_MAX_DEPTH = 20


def parse_object(text: str, finish_reason: str = "stop") -> dict[str, Any]:
    """Return the JSON object in an answer; thoughts, code fences and small slips are forgiven.

    Every value in it can be stored and sent on: no NaN or infinity, no NUL, no half characters.

    Raises:
        ModelError: `invalid_output`: cut short, too large or deep, or no object at all.
    """
    if finish_reason == "length":
        raise _invalid("the answer was cut short")
    if len(text) > _MAX_CHARS:
        raise _invalid(f"the answer has {len(text)} characters")
    try:
        value = _loaded(text)
    except RecursionError:
        raise _invalid("the answer is nested too deeply") from None
    if not isinstance(value, dict):
        raise _invalid("the answer is not a JSON object")
    _refuse_odd(value, depth=1)
    return value


def of_shape(shape: type[_ShapeT], answer: Mapping[str, Any]) -> _ShapeT:
    """Return the answer as what was asked for.

    Raises:
        ModelError: `invalid_output`: it is not of the shape; the message says where first.
    """
    try:
        return shape.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelError(
            f"The model's answer is not of the asked shape: {where}: {first['msg']}",
            error_type="invalid_output",
        ) from error


def _loaded(text: str) -> Any:
    with suppress(ValueError):
        return json.loads(text)
    bare = _FENCE.sub("", text.rpartition(_END_OF_THINKING)[2].strip()).strip()
    try:
        return json.loads(bare)
    except ValueError:
        # Only what begins like an object is mended: the library makes "" of prose.
        if not bare.startswith("{") or not bare.endswith("}"):
            raise _invalid("the answer is not a JSON object") from None
    try:
        return repair_json(bare, return_objects=True, skip_json_loads=True)
    except ValueError:
        raise _invalid("the answer is not a JSON object") from None


def _refuse_odd(value: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise _invalid("the answer is nested too deeply")
    match value:
        case dict():
            for name, item in value.items():
                _refuse_odd(name, depth)
                _refuse_odd(item, depth + 1)
        case list():
            for item in value:
                _refuse_odd(item, depth + 1)
        case str() if _NO_TEXT.search(value):
            raise _invalid("the answer contains characters that no text may have")
        case float() if not isfinite(value):
            raise _invalid(f"the answer contains {value}")


def _invalid(why: str) -> ModelError:
    return ModelError(f"Unusable model answer: {why}", error_type="invalid_output")
