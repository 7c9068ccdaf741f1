"""A plan of the product in the benchmark's format."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.benchmarks.chinatravel.catalogue import ride_id
from core.benchmarks.chinatravel.moving import MODES
from core.benchmarks.chinatravel.ways import CAR_SEATS, CityWays, Mode, Piece
from core.benchmarks.chinatravel.world import CityWorld, Ride, World
from core.catalog.domain import Place
from core.catalog.links import Link
from core.kernel.errors import PlanInvalidError
from core.kernel.times import clock_of_day
from core.planning.domain import Day, Plan, Stop
from core.schemas.catalog import Meal, PlaceKind
from core.schemas.trips import SubTripKind

_BREAKFAST_MIN = 30
_BREAKFAST_FIRST, _BREAKFAST_LAST = 6 * 60, 8 * 60
"""Between these a breakfast in the hotel begins."""
_MIDNIGHT = "24:00"
_NUMBER = {Ride.TRAIN: "TrainID", Ride.PLANE: "FlightID"}
_VISITS = (SubTripKind.ATTRACTION, SubTripKind.MEAL)


def written(world: World, ways: Mapping[str, CityWays], plan: Plan) -> dict[str, Any]:
    """Return a plan in JSON values: to one city, and back.

    Raises:
        PlanInvalidError: It is no such trip, or has a meal or a way the format cannot say.
    """
    brief = plan.brief
    journeys = [stop for stop in plan.stops() if stop.journey is not None]
    if brief.origin is None or len(journeys) != 2:
        raise PlanInvalidError("the trip does not go there and come back")
    writer = _Writer(world, ways[brief.city.id], plan, journeys)
    return {
        "people_number": brief.travellers,
        "start_city": brief.origin.id,
        "target_city": brief.city.id,
        "itinerary": [
            {"day": day.index + 1, "activities": list(writer.day(day))} for day in plan.days
        ],
    }


class _Writer:
    def __init__(self, world: World, ways: CityWays, plan: Plan, journeys: Sequence[Stop]) -> None:
        self._ways, self._plan, self._people = ways, plan, plan.brief.travellers
        self._there, self._back = journeys
        self._city: CityWorld = world.city(plan.brief.city.id)
        start, target = plan.brief.origin.id if plan.brief.origin else "", plan.brief.city.id
        both = world.between(start, target) + world.between(target, start)
        self._journeys = {ride_id(journey): journey for journey in reversed(both)}

    def day(self, day: Day) -> Iterator[dict[str, Any]]:
        """Go through what is done on a day."""
        visits = [stop for stop in day.stops if stop.kind in _VISITS and stop.place is not None]
        end = self._end(day)
        here, now = self._home(), _leaves([*visits, end])
        if day.index == 0:
            there = self._ride(self._there)
            here, now = there.target_name, self._there.end
            yield self._journey(there, [])
        elif breakfast := _breakfast_at([*visits, end]):
            now = breakfast + _BREAKFAST_MIN
            yield self._breakfast(here, breakfast)
        for stop in visits:
            yield self._visit(stop, self._legs(stop, here, stop.start - _minutes(stop)))
            here, now = _name(stop.place), stop.end
        legs = self._legs(end, here, now)
        if end is self._back:
            yield self._journey(self._ride(end), legs)
        else:
            yield self._night(end, max(end.start, now), legs)

    def _end(self, day: Day) -> Stop:
        """Return the night a day ends with, or the journey home."""
        ends = [s for s in day.stops if s.kind is SubTripKind.HOTEL or s is self._back]
        if not ends:
            raise PlanInvalidError(f"day {day.index + 1} of {len(self._plan.days)} ends nowhere")
        return ends[-1]

    def _home(self) -> str:
        hotel = self._plan.hotels[0] if self._plan.hotels else None
        return _name(hotel)

    def _ride(self, stop: Stop) -> Link:
        if stop.journey is None:
            raise PlanInvalidError(f"{stop.named!r} is no journey")
        return stop.journey.link

    def _journey(self, link: Link, legs: list[dict[str, Any]]) -> dict[str, Any]:
        journey = self._journeys[f"{link.number} {link.origin_name} {link.target_name}"]
        return {
            "type": journey.ride.value,
            "start": journey.origin,
            "end": journey.target,
            "start_time": journey.begin,
            "end_time": journey.end,
            _NUMBER[journey.ride]: journey.number,
            "price": journey.price,
            "tickets": self._people,
            "cost": round(journey.price * self._people, 2),
            "transports": legs,
        }

    def _visit(self, stop: Stop, legs: list[dict[str, Any]]) -> dict[str, Any]:
        place, tickets = stop.place, {}
        if place is not None and place.kind is PlaceKind.RESTAURANT:
            price = self._city.restaurants[place.name_local].price
            kind = str(stop.meal or Meal.LUNCH)
        else:
            price = self._city.sights[_name(place)].price
            kind, tickets = "attraction", {"tickets": self._people}
        return {
            "type": kind,
            "position": _name(place),
            "start_time": clock_of_day(stop.start),
            "end_time": clock_of_day(stop.end),
            "price": price,
            **tickets,
            "cost": round(price * self._people, 2),
            "transports": legs,
        }

    def _breakfast(self, hotel: str, minute: int) -> dict[str, Any]:
        return {
            "type": "breakfast",
            "position": hotel,
            "start_time": clock_of_day(minute),
            "end_time": clock_of_day(minute + _BREAKFAST_MIN),
            "price": 0,
            "cost": 0,
            "transports": [],
        }

    def _night(self, stop: Stop, minute: int, legs: list[dict[str, Any]]) -> dict[str, Any]:
        hotel = self._city.hotels[_name(stop.place)]
        rooms = self._plan.brief.rooms_in(stop.place) if stop.place else 0
        return {
            "type": "accommodation",
            "position": hotel.name,
            "start_time": clock_of_day(minute),
            "end_time": _MIDNIGHT,
            "room_type": hotel.beds,
            "rooms": rooms,
            "price": hotel.price,
            "cost": round(hotel.price * rooms, 2),
            "transports": legs,
        }

    def _legs(self, stop: Stop, here: str, minute: int) -> list[dict[str, Any]]:
        there = stop.journey.link.origin_name if stop.journey else _name(stop.place)
        if here == there:
            return []
        if stop.transfer is None:
            raise PlanInvalidError(f"no way from {here!r} to {there!r} is planned")
        way = self._ways.find(here, there, MODES[stop.transfer.mode])
        legs = []
        for piece in way.pieces if way else ():
            legs.append(self._leg(piece, minute))
            minute += piece.minutes
        return legs

    def _leg(self, piece: Piece, minute: int) -> dict[str, Any]:
        units: dict[str, int] = {}
        if piece.mode is Mode.METRO:
            units = {"tickets": self._people}
        elif piece.mode is Mode.TAXI:
            units = {"cars": -(-self._people // CAR_SEATS)}
        return {
            "start": piece.start,
            "end": piece.end,
            "mode": piece.mode.value,
            "start_time": clock_of_day(minute),
            "end_time": clock_of_day(minute + piece.minutes),
            "price": piece.price,
            "distance": round(piece.km, 2),
            "cost": round(piece.price * sum(units.values()), 2),
            **units,
        }


def _breakfast_at(stops: Sequence[Stop]) -> int | None:
    """Return when a breakfast in the hotel begins: before one leaves, if that is not too early.

    Where somebody breakfasts out, or must leave before seven or so, there is none.
    """
    if any(stop.meal is Meal.BREAKFAST for stop in stops):
        return None
    begins = min(_leaves(stops) - _BREAKFAST_MIN, _BREAKFAST_LAST)
    return begins if begins >= _BREAKFAST_FIRST else None


def _leaves(stops: Sequence[Stop]) -> int:
    """Return when one has to leave for the first stop of a day."""
    return stops[0].start - _minutes(stops[0])


def _minutes(stop: Stop) -> int:
    return stop.transfer.minutes if stop.transfer else 0


def _name(place: Place | None) -> str:
    return place.name_local if place else ""
