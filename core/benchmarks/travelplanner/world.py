"""The benchmark's tables as a catalogue the planner can see, and getting about in their cities."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from core.benchmarks.travelplanner.database import (
    CAR_SEATS,
    TAXI_SEATS,
    Database,
    Flight,
    Hotel,
    Restaurant,
    Road,
    Sight,
)
from core.catalog.domain import City, Place
from core.catalog.links import Link
from core.catalog.memory import MemoryCatalogue
from core.catalog.names import fold
from core.catalog.port import Catalogue
from core.planning.policies import Policy
from core.planning.travel import Allows, WayTable
from core.schemas.catalog import HoursConfidence, Meal, PlaceKind, PositionConfidence
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode, TimesKind
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.trips import Transfer

MONEY, COUNTRY = "USD", "US"
_ZONE = "America/Chicago"
"""Times of the tables are those of their own cities; which zone that is plays no part in them."""
_MIDDLE = (39.8, -98.6)
_DAY_MIN = 24 * 60
_SOURCE = "TravelPlanner"
_RULES = {
    "No pets": HouseRule.PETS, "No smoking": HouseRule.SMOKING, "No parties": HouseRule.PARTIES,
    "No visitors": HouseRule.VISITORS, "No children under 10": HouseRule.CHILDREN,
}  # fmt: skip
_ROOMS = {
    "Entire home/apt": RoomType.ENTIRE, "Private room": RoomType.PRIVATE,
    "Shared room": RoomType.SHARED,
}  # fmt: skip
_MEALS = (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)
_LONGEST_DRIVE_MIN = 13 * 60
"""The benchmark counts no hours on the road: any way of less than a day leaves time for meals."""
_WAY_MIN, _STEP_MIN, _VISIT_MIN, _MEAL_MIN = 10, 5, 90, 45
"""Nothing is said of where restaurants and lodgings are: every way is taken to be a short one."""


class SandboxCatalogue(Catalogue):
    """Answers from the tables; journeys by road are made for the day they are asked for."""

    def __init__(self, database: Database, known: MemoryCatalogue | None = None) -> None:
        """Take the tables; `known` are their cities and places where those were made before."""
        self._database = database
        self._names = {city_id(name): name for name in database.states}
        self._known = known or places_of(database)
        self._flights: dict[tuple[str, str, date], list[Flight]] = {}
        for flights in database.flights.values():
            for flight in flights:
                key = (flight.origin, flight.target, flight.day)
                self._flights.setdefault(key, []).append(flight)

    async def list_cities(self) -> Sequence[City]:
        """Return every city, by id."""
        return await self._known.list_cities()

    async def find_city(self, text: str) -> City | None:
        """Return the city with this id or name."""
        return await self._known.find_city(text)

    async def cities_of(self, region: str) -> Sequence[City]:
        """Return the cities of a state."""
        return await self._known.cities_of(region)

    async def places_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city."""
        return await self._known.places_of(city_id)

    async def links(self, origin_id: str, target_id: str, day: date) -> Sequence[Link]:
        """Return the flights of a day, and the way by car and by taxi."""
        origin, target = self._names.get(origin_id, ""), self._names.get(target_id, "")
        flights = self._flights.get((origin, target, day), ())
        links = [_flight_link(flight, origin_id, target_id) for flight in flights]
        road = self._database.roads.get((origin, target))
        if road is not None:
            links += _road_links(road, origin_id, target_id, day)
        return sorted(links, key=lambda link: (link.departs is None, link.departs or 0, link.id))


@dataclass(frozen=True, slots=True)
class ShortWays:
    """Getting about where no position is known: short and free, and stations need no time."""

    step_min: int = _STEP_MIN

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return a short walk, or none from a place to itself."""
        del city, travellers
        minutes = 0 if origin.id == target.id else _WAY_MIN
        return Transfer(mode=TransferMode.WALK, minutes=minutes, distance_m=0)

    def table(self, city: City, places: Sequence[Place], travellers: int) -> WayTable:
        """Return every way."""
        del city, travellers
        minutes = [[0 if one.id == other.id else _WAY_MIN for other in places] for one in places]
        return WayTable(minutes, [[0] * len(places) for _ in places])

    def restricted(self, allows: Allows) -> "ShortWays":
        """Return the same ways: of walking there is nothing to rule out."""
        del allows
        return self

    def by(self, policy: Policy) -> "ShortWays":
        """Return the same ways: there is nothing to choose from."""
        del policy
        return self

    def boarding_min(self, mode: LinkMode) -> int:
        """Return nothing: the tables know no time at a station."""
        del mode
        return 0

    def leaving_min(self, mode: LinkMode) -> int:
        """Return nothing: the tables know no time at a station."""
        del mode
        return 0

    def note(self, city: City) -> Mapping[str, float]:
        """Return numbers by which every way takes as long as it is said to."""
        del city
        return {
            "detour": 1.0, "walk_min_per_km": 0.0, "walk_max_min": 0, "transit_base_min": _WAY_MIN,
            "transit_min_per_km": 0.0, "transit_max_min": _DAY_MIN, "taxi_base_min": _WAY_MIN,
            "taxi_min_per_km": 0.0, "taxi_city_km": 1, "taxi_min_per_far_km": 0.0,
            "round_up_to_min": _STEP_MIN,
        }  # fmt: skip


@lru_cache(maxsize=1024)
def city_id(name: str) -> str:
    """Return the id of a city."""
    return "-".join(part for part in (fold(word) for word in name.split()) if part)


def places_of(database: Database) -> MemoryCatalogue:
    """Return the cities and places of the tables, without journeys."""
    cities = [_city(database, name, state) for name, state in database.states.items()]
    by_name = {city.name_en: city for city in cities}
    places = [place for city in by_name.values() for place in _places_in(database, city)]
    return MemoryCatalogue(cities, places)


def _city(database: Database, name: str, state: str) -> City:
    sights = list(database.sights.get(name, {}).values())
    lat = sum(sight.lat for sight in sights) / len(sights) if sights else _MIDDLE[0]
    lon = sum(sight.lon for sight in sights) / len(sights) if sights else _MIDDLE[1]
    return City(
        id=city_id(name), name_en=name, name_local=name, aliases=(), country=COUNTRY,
        timezone=_ZONE, currency=MONEY, lat=lat, lon=lon, south=lat - 1, west=lon - 1,
        north=lat + 1, east=lon + 1, region=state,
    )  # fmt: skip


def _places_in(database: Database, city: City) -> Iterator[Place]:
    name = city.name_en
    for number, sight in enumerate(_clear(database.sights.get(name, {}), ";\n")):
        yield _sight(city, number, sight)
    for number, restaurant in enumerate(_clear(database.restaurants.get(name, {}))):
        yield _restaurant(city, number, restaurant)
    for number, hotel in enumerate(_clear(database.hotels.get(name, {}))):
        yield _hotel(city, number, hotel)


T = TypeVar("T", Sight, Restaurant, Hotel)


def _clear(rows: Mapping[str, T], marks: str = "\n") -> Iterator[T]:
    """Go through the rows whose names are plain: part of no other, and without marks of lists.

    Only of sights are there lists, ended by semicolons. A blank at the end belongs to a name.
    """
    folded = Counter(fold(name) for name in rows)
    for name, row in rows.items():
        marked = any(mark in name for mark in marks)
        within = any(name != other and name in other for other in rows)
        if not marked and not within and folded[fold(name)] == 1:
            yield row


def _place(city: City, kind: PlaceKind, number: int, name: str, **fields: object) -> Place:
    common: dict[str, object] = {
        "id": f"{city.id}-{kind}-{number}", "city_id": city.id, "kind": kind, "name_en": name,
        "name_local": name, "lat": city.lat, "lon": city.lon, "area": "",
        "position_confidence": PositionConfidence.UNSURE, "tags": (), "price_level": 1,
        "typical_cost": 0, "currency": MONEY, "popularity": 50, "must_see": False,
        "indoor": "unknown", "best_time": "any", "meals": (), "cuisine": (),
        "opening_hours": "24/7",
        "hours_confidence": HoursConfidence.UNKNOWN, "source": _SOURCE,
        "visit_minutes": _VISIT_MIN,
    }  # fmt: skip
    return Place(**{**common, **fields})  # type: ignore[arg-type]  # fields of Place by name


def _sight(city: City, number: int, sight: Sight) -> Place:
    return _place(
        city, PlaceKind.ATTRACTION, number, sight.name, category="landmark",
        lat=sight.lat, lon=sight.lon, position_confidence=PositionConfidence.GOOD,
    )  # fmt: skip


def _restaurant(city: City, number: int, restaurant: Restaurant) -> Place:
    return _place(
        city, PlaceKind.RESTAURANT, number, restaurant.name, category="restaurant", meals=_MEALS,
        cuisine=tuple(sorted(each.lower() for each in restaurant.cuisines)),
        typical_cost=round(restaurant.cost * 100), popularity=round(restaurant.rating * 20),
        visit_minutes=_MEAL_MIN,
    )  # fmt: skip


def _hotel(city: City, number: int, hotel: Hotel) -> Place:
    forbidden = tuple(rule for name, rule in _RULES.items() if name in hotel.rules)
    return _place(
        city, PlaceKind.HOTEL, number, hotel.name, category="midrange",
        typical_cost=round(hotel.price * 100), popularity=round(hotel.rating * 20),
        visit_minutes=0, max_guests=hotel.occupancy, room_type=_ROOMS.get(hotel.room_type),
        forbids=forbidden, allows=tuple(rule for rule in HouseRule if rule not in forbidden),
        rules_confidence=HoursConfidence.VERIFIED, minimum_nights=hotel.minimum_nights,
    )  # fmt: skip


def _flight_link(flight: Flight, origin: str, target: str) -> Link:
    departs = _minute(flight.departs)
    return Link(
        id=f"{flight.number}-{flight.day}", mode=LinkMode.FLIGHT, number=flight.number,
        origin_city=origin, target_city=target, origin_name=flight.origin,
        target_name=flight.target, day=flight.day, departs=departs,
        arrives=_arrival(departs, _minute(flight.arrives), flight.minutes),
        minutes=flight.minutes, distance_m=None, price=round(flight.price * 100), currency=MONEY,
        per_vehicle=False, times=TimesKind.TIMETABLE, source=_SOURCE,
    )  # fmt: skip


def _arrival(departs: int, arrives: int, minutes: int) -> int:
    """Return the arrival on the clock of the target; of several days the likeliest."""
    days = range(-1, 3)
    return min(
        (arrives + day * _DAY_MIN for day in days), key=lambda at: abs(at - departs - minutes)
    )


def _road_links(road: Road, origin: str, target: str, day: date) -> Iterable[Link]:
    for mode, seats, price in (
        (LinkMode.DRIVE, CAR_SEATS, road.drive(1)),
        (LinkMode.TAXI, TAXI_SEATS, road.taxi(1)),
    ):
        yield Link(
            id=f"{mode}-{origin}-{target}-{day}", mode=mode, number="", origin_city=origin,
            target_city=target, origin_name=road.origin, target_name=road.target, day=day,
            departs=None, arrives=None, minutes=min(road.minutes, _LONGEST_DRIVE_MIN),
            distance_m=round(road.km * 1000),
            price=price * 100, currency=MONEY, per_vehicle=True, seats=seats,
            times=TimesKind.FREE, source=_SOURCE,
        )  # fmt: skip


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
