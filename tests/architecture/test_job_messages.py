"""What tasks say is known, in both languages, and said with all it needs."""

import ast
import re
import string
from pathlib import Path
from typing import NamedTuple

import pytest

from core.schemas.job_messages import MESSAGES, text_of

_ROOT = Path(__file__).parents[2]
_ROOMS = ("core", "api", "worker")
_SAYING = {"log", "make_line", "Saying"}
"""Functions whose first argument is an event."""
_MAY_SAY = re.compile(rf"\b({'|'.join(_SAYING)})\(")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Place(NamedTuple):
    """One place where something is said; `given` is None where it cannot be read there."""

    where: str
    event: str
    given: frozenset[str] | None


def sayings() -> list[Place]:
    found = []
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*.py")):
            code = path.read_text(encoding="utf-8")
            if not _MAY_SAY.search(code):  # reading all the rest as a tree takes a second
                continue
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.Call) and (saying := _saying(node)):
                    where = f"{path.relative_to(_ROOT)}:{node.lineno}"
                    found += [Place(where, event, saying[1]) for event in saying[0]]
    return found


def _saying(call: ast.Call) -> tuple[list[str], frozenset[str] | None] | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else None
    name = call.func.id if isinstance(call.func, ast.Name) else name
    if name not in _SAYING or not call.args:
        return None
    match call.args[0]:
        case ast.Constant(value=str(event)):
            return [event], _given(call)
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
            events = [event for event in MESSAGES if event.startswith(beginning)]
            return events or [beginning], None
        case _:
            return None


def _given(call: ast.Call) -> frozenset[str] | None:
    """Return the names of the data a call gives: keywords, or a mapping written out."""
    names = {keyword.arg for keyword in call.keywords}
    if len(call.args) > 1:
        data = call.args[-1]
        if not isinstance(data, ast.Dict):
            return None
        names = {key.value if isinstance(key, ast.Constant) else None for key in data.keys}
    return None if None in names else frozenset(str(name) for name in names)


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


SAYINGS = sayings()


def test_what_is_said_is_found_in_the_code() -> None:
    assert {"model.asked", "task.cancelled", "task.started", "todo.done"} <= {
        saying.event for saying in SAYINGS
    }


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: f"{saying.event}-{saying.where}")
def test_every_event_that_is_said_has_its_words_and_all_they_need(saying: Place) -> None:
    assert saying.event in MESSAGES
    if saying.given is not None:
        assert names_in(MESSAGES[saying.event].en) <= saying.given


@pytest.mark.parametrize("event", MESSAGES)
def test_both_languages_name_the_same_things(event: str) -> None:
    message = MESSAGES[event]

    assert names_in(message.en) == names_in(message.zh)
    assert not _CHINESE.search(message.en)
    assert _CHINESE.search(message.zh)


def test_a_line_is_read_in_either_language() -> None:
    data = {"prompt": "planner_fast"}

    assert text_of("model.asked", "x {prompt}", data) == "x planner_fast"
    assert text_of("model.asked", "x {prompt}", data, "zh") == "正在询问模型：planner_fast"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "message", ["no {name} of it", "{", "{}", "{0}", "{a.b}", "{a[b]}", "100 %", "{a!x}"]
)
def test_words_that_cannot_be_filled_in_stay_as_they_are(message: str, language: str) -> None:
    assert text_of("of tomorrow", message, {"a": 1}, language) == message  # type: ignore[arg-type]
