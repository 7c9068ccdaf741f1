"""A chosen trip in the benchmark's plan format."""

from collections.abc import Iterator
from typing import Any

from core.benchmarks.chinatravel.catalogue import ride_id
from core.benchmarks.chinatravel.moving import MODES
from core.benchmarks.chinatravel.ways import CAR_SEATS, CityWays, Mode, Piece
from core.benchmarks.chinatravel.world import CityWorld, Journey, Ride, World, clock_text
from core.planning.choices.model import Hop, Lodging, RoundTrip
from core.schemas.conditions import Subject

_BREAKFAST_MIN = 30
_BREAKFAST_FIRST, _BREAKFAST_LAST = 6 * 60, 8 * 60
"""Between these a breakfast in the hotel begins."""
_MIDNIGHT = "24:00"
_NUMBER = {Ride.TRAIN: "TrainID", Ride.PLANE: "FlightID"}


class Exporter:
    """Writes trips from one city to another."""

    def __init__(
        self, world: World, ways: CityWays, *, start_city: str, target_city: str, people: int
    ) -> None:
        self._city: CityWorld = world.city(target_city)
        self._ways = ways
        self._start_city, self._target_city, self._people = start_city, target_city, people
        self._journeys = {
            ride_id(journey): journey
            for journey in reversed(
                world.between(start_city, target_city) + world.between(target_city, start_city)
            )
        }

    def plan(self, trip: RoundTrip) -> dict[str, Any]:
        """Return the plan in JSON values."""
        return {
            "people_number": self._people,
            "start_city": self._start_city,
            "target_city": self._target_city,
            "itinerary": [
                {"day": number + 1, "activities": list(self._day(trip, number))}
                for number in range(len(trip.days))
            ],
        }

    def _day(self, trip: RoundTrip, number: int) -> Iterator[dict[str, Any]]:
        hops = trip.days[number]
        here = trip.pair.outward.station if number == 0 else _name(trip.lodging)
        now = trip.pair.outward.arrives
        if number == 0:
            yield self._journey(self._journeys[trip.pair.outward.id], [])
        elif breakfast := _breakfast_at(hops):
            now = breakfast + _BREAKFAST_MIN
            yield self._breakfast(here, breakfast)
        for hop in hops[:-1]:
            yield self._visit(hop, self._legs(hop, here, hop.start - _minutes(hop)))
            here, now = hop.place, hop.end
        home = hops[-1]
        legs = self._legs(home, here, now)
        if number == len(trip.days) - 1:
            yield self._journey(self._journeys[trip.pair.back.id], legs)
        elif trip.lodging is not None:
            yield self._night(trip.lodging, trip.rooms, max(home.start, now), legs)

    def _journey(self, journey: Journey, legs: list[dict[str, Any]]) -> dict[str, Any]:
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

    def _visit(self, hop: Hop, legs: list[dict[str, Any]]) -> dict[str, Any]:
        times = {"start_time": clock_text(hop.start), "end_time": clock_text(hop.end)}
        if hop.spot is not None and hop.spot.subject is Subject.RESTAURANT:
            price = self._city.restaurants[hop.place].price
            kind, tickets = hop.meal or "lunch", {}
        else:
            price = self._city.sights[hop.place].price
            kind, tickets = "attraction", {"tickets": self._people}
        return {
            "type": kind,
            "position": hop.place,
            **times,
            "price": price,
            **tickets,
            "cost": round(price * self._people, 2),
            "transports": legs,
        }

    def _breakfast(self, hotel: str, minute: int) -> dict[str, Any]:
        return {
            "type": "breakfast",
            "position": hotel,
            "start_time": clock_text(minute),
            "end_time": clock_text(minute + _BREAKFAST_MIN),
            "price": 0,
            "cost": 0,
            "transports": [],
        }

    def _night(
        self, lodging: Lodging, rooms: int, minute: int, legs: list[dict[str, Any]]
    ) -> dict[str, Any]:
        hotel = self._city.hotels[lodging.id]
        return {
            "type": "accommodation",
            "position": hotel.name,
            "start_time": clock_text(minute),
            "end_time": _MIDNIGHT,
            "room_type": hotel.beds,
            "rooms": rooms,
            "price": hotel.price,
            "cost": round(hotel.price * rooms, 2),
            "transports": legs,
        }

    def _legs(self, hop: Hop, here: str, minute: int) -> list[dict[str, Any]]:
        if hop.way is None:
            return []
        way = self._ways.find(here, hop.place, MODES[hop.way.mode])
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
            "start_time": clock_text(minute),
            "end_time": clock_text(minute + piece.minutes),
            "price": piece.price,
            "distance": round(piece.km, 2),
            "cost": round(piece.price * sum(units.values()), 2),
            **units,
        }


def _breakfast_at(hops: tuple[Hop, ...]) -> int | None:
    """Return when a breakfast in the hotel begins: before one leaves, if that is not too early.

    Where somebody breakfasts out, or must leave before seven or so, there is none.
    """
    if any(hop.meal == "breakfast" for hop in hops):
        return None
    leaves = hops[0].start - _minutes(hops[0])
    begins = min(leaves - _BREAKFAST_MIN, _BREAKFAST_LAST)
    return begins if begins >= _BREAKFAST_FIRST else None


def _minutes(hop: Hop) -> int:
    return hop.way.minutes if hop.way else 0


def _name(lodging: Lodging | None) -> str:
    return lodging.id if lodging else ""
