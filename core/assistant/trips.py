"""The trip a turn is about, read for who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.assistant.choosing import BY_ID, Question
from core.assistant.facts import View
from core.assistant.finding import trip_choices, trips_named, trips_of_now
from core.assistant.moment import moment_in
from core.assistant.route import DaySaid, Route
from core.assistant.state import Asked, Turning, TurnState
from core.catalog.domain import City
from core.kernel.errors import NotFoundError
from core.schemas.facts import NoTripFacts
from core.schemas.trips import TripOut, TripSummary

_LOOKED_AT = 100
"""Trips of one person that are looked at, the newest first."""
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Missing:
    """No trip; `question` asks which of several is meant."""

    facts: NoTripFacts | None = None
    question: Question | None = None


async def trip_of_turn(
    state: TurnState, turning: Turning, day: DaySaid | None = None
) -> View | Missing:
    """Return the trip that is meant: the one named, else the conversation's, else that of the time.

    `day` is the one asked about. Two trips that fit as well are asked about.
    """
    found = await _trip_of_turn(state, turning, day)
    if isinstance(found, Missing):
        return found
    return replace(found, spoken=tuple(said.content for said in state.get("history", ())))


async def _trip_of_turn(state: TurnState, turning: Turning, day: DaySaid | None) -> View | Missing:
    asked, route = state["asked"], state["route"]
    cities = await cities_of(turning)
    trip_id = state.get("trip_id") or asked.trip_id
    if route.trip is None and trip_id is not None:
        view = await view_of_trip(turning, asked, trip_id, cities)
        if view is not None:
            return view
    if route.trip is not None and route.trip.startswith(BY_ID):
        view = await view_of_trip(turning, asked, route.trip.removeprefix(BY_ID), cities)
        return view or Missing(NoTripFacts())
    return await _found(turning, asked, route, day, cities)


async def view_of_trip(
    turning: Turning, asked: Asked, trip_id: str, cities: Mapping[str, City] | None = None
) -> View | None:
    """Return a trip of who asks as it is asked about; None where there is no such."""
    try:
        trip = await turning.trips.get(asked.user_id, trip_id)
    except NotFoundError:
        return None
    return await view_of(turning, trip, asked, cities)


async def view_of(
    turning: Turning, trip: TripOut, asked: Asked, cities: Mapping[str, City] | None = None
) -> View:
    """Return a trip with what it names."""
    known = cities or await cities_of(turning)
    ids = dict.fromkeys(day.city_id for day in trip.day_cards)
    lists = [await turning.catalog.places_of(city_id) for city_id in ids]
    places = {place.id: place for places in lists for place in places}
    named = {stop.place_id for day in trip.day_cards for stop in day.sub_trips if stop.place_id}
    places |= await turning.catalog.find_places(named - places.keys())
    return View(trip, known, places, asked.language, moment_in(trip, known, asked.now))


async def cities_of(turning: Turning) -> Mapping[str, City]:
    """Return every city of the catalogue, by id."""
    return {city.id: city for city in await turning.catalog.list_cities()}


async def _found(
    turning: Turning,
    asked: Asked,
    route: Route,
    day: DaySaid | None,
    cities: Mapping[str, City],
) -> View | Missing:
    page = await turning.trips.list_trips(asked.user_id, limit=_LOOKED_AT, cursor=None)
    found = _meant(page.items, route, day, cities, asked.now)
    if not found:
        known = [trip.title for trip in page.items[:_NAMED]]
        return Missing(NoTripFacts(said=route.trip, known=known))
    if len(found) > 1:
        choices = trip_choices(found, asked.language)
        return Missing(
            question=Question(route=route, field="trip", said=route.trip or "", choices=choices)
        )
    view = await view_of_trip(turning, asked, found[0].id, cities)
    return view or Missing(NoTripFacts())


def _meant(
    trips: list[TripSummary],
    route: Route,
    day: DaySaid | None,
    cities: Mapping[str, City],
    now: datetime,
) -> list[TripSummary]:
    if route.trip is None:
        return trips_of_now(trips, cities, day, now)
    named = trips_named(route.trip, trips, cities)
    # "My Tokyo trip" of three is the one that is on, or comes next.
    return trips_of_now(named, cities, day, now) if len(named) > 1 else named
