"""Checks about which places a plan names."""

from collections.abc import Iterator
from typing import Any

from core.catalog.domain import City, Place, city_name, place_name
from core.planning.domain import DAY_END, Day, Plan, Stop
from core.planning.rules.engine import Flaw, path_to
from core.planning.rules.missing import why_missing, why_unknown
from core.schemas.catalog import PlaceKind
from core.schemas.trips import SubTripKind

_OWN = (SubTripKind.CUSTOM, SubTripKind.TRANSPORT)
"""What a traveller has put in without a place: no model makes such stops."""


def place_known(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Each stop is a place of this city, and of a kind one visits."""
    for index, stop in enumerate(day.stops):
        if stop.journey is not None or (stop.place is None and stop.kind in _OWN):
            continue
        if stop.place is None or not _belongs(plan, day, stop, stop.place):
            named = [city_name(city, plan.brief.language) for city in _cities_of(plan, day)]
            yield Flaw(index, {"name": stop.named, "city": " / ".join(named)})


def _cities_of(plan: Plan, day: Day) -> list[City]:
    """Return the cities a day is spent in."""
    return list(dict.fromkeys(part.city for part in plan.frame.parts_of(day.index)))


def _belongs(plan: Plan, day: Day, stop: Stop, place: Place) -> bool:
    kinds = {
        SubTripKind.ATTRACTION: PlaceKind.ATTRACTION,
        SubTripKind.MEAL: PlaceKind.RESTAURANT,
        SubTripKind.HOTEL: PlaceKind.HOTEL,
    }
    here = {city.id for city in _cities_of(plan, day)}
    return place.city_id in here and place.kind is kinds.get(stop.kind)


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


def day_filled(plan: Plan, day: Day) -> Iterator[Flaw]:
    """A whole day, or one with a long stretch in one city, has at least one sight."""
    done = plan.frame.parts[: plan.parts_done]
    own = [part for part in done if part.day_index == day.index]
    asked = any(part.is_filled(plan.brief.window) for part in own)
    if asked and not any(stop.kind is SubTripKind.ATTRACTION for stop in day.stops):
        yield Flaw()


def must_see_present(plan: Plan) -> Iterator[Flaw]:
    """Everything that must be seen is somewhere in the trip."""
    brief = plan.brief
    for name in brief.unknown_must_see:
        yield Flaw(numbers={"name": name, "why": why_unknown(brief.language)})
    present = {stop.place.id for stop in plan.stops() if stop.place}
    present |= {hotel.id for hotel in plan.hotels if hotel}
    for place in brief.must_see:
        if place.id not in present:
            numbers = {
                "name": place_name(place, brief.language),
                "place_id": place.id,
                **why_missing(plan, place),
            }
            yield Flaw(numbers=numbers)


def must_see_measure(plan: Plan) -> dict[str, Any]:
    """Return how much had to be seen."""
    return {"must_see": len(plan.brief.must_see)}


def nights_lodged(plan: Plan) -> Iterator[Flaw]:
    """Every night but the last has a hotel, or is spent on the way."""
    there = 0  # when the last journey ends, in minutes after the first midnight
    for day in plan.days[: plan.brief.lodged_nights]:
        last = day.stops[-1] if day.stops else None
        if last is not None and last.journey is not None:
            there = day.index * DAY_END + last.end
        on_the_way = there > (day.index + 1) * DAY_END
        if not on_the_way and (last is None or last.kind is not SubTripKind.HOTEL):
            yield Flaw(numbers={"night": day.index + 1}, path=path_to(day.index))
