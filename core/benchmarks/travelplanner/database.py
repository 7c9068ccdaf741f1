"""The benchmark's tables as values: lodgings, restaurants, sights, flights and roads.

Rows with an empty cell are not there, and of rows with the same name in a city the first counts.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from core.benchmarks.running import BenchmarkError

_DURATION = re.compile(r"(\d+)\s*(day|hour|min)")
_UNIT_MIN = {"day": 24 * 60, "hour": 60, "min": 1}
CAR_SEATS, TAXI_SEATS = 5, 4
CAR_USD_PER_KM = 0.05


@dataclass(frozen=True, slots=True)
class Hotel:
    """A lodging; `rules` are what its house forbids, as "No pets"; `price` is a night, in USD."""

    name: str
    city: str
    room_type: str
    price: float
    minimum_nights: int
    rules: frozenset[str]
    occupancy: int
    rating: float

    def night(self, people: int) -> float:
        """Return what a night costs a party."""
        return self.price * ceil(people / self.occupancy)


@dataclass(frozen=True, slots=True)
class Restaurant:
    """A restaurant; `cost` of a meal for one, in USD."""

    name: str
    city: str
    cuisines: frozenset[str]
    cost: float
    rating: float


@dataclass(frozen=True, slots=True)
class Sight:
    """A sight with its position."""

    name: str
    city: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Flight:
    """A flight on its day; times as `HH:MM` of either end, `price` for one, in USD."""

    number: str
    origin: str
    target: str
    day: date
    departs: str
    arrives: str
    minutes: int
    price: float


@dataclass(frozen=True, slots=True)
class Road:
    """The way by road."""

    origin: str
    target: str
    minutes: int
    km: float

    def drive(self, people: int) -> int:
        """Return what one's own cars cost a party, in USD."""
        return int(self.km * CAR_USD_PER_KM) * ceil(people / CAR_SEATS)

    def taxi(self, people: int) -> int:
        """Return what taxis cost a party, in USD."""
        return int(self.km) * ceil(people / TAXI_SEATS)


Named = Mapping[str, Mapping[str, Any]]
"""By city, then by name."""


@dataclass(frozen=True, slots=True)
class Database:
    """Everything there is; roads that take a day or longer are none."""

    states: Mapping[str, str]
    """By city."""
    hotels: Mapping[str, Mapping[str, Hotel]]
    restaurants: Mapping[str, Mapping[str, Restaurant]]
    sights: Mapping[str, Mapping[str, Sight]]
    flights: Mapping[str, tuple[Flight, ...]]
    """By number."""
    roads: Mapping[tuple[str, str], Road]

    def flight(self, number: str, origin: str, target: str, day: date) -> Flight | None:
        """Return the flight with this number between these cities on this day."""
        for flight in self.flights.get(number, ()):
            if (flight.origin, flight.target, flight.day) == (origin, target, day):
                return flight
        return None


def load_database(folder: Path) -> Database:
    """Return the tables of a `database` folder.

    Raises:
        BenchmarkError: A file is missing or a row is none of its table.
    """
    states = _states(folder / "background" / "citySet_with_states.txt")
    return Database(
        states=states,
        hotels=by_city(
            _rows(folder / "accommodations" / "clean_accommodations_2022.csv", hotel_of)
        ),
        restaurants=by_city(
            _rows(folder / "restaurants" / "clean_restaurant_2022.csv", restaurant_of)
        ),
        sights=by_city(_rows(folder / "attractions" / "attractions.csv", sight_of)),
        flights=by_number(_rows(folder / "flights" / "clean_Flights_2022.csv", flight_of)),
        roads=by_ends(_rows(folder / "googleDistanceMatrix" / "distance.csv", road_of)),
    )


def hotel_of(row: Mapping[str, Any]) -> Hotel:
    """Return a row of the accommodations."""
    return Hotel(
        name=str(row["NAME"]),
        city=str(row["city"]),
        room_type=str(row["room type"]),
        price=float(row["price"]),
        minimum_nights=int(float(row["minimum nights"])),
        rules=frozenset(str(row["house_rules"]).split(" & ")),
        occupancy=int(float(row["maximum occupancy"])),
        rating=float(row["review rate number"]),
    )


def restaurant_of(row: Mapping[str, Any]) -> Restaurant:
    """Return a row of the restaurants."""
    return Restaurant(
        name=str(row["Name"]),
        city=str(row["City"]),
        cuisines=frozenset(each.strip() for each in str(row["Cuisines"]).split(",")),
        cost=float(row["Average Cost"]),
        rating=float(row["Aggregate Rating"]),
    )


def sight_of(row: Mapping[str, Any]) -> Sight:
    """Return a row of the attractions."""
    return Sight(
        str(row["Name"]), str(row["City"]), float(row["Latitude"]), float(row["Longitude"])
    )


def flight_of(row: Mapping[str, Any]) -> Flight:
    """Return a row of the flights."""
    return Flight(
        number=str(row["Flight Number"]),
        origin=str(row["OriginCityName"]),
        target=str(row["DestCityName"]),
        day=date.fromisoformat(str(row["FlightDate"])),
        departs=str(row["DepTime"]),
        arrives=str(row["ArrTime"]),
        minutes=minutes_of(str(row["ActualElapsedTime"])),
        price=float(row["Price"]),
    )


def road_of(row: Mapping[str, Any]) -> Road:
    """Return a row of the distances."""
    km = float(str(row["distance"]).removesuffix("km").replace(",", "").strip())
    return Road(str(row["origin"]), str(row["destination"]), minutes_of(str(row["duration"])), km)


def minutes_of(text: str) -> int:
    """Return the minutes of "2 hours 56 mins" or "1 day 3 hours".

    Raises:
        ValueError: It is no duration.
    """
    parts = _DURATION.findall(text)
    if not parts:
        raise ValueError(f"{text!r} is no duration")
    return sum(int(number) * _UNIT_MIN[unit] for number, unit in parts)


T = TypeVar("T", Hotel, Restaurant, Sight)


def by_city(rows: Iterable[T]) -> dict[str, dict[str, T]]:
    """Return rows by city and name; the first of a name counts."""
    found: dict[str, dict[str, T]] = {}
    for row in rows:
        found.setdefault(row.city, {}).setdefault(row.name, row)
    return found


def by_number(flights: Iterable[Flight]) -> dict[str, tuple[Flight, ...]]:
    """Return flights by number, each once."""
    found: dict[str, tuple[Flight, ...]] = {}
    for flight in flights:
        known = found.get(flight.number, ())
        if flight not in known:
            found[flight.number] = (*known, flight)
    return found


def by_ends(roads: Iterable[Road]) -> dict[tuple[str, str], Road]:
    """Return roads of less than a day by their ends; the first counts."""
    first: dict[tuple[str, str], Road] = {}
    for road in roads:
        first.setdefault((road.origin, road.target), road)
    return {ends: road for ends, road in first.items() if road.minutes < _UNIT_MIN["day"]}


R = TypeVar("R")


def _rows(path: Path, read: Callable[[Mapping[str, Any]], R]) -> Iterator[R]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                needed = {key: value for key, value in row.items() if key != "cost"}
                if not all((value or "").strip() for value in needed.values()):
                    continue
                try:
                    yield read(row)
                except (KeyError, ValueError) as error:
                    raise BenchmarkError(f"{path.name}, line {number}: {error!r}") from error
    except OSError as error:
        raise BenchmarkError(f"{path.name} cannot be read: {error}") from error


def _states(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BenchmarkError(f"{path.name} cannot be read: {error}") from error
    pairs = (line.split("\t") for line in lines if line.strip())
    return {pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2}
