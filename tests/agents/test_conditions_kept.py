"""What a traveller makes a condition is kept by the planner itself, or the answer says why not."""

from typing import Any

import pytest

from core.planning.conditions.checks import check_all
from core.planning.domain import Plan
from core.planning.terms import view_of
from core.schemas.fields import TransferMode
from core.schemas.plans import PlanMode
from core.schemas.trips import SubTripKind
from tests.support.planner import Watched
from tests.support.town import FIRST_DAY, a_town
from tests.support.worlds import planned

_TRIP = {
    "origin": "huizhou",
    "destination": "guangzhou",
    "start_date": FIRST_DAY.isoformat(),
    "day_count": 2,
    "travellers": 2,
    "language": "en",
}


async def _planned(*conditions: dict[str, Any], **fields: Any) -> Watched:
    return await planned(a_town(), **(_TRIP | {"conditions": list(conditions)} | fields))


def _broken(plan: Plan) -> list[dict[str, Any]]:
    """Return the numbers of every condition that the plan does not keep."""
    found = check_all(plan.brief.conditions, view_of(plan))
    return [finding.numbers for finding in found if not finding.holds]


def _obstacles(done: Watched) -> dict[str, dict[str, Any]]:
    return {one.code: one.numbers for one in done.state["understood"].obstacles}


KEPT: list[dict[str, Any]] = [
    {"kind": "places", "subject": "sight", "names": ["Far Wall"]},
    {"kind": "places", "subject": "sight", "names": ["Tower", "Garden"], "match": "none"},
    {"kind": "places", "subject": "restaurant", "names": ["Duck", "Grill"], "match": "any"},
    {"kind": "places", "subject": "hotel", "names": ["Palace"]},
    {"kind": "labels", "subject": "sight", "labels": ["museum"]},
    {"kind": "labels", "subject": "sight", "labels": ["landmark"], "match": "none"},
    {"kind": "labels", "subject": "restaurant", "labels": ["grill"]},
    {"kind": "labels", "subject": "hotel", "labels": ["laundry"]},
    {"kind": "link_mode", "modes": ["flight"]},
    {"kind": "link_mode", "leg": "return", "modes": ["flight"]},
    {"kind": "link_mode", "leg": "outward", "modes": ["train"], "match": "none"},
    {"kind": "link_time", "leg": "outward", "departs_from": "10:00"},
    {"kind": "link_time", "leg": "return", "arrives_by": "15:00"},
    {"kind": "local_mode", "modes": ["taxi"]},
    {"kind": "local_mode", "modes": ["taxi"], "match": "none"},
    {"kind": "local_mode", "modes": ["walk", "transit"]},
    {"kind": "local_mode", "modes": ["taxi"], "beyond_km": 1.2},
    {"kind": "local_mode", "modes": ["transit"], "match": "all"},
    {"kind": "local_mode", "modes": ["walk", "taxi"], "match": "all"},
    {"kind": "room", "beds": 1},
    {"kind": "room", "rooms": 2},
    {"kind": "near", "place": "Tower", "km": 1.2},
    {"kind": "visit_time", "place": "Museum", "arrive_by": "10:00", "leave_from": "11:00"},
    {"kind": "visit_time", "place": "Garden", "arrive_from": "14:00"},
    {"kind": "visit_time", "place": "Tower", "minutes": 140},
    {"kind": "visit_time", "place": "Duck", "arrive_by": "11:00"},
    {"kind": "order", "first": "Museum", "then": "Tower"},
    {"kind": "spend", "on": "sights", "maximum": 0},
    {"kind": "spend", "on": "meals", "maximum": 12_000},
    {"kind": "spend", "on": "meals", "per": "person_meal", "maximum": 3_000},
    {"kind": "spend", "on": "lodging", "maximum": 12_000},
    {"kind": "spend", "on": "lodging", "per": "person_night", "maximum": 15_000},
    {"kind": "spend", "on": "intercity", "maximum": 30_000},
    {"kind": "spend", "on": "local_transport", "maximum": 600},
    {"kind": "spend", "on": "trip", "maximum": 60_000},
    {"kind": "any_of", "conditions": [
        {"kind": "places", "names": ["Castle"]}, {"kind": "spend", "on": "sights", "maximum": 0}]},
    {"kind": "not", "condition": {"kind": "places", "names": ["Tower"]}},
]  # fmt: skip


@pytest.mark.parametrize("mode", PlanMode)
@pytest.mark.parametrize("wish", KEPT, ids=[f"{n}-{row['kind']}" for n, row in enumerate(KEPT)])
async def test_every_kind_of_condition_is_kept(wish: dict[str, Any], mode: PlanMode) -> None:
    done = await _planned(wish, mode=mode)

    assert _broken(done.state["plan"]) == []
    assert done.state["report"].passed


async def test_several_conditions_are_kept_together() -> None:
    done = await _planned(
        {"kind": "spend", "on": "trip", "maximum": 130_000},
        {"kind": "places", "subject": "sight", "names": ["Museum"]},
        {"kind": "labels", "subject": "restaurant", "labels": ["duck"]},
        {"kind": "link_mode", "modes": ["train"]},
        {"kind": "local_mode", "modes": ["taxi"], "match": "none"},
        {"kind": "room", "beds": 2},
    )

    assert _broken(done.state["plan"]) == []
    assert done.state["report"].passed


async def test_a_cap_on_getting_about_is_kept_by_walking_and_cheap_rides() -> None:
    usual = (await _planned()).state["plan"]
    thrifty = (await _planned(SPEND_LITTLE)).state["plan"]

    assert _fares(usual) > SPEND_LITTLE["maximum"] >= _fares(thrifty)
    assert [stop for stop in thrifty.stops() if stop.kind is SubTripKind.ATTRACTION]


SPEND_LITTLE: dict[str, Any] = {"kind": "spend", "on": "local_transport", "maximum": 600}


def _fares(plan: Plan) -> int:
    return sum(stop.way_cost for stop in plan.stops())


async def test_with_little_money_for_journeys_the_cheap_ones_are_taken() -> None:
    done = await _planned({"kind": "spend", "on": "intercity", "maximum": 30_000})

    numbers = [journey.link.number for journey in done.state["plan"].frame.journeys]
    assert numbers == ["late", "noon"]


async def test_a_way_of_getting_about_that_must_be_used_is_used() -> None:
    done = await _planned({"kind": "local_mode", "modes": ["transit", "taxi"], "match": "all"})

    used = {stop.transfer.mode for stop in done.state["plan"].stops() if stop.transfer}
    assert {TransferMode.TRANSIT, TransferMode.TAXI} <= used


IMPOSSIBLE: list[tuple[list[dict[str, Any]], str, dict[str, str]]] = [
    (
        [{"kind": "labels", "subject": "hotel", "labels": ["view"]}, {"kind": "room", "beds": 2}],
        "no_lodging", {"name": "Inn", "cost": "CNY 300"},
    ),
    (
        [{"kind": "spend", "on": "lodging", "per": "night", "maximum": 20_000},
         {"kind": "near", "place": "Tower", "km": 2}],
        "no_lodging", {"name": "Hostel", "cost": "CNY 120"},
    ),
    (
        [{"kind": "spend", "on": "lodging", "maximum": 11_999}],
        "dear_nights", {"cost": "CNY 120", "most": "CNY 119.99"},
    ),
    (
        [{"kind": "spend", "on": "intercity", "maximum": 29_999}],
        "dear_rides", {"cost": "CNY 300", "most": "CNY 299.99"},
    ),
    (
        [{"kind": "spend", "on": "trip", "maximum": 41_999}],
        "too_little_money", {"least": "CNY 420", "most": "CNY 419.99"},
    ),
    (
        [{"kind": "link_mode", "modes": ["ferry"]}],
        "no_journeys", {"origin": "Huizhou", "target": "Guangzhou", "date": "2026-12-02"},
    ),
    (
        [{"kind": "places", "names": ["Tower"]},
         {"kind": "not", "condition": {"kind": "places", "names": ["Tower"]}}],
        "no_way_to_meet", {},
    ),
]  # fmt: skip


@pytest.mark.parametrize("mode", PlanMode)
@pytest.mark.parametrize(
    ("wishes", "code", "numbers"), IMPOSSIBLE, ids=[row[1] for row in IMPOSSIBLE]
)
async def test_what_cannot_be_had_is_named_with_its_numbers_and_the_nearest_plan(
    wishes: list[dict[str, Any]], code: str, numbers: dict[str, str], mode: PlanMode
) -> None:
    done = await _planned(*wishes, mode=mode)

    plan = done.state["plan"]
    assert numbers.items() <= _obstacles(done)[code].items()
    assert len(_broken(plan)) == 1
    assert len(plan.frame.journeys) == 2
    assert [stop for stop in plan.stops() if stop.kind is SubTripKind.ATTRACTION]


async def test_where_every_lodging_is_too_dear_the_cheapest_is_taken() -> None:
    done = await _planned({"kind": "spend", "on": "lodging", "per": "night", "maximum": 10_000})

    assert [hotel.id for hotel in done.state["plan"].hotels if hotel] == ["hostel"]
    assert _obstacles(done)["no_lodging"]["name"] == "Hostel"


async def test_a_budget_that_is_too_small_is_told_once_with_its_numbers() -> None:
    done = await _planned(budget=41_999)

    assert list(_obstacles(done)) == ["too_little_money"]


async def test_the_obstacle_speaks_the_language_of_the_request() -> None:
    cap = {"kind": "spend", "on": "intercity", "maximum": 10_000}

    english, chinese = [await _planned(cap, language=language) for language in ("en", "zh")]

    (said,) = english.state["understood"].obstacles
    assert said.message == (
        "The cheapest journeys that were found cost CNY 300; they may cost at most CNY 100"
    )
    (told,) = chinese.state["understood"].obstacles
    assert "最便宜的城际交通" in told.message


async def test_where_one_of_two_wishes_can_be_kept_no_obstacle_stays_of_the_other() -> None:
    dear = {"kind": "spend", "on": "intercity", "maximum": 1}
    either = {"kind": "any_of", "conditions": [dear, {"kind": "link_mode", "modes": ["flight"]}]}

    done = await _planned(either)

    assert done.state["report"].passed
    assert _obstacles(done) == {}


async def test_a_day_trip_needs_a_journey_back_after_the_arrival() -> None:
    late = {"kind": "link_time", "leg": "outward", "departs_from": "12:00"}
    noon = {"kind": "link_time", "leg": "return", "departs_by": "13:00"}

    done = await _planned(late, noon, day_count=1)

    assert "no_time_to_return" in _obstacles(done)
    assert not done.state["report"].passed
