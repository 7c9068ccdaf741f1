"""What a line keeps of what it is given."""

from typing import Any

import pytest

from core.joblogs.domain import MAX_DATA_CHARS, Line, make_line
from core.kernel.clock import utc_now


def line_with(**data: Any) -> Line:
    return make_line("model.asked", data, at=utc_now(), attempt=1)


def test_a_known_event_says_its_english_key_and_keeps_its_parameters() -> None:
    line = line_with(prompt="planner_fast")

    assert (line.event, line.message) == ("model.asked", "Asking the model: {prompt}")
    assert line.data == {"prompt": "planner_fast"}


def test_an_event_nobody_knows_says_itself() -> None:
    assert make_line("day dreamt", {}, at=utc_now(), attempt=1).message == "day dreamt"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\0b", "ab"),
        ("a\\u0000q", "a\\u0000q"),
        ("half \ud83d of a smile", "half ? of a smile"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (1.5, 1.5),
        (True, True),
        (None, None),
        ([1, ("x", {"y": {2}})], [1, ["x", {"y": "{2}"}]]),
        ({3: "three"}, {"3": "three"}),
    ],
)
def test_data_is_kept_as_json_that_postgresql_takes(value: Any, kept: Any) -> None:
    assert line_with(value=value).data == {"value": kept}


def test_data_that_holds_itself_is_cut_off_somewhere() -> None:
    endless: list[Any] = []
    endless.append(endless)

    assert str(line_with(value=endless).data).count("[") < 50


@pytest.mark.parametrize(
    "data",
    [
        {"text": "字" * 1_000_000},
        {f"name {number}": number for number in range(100_000)},
        {"n" * 1_000_000: 1, "m": "short"},
    ],
    ids=["long", "many", "long name"],
)
def test_too_much_data_is_cut(data: dict[str, Any]) -> None:
    kept = line_with(**data).data

    assert kept
    assert sum(len(name) + len(str(value)) for name, value in kept.items()) <= MAX_DATA_CHARS
