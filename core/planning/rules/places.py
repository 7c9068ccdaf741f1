"""Checks about which places a plan names."""

from collections.abc import Iterator
from typing import Any

from core.catalog.domain import Place, city_name, place_name
from core.planning.domain import Day, Plan, Stop
from core.planning.rules.engine import Flaw
from core.planning.rules.messages import WHY_MISSING
from core.schemas.catalog import PlaceKind
from core.schemas.trips import SubTripKind


def place_known(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Each stop is a place of this city, and of a kind one visits."""
    for index, stop in enumerate(day.stops):
        if stop.place is None or not _belongs(plan, stop, stop.place):
            city = city_name(plan.brief.city, plan.brief.language)
            yield Flaw(index, {"name": stop.named, "city": city})


def _belongs(plan: Plan, stop: Stop, place: Place) -> bool:
    kinds = {
        SubTripKind.ATTRACTION: PlaceKind.ATTRACTION,
        SubTripKind.MEAL: PlaceKind.RESTAURANT,
        SubTripKind.HOTEL: PlaceKind.HOTEL,
    }
    return place.city_id == plan.brief.city.id and place.kind is kinds.get(stop.kind)


def no_repeat(plan: Plan, day: Day) -> Iterator[Flaw]:
    """No place comes twice, on one day or on two; the hotel may."""
    seen = {
        stop.place.id: earlier.index
        for earlier in plan.days
        if earlier.index < day.index
        for stop in earlier.stops
        if stop.place and stop.kind is not SubTripKind.HOTEL
    }
    for index, stop in enumerate(day.stops):
        if stop.place is None or stop.kind is SubTripKind.HOTEL:
            continue
        if stop.place.id in seen:
            yield Flaw(index, {"name": stop.named, "first_day": seen[stop.place.id] + 1})
        seen.setdefault(stop.place.id, day.index)


def avoid_absent(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Nothing that was to be avoided is there."""
    for index, stop in enumerate(day.stops):
        if stop.place is not None and stop.place.id in plan.brief.avoid:
            yield Flaw(index, {"name": stop.named})


def day_filled(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """A day has at least one sight."""
    if not any(stop.kind is SubTripKind.ATTRACTION for stop in day.stops):
        yield Flaw()


def must_see_present(plan: Plan) -> Iterator[Flaw]:
    """Everything that must be seen is somewhere in the trip."""
    brief = plan.brief
    for name in brief.unknown_must_see:
        yield Flaw(numbers={"name": name, "why": WHY_MISSING["unknown"][brief.language]})
    present = {stop.place.id for stop in plan.stops() if stop.place}
    if plan.hotel is not None:
        present.add(plan.hotel.id)
    for place in brief.must_see:
        if place.id not in present:
            numbers = {
                "name": place_name(place, brief.language),
                "place_id": place.id,
                "why": WHY_MISSING["unplaced"][brief.language],
            }
            yield Flaw(numbers=numbers)


def must_see_measure(plan: Plan) -> dict[str, Any]:
    """Return how much had to be seen."""
    return {"must_see": len(plan.brief.must_see)}


def nights_lodged(plan: Plan) -> Iterator[Flaw]:
    """Every night but the last day's has a hotel."""
    for day in plan.days[: plan.brief.nights]:
        if not day.stops or day.stops[-1].kind is not SubTripKind.HOTEL:
            yield Flaw(numbers={"night": day.index + 1})
