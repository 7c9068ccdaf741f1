"""When what was read of a query is all its constraints ask for."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from core.benchmarks.chinatravel.agreement import missing
from core.schemas.conditions import Condition

_CONDITIONS = TypeAdapter(list[Condition])


def _spend(on: str, maximum: int, per: str = "trip") -> dict[str, Any]:
    return {"kind": "spend", "on": on, "per": per, "maximum": maximum}


def _named(*names: str, match: str = "all", subject: str | None = "sight") -> dict[str, Any]:
    return {"kind": "places", "subject": subject, "names": list(names), "match": match}


def _any(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "any_of", "conditions": list(conditions)}


def _kinds(*labels: str, match: str = "all", subject: str = "hotel") -> dict[str, Any]:
    return {"kind": "labels", "subject": subject, "labels": list(labels), "match": match}


def _ride(leg: str) -> dict[str, Any]:
    return {"kind": "link_mode", "leg": leg, "modes": ["train"]}


def _near(km: float) -> dict[str, Any]:
    return {"kind": "near", "place": "a", "km": km}


def _beyond(km: float) -> dict[str, Any]:
    return {"kind": "local_mode", "modes": ["taxi"], "beyond_km": km}


ROOMS, BEDS = {"kind": "room", "rooms": 2}, {"kind": "room", "beds": 1}
CASES: list[tuple[list[dict[str, Any]], list[dict[str, Any]], bool]] = [
    ([ROOMS, BEDS], [{"kind": "room", "rooms": 2, "beds": 1}], True),
    ([ROOMS, BEDS], [ROOMS], False),
    ([_named("a", "b")], [_named("b"), _named("a", subject=None)], True),
    ([_named("a", "b")], [_named("a", "b", match="any")], False),
    ([_named("a", match="any")], [_named("a")], True),
    ([_named("a", match="none")], [_named("a")], False),
    ([_spend("trip", 500)], [_spend("trip", 400)], True),
    ([_spend("trip", 500)], [_spend("trip", 600)], False),
    ([_spend("trip", 500)], [_spend("trip", 250, "person")], True),
    ([_spend("lodging", 500, "person_night")], [_spend("lodging", 1_000, "night")], True),
    ([_spend("meals", 500)], [_spend("trip", 400)], False),
    ([_any(_named("a"), _spend("trip", 5))], [_any(_spend("trip", 5), _named("a"))], True),
    ([_any(_named("a"), _spend("trip", 5))], [_named("a")], False),
    ([_any(_named("a"), _spend("trip", 5))], [_any(_named("b"), _spend("trip", 5))], False),
    ([_ride("outward"), _ride("return")], [_ride("every")], True),
    ([_ride("every")], [_ride("outward")], False),
    ([_any(_kinds("a"), _kinds("b"))], [_kinds("b", "a", match="any")], True),
    ([_kinds("a", "b", match="any")], [_any(_kinds("a"), _kinds("b"))], True),
    ([_any(_kinds("a"), _kinds("b", subject="sight"))], [_kinds("a", "b", match="any")], False),
    ([_any(_kinds("a", "b"), _kinds("c"))], [_kinds("a", "b", "c", match="any")], False),
    ([_named("a"), _named("b")], [{"kind": "order", "first": "a", "then": "b"}], True),
    ([{"kind": "order", "first": "a", "then": "b"}], [_named("a", "b")], False),
    ([], [_named("a")], True),
    ([_near(4.7234)], [_near(4.72)], True),
    ([_near(9.6499)], [_near(9.65)], True),
    ([_near(3.94)], [_near(3.95)], True),
    ([_near(3.94)], [_near(3.9)], False),
    ([_near(3.95)], [_near(4.0)], False),
    ([_beyond(7.050000000000001)], [_beyond(7.05)], True),
]


@pytest.mark.parametrize(("wanted", "read", "found"), CASES)
def test_conditions_are_found_in_whatever_shape_they_were_read(
    wanted: list[dict[str, Any]], read: list[dict[str, Any]], found: bool
) -> None:
    lacking = missing(
        _CONDITIONS.validate_python(wanted), _CONDITIONS.validate_python(read), people=2
    )

    assert (lacking == []) is found
