"""How many travel, and the most travellers and days there may be."""

from typing import Any

import pytest

from tests.support.resolved import messages, understood


@pytest.mark.parametrize(
    ("party", "travellers", "message"),
    [
        ({"children": 2}, 3, "No number given: 3, by who comes along"),
        ({"children": 1, "seniors": 2}, 3, "No number given: 3, by who comes along"),
        ({"seniors": 2}, 2, "No number given: 2, by who comes along"),
        ({"seniors": 1}, 1, "No party given: one traveller"),
    ],
)
def test_children_nobody_counted_in_have_a_grown_up_with_them(
    party: dict[str, Any], travellers: int, message: str
) -> None:
    result = understood({"language": "en"}, {"party": party})

    assert (result.brief.travellers, result.brief.children) == (
        travellers,
        party.get("children", 0),
    )
    assert message in messages(result)
    assert understood({"travellers": 4}, {"party": party}).brief.travellers == 4


@pytest.mark.parametrize(
    ("words", "field", "most"),
    [
        ({"travellers": 21}, "travellers", 20),
        ({"travellers": 1000}, "travellers", 20),
        ({"day_count": 500}, "day_count", 14),
        ({"day_count": 10**9, "end_date": "2027-01-31"}, "day_count", 14),
        ({"start_date": "2026-12-01", "end_date": "2027-01-31"}, "day_count", 14),
    ],
)
def test_more_than_a_plan_is_for_is_told_and_the_most_is_planned(
    words: dict[str, Any], field: str, most: int
) -> None:
    result = understood({"language": "en"}, words)

    (told,) = result.obstacles
    assert (told.code, told.fields) == (f"most_{field}", [field])
    assert f" {most} " in told.message
    assert str(told.numbers["said"]) in told.message
    assert getattr(result.brief, field) == most


def test_the_most_that_is_planned_for_is_no_obstacle() -> None:
    assert understood({}, {"travellers": 20, "day_count": 14}).obstacles == ()
