"""A plan of ours in the benchmark's output format."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.benchmarks.travelplanner.sheets import MEALS, NOTHING
from core.catalog.domain import City, Place
from core.kernel.times import clock_text
from core.planning.domain import Day, Plan
from core.planning.frame import Journey
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind

_ROADS = {LinkMode.DRIVE: "Self-driving", LinkMode.TAXI: "Taxi"}
_DAY_MIN = 24 * 60


def write_plan(plan: Plan) -> list[dict[str, Any]]:
    """Return the days of a plan, each with all that the benchmark asks of a day."""
    cities = _cities(plan)
    here = plan.brief.origin.id if plan.brief.origin else plan.brief.city.id
    days = []
    for day in plan.days:
        journey = next(iter(plan.frame.journeys_of(day.index)), None)
        there = journey.link.target_city if journey else here
        days.append(_day(plan, day, journey, cities, here, there))
        here = there
    return days


def _day(
    plan: Plan,
    day: Day,
    journey: Journey | None,
    cities: Mapping[str, City],
    here: str,
    there: str,
) -> dict[str, Any]:
    names = {city_id: city.name_en for city_id, city in cities.items()}
    sights = [stop.place for stop in day.stops if stop.kind is SubTripKind.ATTRACTION]
    meals = {
        str(stop.meal): stop.place
        for stop in day.stops
        if stop.kind is SubTripKind.MEAL and stop.meal in MEALS
    }
    stay = plan.frame.stay_after(day.index)
    hotel = plan.hotels[stay.index] if stay else None
    return {
        "days": day.index + 1,
        "current_city": f"from {names[here]} to {names[there]}" if journey else names[here],
        "transportation": _transport(journey, names) if journey else NOTHING,
        "breakfast": _named(meals.get("breakfast"), names),
        "attraction": _listed([place for place in sights if place], names),
        "lunch": _named(meals.get("lunch"), names),
        "dinner": _named(meals.get("dinner"), names),
        "accommodation": _named(hotel, names),
    }


def _cities(plan: Plan) -> dict[str, City]:
    origin = (plan.brief.origin,) if plan.brief.origin else ()
    return {city.id: city for city in (*plan.frame.cities, *plan.brief.cities, *origin)}


def _transport(journey: Journey, names: Mapping[str, str]) -> str:
    link = journey.link
    ends = f"from {names[link.origin_city]} to {names[link.target_city]}"
    if link.mode is LinkMode.FLIGHT:
        departs, arrives = clock_text(link.departs or 0), clock_text((link.arrives or 0) % _DAY_MIN)
        return (
            f"Flight Number: {link.number}, {ends}, "
            f"Departure Time: {departs}, Arrival Time: {arrives}"
        )
    km = round((link.distance_m or 0) / 1000)
    return f"{_ROADS[link.mode]}, {ends}, distance: {km} km"


def _named(place: Place | None, names: Mapping[str, str]) -> str:
    return f"{place.name_en}, {names[place.city_id]}" if place else NOTHING


def _listed(places: Sequence[Place], names: Mapping[str, str]) -> str:
    return "".join(f"{_named(place, names)};" for place in places) or NOTHING
