"""The benchmark's database as values.

Money is in the tables' own unit, yuan; times are minutes after midnight, beyond 1440 where a place
closes, or a train arrives, on a later day. Positions are used as they stand, as the scorer does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from core.benchmarks.chinatravel.geodesic import Position

DAY_MIN = 24 * 60


class UnknownNameError(KeyError):
    """The database has no city or place of this name."""


class Ride(StrEnum):
    """How one travels between cities, in the benchmark's words."""

    TRAIN = "train"
    PLANE = "airplane"


@dataclass(frozen=True, slots=True)
class Sight:
    """An attraction; `closes` is beyond 1440 where it closes after midnight."""

    name: str
    kind: str
    position: Position
    opens: int
    closes: int
    price: float
    stay_min: int
    stay_max: int


@dataclass(frozen=True, slots=True)
class Restaurant:
    """A restaurant; `price` is for one person."""

    name: str
    cuisine: str
    position: Position
    opens: int
    closes: int
    price: float


@dataclass(frozen=True, slots=True)
class Hotel:
    """A hotel; `price` is of one room and night, `beds` of each room."""

    name: str
    feature: str
    position: Position
    price: float
    beds: int


@dataclass(frozen=True, slots=True)
class Journey:
    """A train or flight on the day it leaves; `days` midnights pass before it arrives."""

    number: str
    ride: Ride
    origin: str
    target: str
    begin: str
    end: str
    departs: int
    arrives: int
    price: float

    @property
    def same_day(self) -> bool:
        """Say whether it arrives before the midnight after it leaves."""
        return self.arrives < DAY_MIN


@dataclass(frozen=True, slots=True)
class Station:
    """A metro station of one line."""

    name: str
    position: Position


@dataclass(frozen=True)
class CityWorld:
    """One city: its places by name (the first row of each name), stations and positions."""

    name: str
    sights: Mapping[str, Sight]
    restaurants: Mapping[str, Restaurant]
    hotels: Mapping[str, Hotel]
    stations: tuple[Station, ...]
    positions: Mapping[str, Position]
    folder: str = ""

    def position(self, name: str) -> Position:
        """Return where a place, station or airport is.

        Raises:
            UnknownNameError: The city has nothing of this name.
        """
        try:
            return self.positions[name]
        except KeyError:
            raise UnknownNameError(name) from None


@dataclass(frozen=True)
class World:
    """Every city by its name, and the journeys between each two of them."""

    cities: Mapping[str, CityWorld]
    journeys: Mapping[tuple[str, str], tuple[Journey, ...]] = field(default_factory=dict)

    def city(self, name: str) -> CityWorld:
        """Return a city.

        Raises:
            UnknownNameError: There is none of this name.
        """
        try:
            return self.cities[name]
        except KeyError:
            raise UnknownNameError(name) from None

    def between(self, origin: str, target: str) -> tuple[Journey, ...]:
        """Return the journeys from one city to another, in the order of the tables."""
        return self.journeys.get((origin, target), ())

    @cached_property
    def city_names(self) -> tuple[str, ...]:
        """Return the names of all cities."""
        return tuple(self.cities)


def clock_minutes(text: str) -> int:
    """Return the minutes of `HH:MM`, which may be beyond 24:00.

    Raises:
        ValueError: It is no time.
    """
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        raise ValueError(f"{text!r} is not HH:MM")
    return int(hours) * 60 + int(minutes)
