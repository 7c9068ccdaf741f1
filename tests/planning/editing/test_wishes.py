"""A trip is checked, repaired and given alternatives by what it was planned for."""

import asyncio
from dataclasses import fields
from functools import lru_cache
from typing import Any

import pytest

from core.kernel.times import clock_minutes
from core.planning.domain import Plan
from core.planning.editing.reading import read_trip
from core.planning.editing.repairing import repair
from core.planning.editing.slots import places_instead
from core.planning.rules.book import full_report
from core.schemas.lodging import HouseRule
from core.schemas.trips import SubTripKind, TripOut
from core.schemas.wishes import DailyWindow, Party, TripWishes
from tests.support.saved import as_trip, world_of
from tests.support.worlds import planned

MONDAY = "2027-04-05"
FAMILY: dict[str, Any] = {
    "destination": "shanghai", "start_date": MONDAY, "day_count": 3, "travellers": 3,
    "party": {"children": 1, "child_ages": [6], "pets": 1}, "pace": "relaxed",
    "daily_window": {"start": "10:00", "end": "20:30"}, "budget": 1_500_000,
}  # fmt: skip
REQUESTS: dict[str, dict[str, Any]] = {
    "family": FAMILY,
    "two cities": {
        "origin": "shanghai", "destinations": [{"name": "xian"}, {"name": "chengdu"}],
        "start_date": "2027-03-05", "day_count": 6, "travellers": 2, "budget": 900_000,
        "party": {"pets": 1}, "no_modes": ["flight"], "language": "zh",
    },
    "anchors": {
        "destination": "tokyo", "start_date": MONDAY, "day_count": 2, "cuisines": ["ramen"],
        "start_anchor": {"time": "13:00"}, "end_anchor": {"time": "16:00"},
        "must_see": ["Senso-ji"], "avoid": ["museums"],
    },
    "one way": {
        "origin": "shanghai", "destination": "beijing", "one_way": True, "start_date": MONDAY,
        "day_count": 3,
    },
    "wheelchair": {
        "destination": "paris", "start_date": MONDAY, "day_count": 3, "mobility": "wheelchair",
    },
    "conditions": {
        "destination": "rome", "start_date": MONDAY, "day_count": 3, "pace": "packed",
        "meals": ["breakfast", "lunch", "dinner"],
        "conditions": [
            {"kind": "spend", "on": "meals", "maximum": 60_000},
            {"kind": "any_of", "conditions": [
                {"kind": "places", "names": ["Pantheon"], "match": "all"},
                {"kind": "places", "names": ["Colosseum"], "match": "all"},
            ]},
        ],
    },
}  # fmt: skip
DERIVED = {"wishes", "one_way", "rates", "language", "must_see", "manner", "budget_local"}
"""Of a brief: what a trip says by itself, or what is found again on another way."""


@lru_cache(maxsize=len(REQUESTS))
def plan_for(name: str) -> Plan:
    """Return the plan of a request."""
    plan: Plan = asyncio.run(planned(**REQUESTS[name])).state["plan"]
    return plan


def read(trip: TripOut) -> Plan:
    """Return a trip as it is checked."""
    return read_trip(trip, world_of(trip), "en").plan


def failed(plan: Plan) -> list[tuple[str, int | None, int | None]]:
    """Return where which checks fail, and where which advice is given."""
    report = full_report(plan)
    rows = [row for row in (*report.checks, *report.advice) if not row.passed]
    return [(row.code, row.day_index, row.order_index) for row in rows]


def wished(trip: TripOut, **wishes: Any) -> TripOut:
    """Return the trip with other wishes."""
    assert trip.wishes is not None
    return trip.model_copy(update={"wishes": trip.wishes.model_copy(update=wishes)})


@pytest.mark.parametrize("name", REQUESTS)
def test_a_saved_trip_is_judged_as_its_plan_was(name: str) -> None:
    plan = plan_for(name)

    again = read(as_trip(plan))

    assert failed(again) == failed(plan)
    assert again.total_cost == plan.total_cost
    assert {
        field.name
        for field in fields(plan.brief)
        if getattr(again.brief, field.name) != getattr(plan.brief, field.name)
    } <= DERIVED


def test_a_trip_of_before_is_read_by_its_stops_alone() -> None:
    trip = as_trip(plan_for("family")).model_copy(update={"wishes": None})

    brief = read(trip).brief
    assert (brief.children, brief.pets, brief.window) == (0, 0, (9 * 60, 21 * 60 + 30))


def test_what_is_added_is_priced_for_the_children_too() -> None:
    trip = as_trip(plan_for("family"))
    plan, adults = read(trip), read(wished(trip, party=Party(pets=1)))

    dearer = [
        place
        for place in world_of(trip).places.values()
        if place.child_cost is not None and place.child_cost < place.typical_cost
    ]
    assert dearer
    assert all(plan.brief.visit_cost(p) < adults.brief.visit_cost(p) for p in dearer)


def test_a_stop_outside_of_the_wished_hours_is_told_of() -> None:
    trip = as_trip(plan_for("family"))
    assert "daily_window" not in {code for code, _, _ in failed(read(trip))}

    later = wished(trip, daily_window=DailyWindow(start="13:00", end="20:30"))
    assert "daily_window" in {code for code, _, _ in failed(read(later))}


def test_a_hotel_instead_takes_the_dog_as_well() -> None:
    trip = as_trip(plan_for("family"))
    plan = read(trip)
    index = next(i for i, s in enumerate(plan.days[0].stops) if s.kind is SubTripKind.HOTEL)

    found = places_instead(plan, plan.days[0], index, list(world_of(trip).places.values()), 20)

    assert found
    assert all(HouseRule.PETS in fitting.place.allows for fitting in found)


def test_a_repair_keeps_to_the_wished_hours_and_to_what_must_be_seen() -> None:
    trip = as_trip(plan_for("family"))
    world = world_of(trip)
    emptied = [card.model_copy(update={"sub_trips": []}) for card in trip.day_cards]
    trip = wished(trip.model_copy(update={"day_cards": emptied}), must_see=["The Bund"])
    reading = read_trip(trip, world, "en")
    cities = [world.cities["shanghai"]] * 3

    found = repair(reading, cities, list(world.places.values()), frozenset())

    stops = [s for s in found.plan.stops() if s.kind is not SubTripKind.HOTEL]
    assert found.report.passed
    assert "The Bund" in {stop.named for stop in stops}
    assert min(stop.start for stop in stops) >= clock_minutes("10:00")
    assert max(stop.end for stop in stops) <= clock_minutes("20:30")


def test_wishes_of_a_hand_made_trip_may_name_places_nobody_knows() -> None:
    trip = as_trip(plan_for("family")).model_copy(
        update={"wishes": TripWishes(must_see=["Atlantis"])}
    )

    assert ("must_see_present", None, None) in failed(read(trip))
