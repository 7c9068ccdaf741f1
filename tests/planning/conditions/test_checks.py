"""What each kind of condition means on a plan."""

import pytest
from pydantic import TypeAdapter

from core.planning.conditions.checks import check
from core.schemas.conditions import Condition
from tests.planning.conditions.views import a_view

_CONDITION = TypeAdapter(Condition)


def _holds(**fields: object) -> bool:
    return check(_CONDITION.validate_python(fields), a_view()).holds


SPENT = [
    ("trip", "trip", 116_500),
    ("trip", "person", 58_250),
    ("sights", "trip", 8_000),
    ("meals", "trip", 6_000),
    ("meals", "person_meal", 3_000),
    ("lodging", "trip", 30_000),
    ("lodging", "person_night", 15_000),
    ("lodging", "room_night", 30_000),
    ("lodging", "night", 30_000),
    ("intercity", "trip", 70_000),
    ("intercity", "person", 35_000),
    ("local_transport", "trip", 2_500),
]


@pytest.mark.parametrize(("on", "per", "spent"), SPENT)
def test_money_may_reach_its_limit_and_not_pass_it(on: str, per: str, spent: int) -> None:
    assert _holds(kind="spend", on=on, per=per, maximum=spent)
    assert not _holds(kind="spend", on=on, per=per, maximum=spent - 1)


def test_each_meal_must_keep_a_limit_per_meal_and_not_only_their_mean() -> None:
    view = a_view()
    cheap = view.stops[1]
    view = a_view(stops=(cheap, *(type(cheap)(
        day=1, order=1, subject=cheap.subject, place="feast", start=720, end=780, cost=20_000,
        is_meal=True,
    ),)))  # fmt: skip
    limit = _CONDITION.validate_python(
        {"kind": "spend", "on": "meals", "per": "person_meal", "maximum": 9_000}
    )

    found = check(limit, view)

    assert not found.holds
    assert found.numbers == {"spent": 10_000, "maximum": 9_000}


@pytest.mark.parametrize(
    ("subject", "match", "names", "holds"),
    [
        ("sight", "all", ["tower", "garden"], True),
        ("sight", "all", ["tower", "noodles"], False),
        (None, "all", ["tower", "noodles", "inn"], True),
        ("sight", "any", ["museum", "garden"], True),
        ("sight", "any", ["museum"], False),
        ("restaurant", "none", ["tower"], True),
        ("sight", "none", ["tower"], False),
        ("hotel", "only", ["inn"], True),
        ("sight", "only", ["tower"], False),
    ],
)
def test_places_by_name(subject: str | None, match: str, names: list[str], holds: bool) -> None:
    assert _holds(kind="places", subject=subject, match=match, names=names) is holds


@pytest.mark.parametrize(
    ("subject", "match", "labels", "holds"),
    [
        ("sight", "all", ["landmark", "park"], True),
        ("sight", "all", ["landmark", "museum"], False),
        ("sight", "any", ["museum", "park"], True),
        ("restaurant", "any", ["park"], False),
        ("sight", "none", ["museum"], True),
        ("sight", "none", ["park"], False),
        ("hotel", "only", ["pool"], True),
        ("sight", "only", ["park"], False),
    ],
)
def test_labels_of_a_subject(subject: str, match: str, labels: list[str], holds: bool) -> None:
    assert _holds(kind="labels", subject=subject, match=match, labels=labels) is holds


@pytest.mark.parametrize(
    ("leg", "match", "modes", "holds"),
    [
        ("outward", "only", ["train"], True),
        ("outward", "only", ["flight"], False),
        ("return", "only", ["flight"], True),
        ("return", "none", ["flight"], False),
        ("every", "only", ["train", "flight"], True),
        ("every", "only", ["train"], False),
        ("every", "none", ["bus"], True),
    ],
)
def test_how_one_travels_between_cities(
    leg: str, match: str, modes: list[str], holds: bool
) -> None:
    assert _holds(kind="link_mode", leg=leg, match=match, modes=modes) is holds


@pytest.mark.parametrize(
    ("leg", "bounds", "holds"),
    [
        ("outward", {"departs_from": "07:00", "arrives_by": "09:00"}, True),
        ("outward", {"departs_from": "07:01"}, False),
        ("return", {"departs_by": "14:59"}, False),
        ("return", {"departs_from": "15:00", "arrives_from": "16:30"}, True),
        ("every", {"departs_by": "12:00"}, False),
    ],
)
def test_when_journeys_leave_and_arrive(leg: str, bounds: dict[str, str], holds: bool) -> None:
    assert _holds(kind="link_time", leg=leg, **bounds) is holds


@pytest.mark.parametrize(
    ("match", "modes", "beyond_km", "holds"),
    [
        ("only", ["taxi", "walk"], 0, True),
        ("only", ["taxi"], 0, False),
        ("only", ["taxi"], 5, True),
        ("none", ["transit"], 0, True),
        ("none", ["taxi"], 0, False),
        ("none", ["taxi"], 6, True),
        ("all", ["taxi", "walk"], 0, True),
        ("all", ["transit"], 0, False),
    ],
)
def test_how_one_gets_about(match: str, modes: list[str], beyond_km: float, holds: bool) -> None:
    assert _holds(kind="local_mode", match=match, modes=modes, beyond_km=beyond_km) is holds


@pytest.mark.parametrize(
    ("fields", "holds"),
    [({"rooms": 1}, True), ({"rooms": 2}, False), ({"beds": 2}, True), ({"beds": 1}, False)],
)
def test_rooms_and_their_beds(fields: dict[str, int], holds: bool) -> None:
    assert _holds(kind="room", **fields) is holds


@pytest.mark.parametrize(
    ("place", "km", "holds"), [("tower", 2.5, True), ("tower", 2.4, False), ("nowhere", 99, False)]
)
def test_a_lodging_near_a_place_that_is_known(place: str, km: float, holds: bool) -> None:
    assert _holds(kind="near", place=place, km=km) is holds


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [
        ({"arrive_by": "10:00", "leave_from": "11:30"}, True),
        ({"arrive_by": "09:59"}, False),
        ({"arrive_from": "10:01"}, False),
        ({"leave_from": "11:31"}, False),
        ({"leave_by": "11:29"}, False),
        ({"minutes": 90}, True),
        ({"minutes": 91}, False),
    ],
)
def test_when_a_place_is_visited(bounds: dict[str, object], holds: bool) -> None:
    assert _holds(kind="visit_time", place="tower", **bounds) is holds


def test_a_place_that_is_not_in_the_plan_is_visited_at_no_time() -> None:
    assert not _holds(kind="visit_time", place="museum", arrive_by="23:00")


@pytest.mark.parametrize(
    ("first", "then", "holds"),
    [("tower", "garden", True), ("garden", "tower", False), ("tower", "museum", False)],
)
def test_one_place_before_another(first: str, then: str, holds: bool) -> None:
    assert _holds(kind="order", first=first, then=then) is holds


YES = {"kind": "places", "names": ["tower"]}
NO = {"kind": "places", "names": ["museum"]}


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"kind": "any_of", "conditions": [NO, YES]}, True),
        ({"kind": "any_of", "conditions": [NO, NO]}, False),
        ({"kind": "all_of", "conditions": [YES, YES]}, True),
        ({"kind": "all_of", "conditions": [NO, YES]}, False),
        ({"kind": "not", "condition": NO}, True),
        ({"kind": "not", "condition": {"kind": "any_of", "conditions": [NO, YES]}}, False),
    ],
)
def test_conditions_combine(fields: dict[str, object], holds: bool) -> None:
    assert _holds(**fields) is holds


def test_a_plan_without_stops_keeps_what_only_forbids() -> None:
    empty = a_view(stops=(), links=(), nights=(), ways=())
    forbids = {"kind": "labels", "subject": "sight", "labels": ["park"], "match": "none"}

    assert check(_CONDITION.validate_python(forbids), empty).holds
    assert not check(_CONDITION.validate_python(YES), empty).holds
