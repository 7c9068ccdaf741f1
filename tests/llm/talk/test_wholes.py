"""What is said with few words of a trip as a whole, or of a stop one no longer wants."""

from typing import Any

import pytest

from core.llm.providers.offline.assistant.routing import route
from core.llm.providers.offline.assistant.wholes import Whole, replaced, wants_undo, wholes_said


def heard(words: str, *, has_trip: bool = True) -> dict[str, Any]:
    """Return what a message of its own is about."""
    return route({
        "now": "2026-12-01T12:00+00:00", "text": words, "history": [], "proposal": None,
        "has_trip": has_trip,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("words", "wholes"),
    [
        ("make it slower", {Whole.SLOWER}), ("慢一点，便宜点", {Whole.SLOWER, Whole.CHEAPER}),
        ("more packed please", {Whole.FULLER}), ("紧凑一点", {Whole.FULLER}),
        ("cheaper", {Whole.CHEAPER}),
        ("one day longer", {Whole.LONGER}), ("多玩一天", {Whole.LONGER}),
        ("a day less", {Whole.SHORTER}), ("少一天", {Whole.SHORTER}),
        ("plan it again", {Whole.ANOTHER}), ("换个方案", {Whole.ANOTHER}),
        ("What is on tomorrow?", set()), ("slower " * 20, set()),
    ],
)  # fmt: skip
def test_a_plan_as_a_whole_is_asked_for_otherwise(words: str, wholes: set[Whole]) -> None:
    assert wholes_said(words) == wholes


def test_a_plan_is_made_otherwise_only_where_there_is_a_trip() -> None:
    assert heard("make it slower")["intent"] == "trip_plan"
    assert heard("慢一点")["plan"] == {"words": "慢一点"}
    assert heard("make it slower", has_trip=False)["intent"] == "chitchat"


@pytest.mark.parametrize(
    ("words", "wants"),
    [
        ("undo that", True),
        ("Please undo", True),
        ("take it back", True),
        ("撤销", True),
        ("帮我撤回", True),
        ("What can I undo later on?", False),
        ("我想去京都", False),
    ],
)
def test_a_change_is_to_be_taken_back(words: str, wants: bool) -> None:
    assert wants_undo(words) is wants
    assert (heard(words) == {"intent": "trip_edit"}) is wants


@pytest.mark.parametrize(
    ("words", "stop"),
    [
        ("replace Canton Tower", "Canton Tower"),
        ("Please replace the museum.", "museum"),
        ("换掉广州塔", "广州塔"),
        ("把广州塔换掉吧", "广州塔"),
        ("Where is the museum?", None),
        ("好的", None),
    ],
)
def test_what_is_to_be_replaced_needs_no_word_of_what_comes_instead(
    words: str, stop: str | None
) -> None:
    assert replaced(words) == stop
    if stop is not None:
        assert heard(words)["change"] == {"kind": "replace", "stop": stop}
