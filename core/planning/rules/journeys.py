"""Checks about the journeys between cities, and about being where one says one is."""

from collections.abc import Iterator

from core.catalog.domain import City, city_name
from core.kernel.times import clock_text
from core.planning.domain import DAY_END, Day, Plan, Stop
from core.planning.frame import Journey
from core.planning.rules.engine import Flaw, path_to
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind

_EARLY_MIN, _LATE_MIN = 5 * 60 + 30, DAY_END
_NIGHT_RIDE_MIN = 6 * 60
"""Who rides as long as this through the night sleeps on the way."""


def journey_times(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """A journey is at the times it leaves and arrives at."""
    for index, stop in enumerate(day.stops):
        journey = stop.journey
        if journey is None:
            continue
        times = (journey.departs, journey.arrives)
        own = (journey.link.departs, journey.link.arrives)
        if (stop.start, stop.end) != times or (None not in own and own != times):
            departs, arrives = times if None in own else own
            numbers = {
                "name": stop.named,
                "start": clock_text(stop.start),
                "end": clock_text(stop.end),
                "departs": clock_text(departs or 0),
                "arrives": clock_text(arrives or 0),
            }
            yield Flaw(index, numbers)


def right_city(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Before a journey one is in the city it leaves, after it in the one it goes to."""
    if not any(stop.journey for stop in day.stops):
        return
    here = next(stop.journey.link.origin_city for stop in day.stops if stop.journey)
    for index, stop in enumerate(day.stops):
        if stop.journey is not None:
            here = stop.journey.link.target_city
        elif stop.place is not None and stop.place.city_id != here:
            yield Flaw(index, {"name": stop.named, "city": _named(plan, here)})


def modes_allowed(plan: Plan, day: Day) -> Iterator[Flaw]:
    """No journey is made in a way that was ruled out."""
    for index, stop in enumerate(day.stops):
        modes = stop.journey.link.modes if stop.journey is not None else ()
        for mode in modes:
            if mode in plan.brief.no_modes:
                yield Flaw(index, {"name": stop.named, "mode": str(mode)})


def odd_hours(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """One leaves and arrives at hours at which one is awake."""
    for index, stop in enumerate(day.stops):
        journey = stop.journey
        if journey is None or journey.link.minutes >= _NIGHT_RIDE_MIN:
            continue
        if stop.start < _EARLY_MIN or stop.end > _LATE_MIN:
            numbers = {
                "name": stop.named,
                "start": clock_text(stop.start),
                "end": clock_text(stop.end),
            }
            yield Flaw(index, numbers)


def cities_joined(plan: Plan) -> Iterator[Flaw]:
    """From each city to the next there is a journey."""
    here: str | None = None
    for day in plan.days:
        for index, stop in enumerate(day.stops):
            there = _city_before(stop)
            if here is not None and there is not None and there != here:
                numbers = {"origin": _named(plan, here), "target": _named(plan, there)}
                yield Flaw(numbers=numbers, path=path_to(day.index, index))
            here = stop.journey.link.target_city if stop.journey else there or here


def begins_at_origin(plan: Plan) -> Iterator[Flaw]:
    """The first journey leaves from where the trip begins."""
    origin = plan.brief.origin
    journeys = _journeys(plan)
    if origin is None or not _goes_away(plan, origin):
        return
    if not journeys or journeys[0].link.origin_city != origin.id:
        yield Flaw(numbers={"city": city_name(origin, plan.brief.language)}, path=path_to(0))


def ends_at_origin(plan: Plan) -> Iterator[Flaw]:
    """The last journey leads back, unless the trip is one way."""
    origin = plan.brief.origin
    journeys = _journeys(plan)
    if origin is None or plan.brief.one_way or not _goes_away(plan, origin):
        return
    if not journeys or journeys[-1].link.target_city != origin.id:
        numbers = {"city": city_name(origin, plan.brief.language)}
        yield Flaw(numbers=numbers, path=path_to(max(0, len(plan.days) - 1)))


def car_left_behind(plan: Plan) -> Iterator[Flaw]:
    """Who drives a car of their own drives it all the way."""
    modes = {journey.link.mode for journey in _journeys(plan)}
    others = sorted(modes - {LinkMode.DRIVE})
    if LinkMode.DRIVE in modes and others:
        yield Flaw(numbers={"mode": others[0]})


def destinations_visited(plan: Plan) -> Iterator[Flaw]:
    """Every city that was wished is visited, and of a region as many as were wished."""
    visited = {city.id for city in plan.frame.cities}
    for wish in plan.brief.wishes:
        found = sum(city.id in visited for city in wish.choices)
        if found < wish.count:
            name = wish.name_in(plan.brief.language)
            numbers = {"name": name, "found": found, "wished": wish.count}
            yield Flaw(numbers=numbers)


def city_order_kept(plan: Plan) -> Iterator[Flaw]:
    """Cities whose order was given come in that order."""
    if not plan.brief.keep_order:
        return
    order = {
        city.id: number for number, wish in enumerate(plan.brief.wishes) for city in wish.choices
    }
    numbers = [order[city.id] for city in plan.frame.cities if city.id in order]
    if numbers != sorted(numbers):
        wished = " → ".join(wish.name_in(plan.brief.language) for wish in plan.brief.wishes)
        yield Flaw(numbers={"order": wished})


def nights_as_wished(plan: Plan) -> Iterator[Flaw]:
    """As many nights are spent in a city as were wished there."""
    nights = [
        stop.place.city_id
        for day in plan.days
        for stop in day.stops[-1:]
        if stop.place is not None and stop.kind is SubTripKind.HOTEL
    ]
    for wish in plan.brief.wishes:
        found = sum(nights.count(city.id) for city in wish.choices)
        if wish.wish.nights is not None and plan.brief.lodged_nights and found != wish.wish.nights:
            name = wish.name_in(plan.brief.language)
            numbers = {"name": name, "found": found, "wished": wish.wish.nights}
            yield Flaw(numbers=numbers)


def _journeys(plan: Plan) -> list[Journey]:
    return [stop.journey for stop in plan.stops() if stop.journey is not None]


def _city_before(stop: Stop) -> str | None:
    """Return the city one must be in for a stop, or None where it may be anywhere."""
    if stop.journey is not None:
        return stop.journey.link.origin_city
    return stop.place.city_id if stop.place else None


def _goes_away(plan: Plan, origin: City) -> bool:
    return any(city.id != origin.id for city in plan.frame.cities)


def _named(plan: Plan, city_id: str) -> str:
    brief = plan.brief
    cities = (*brief.cities, *plan.frame.cities, *((brief.origin,) if brief.origin else ()))
    found = (city for city in cities if city.id == city_id)
    return next((city_name(city, brief.language) for city in found), city_id)
