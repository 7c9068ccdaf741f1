"""What conditions ask for, in both languages."""

import pytest
from pydantic import TypeAdapter

from core.planning.conditions.checks import check
from core.planning.conditions.telling import describe, describe_flaw
from core.schemas.conditions import Condition
from tests.planning.conditions.views import a_view

_CONDITION = TypeAdapter(Condition)
MEALS = {"kind": "spend", "on": "meals", "maximum": 50_000}
TRAIN = {"kind": "link_mode", "modes": ["train"]}
TOLD = [
    (MEALS, "at most CNY 500 for meals", "餐饮不超过CNY 500"),
    (
        {"kind": "any_of", "conditions": [TRAIN, MEALS]},
        "every journey between cities: train only, or at most CNY 500 for meals",
        "每段城际交通：只用火车，或者餐饮不超过CNY 500",
    ),
    (
        {"kind": "spend", "on": "lodging", "per": "person_night", "maximum": 100},
        "at most CNY 1 for lodging per person and night",
        "住宿（每人每晚）不超过CNY 1",
    ),
    ({"kind": "places", "names": ["a", "b"], "match": "any"}, "with one of A, B", "包括A、B之一"),
    (
        {"kind": "labels", "subject": "hotel", "labels": ["pool"], "match": "none"},
        "without pool",
        "不包括pool",
    ),
    ({"kind": "not", "condition": TRAIN}, "not: every journey between cities: train only",
     "不要：每段城际交通：只用火车"),
    (
        {"kind": "link_time", "leg": "return", "departs_from": "14:00", "arrives_by": "20:00"},
        "the return journey: leaves from 14:00, arrives by 20:00",
        "返程：14:00或之后出发、20:00前到达",
    ),
    (
        {"kind": "local_mode", "modes": ["taxi"], "beyond_km": 4.5},
        "getting about beyond 4.5 km: taxi only",
        "市内交通（超过4.5公里时）：只用出租车",
    ),
    ({"kind": "room", "rooms": 2, "beds": 1}, "2 room(s), 1 bed(s) a room", "2间房、每间1张床"),
    ({"kind": "near", "place": "a", "km": 3}, "lodging within 3 km of A", "住宿距A不超过3公里"),
    (
        {"kind": "visit_time", "place": "a", "arrive_by": "10:00", "minutes": 60},
        "A: there by 10:00, at least 60 min",
        "A：10:00前到达、至少停留60分钟",
    ),
    ({"kind": "order", "first": "a", "then": "b"}, "A before B", "先去A再去B"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "english", "chinese"), TOLD)
def test_every_kind_is_told_in_both_languages(
    fields: dict[str, object], english: str, chinese: str
) -> None:
    condition = _CONDITION.validate_python(fields)

    assert describe(condition, "en", "CNY", str.upper) == english
    assert describe(condition, "zh", "CNY", str.upper) == chinese


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "places", "names": ["museum"]}, "not kept: with MUSEUM (missing: MUSEUM)"),
        (MEALS | {"maximum": 100}, "not kept: at most CNY 1 for meals (it is CNY 60)"),
        (
            {"kind": "near", "place": "tower", "km": 1},
            "not kept: lodging within 1 km of TOWER (it is 2.5 km)",
        ),
        (TRAIN, "not kept: every journey between cities: train only (there is: flight)"),
    ],
)
def test_a_flaw_says_what_the_plan_has_instead(fields: dict[str, object], told: str) -> None:
    finding = check(_CONDITION.validate_python(fields), a_view())

    assert describe_flaw(finding, "en", "CNY", str.upper) == told
