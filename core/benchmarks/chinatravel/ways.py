"""How one gets about in a city of the benchmark: on foot, by metro or taxi, exactly as it says.

Every leg's time is cut to whole minutes, so a way of three legs may be two minutes shorter than its
length; a metro way exists only between two different stations.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import cos, radians

from core.benchmarks.chinatravel.geodesic import Position, geodesic_km
from core.benchmarks.chinatravel.world import CityWorld, Station

WALK_KMH, TAXI_KMH, METRO_KMH = 5.0, 40.0, 30.0
STATION_SUFFIX = "-地铁站"
_TAXI_BASE, _TAXI_BASE_KM = 11.0, 1.8
_TAXI_CITY_KM, _TAXI_CITY_PER_KM, _TAXI_FAR_PER_KM = 10.0, 3.5, 4.5
_METRO_FARES = ((4, 2), (9, 3), (14, 4), (21, 5), (28, 6), (37, 7), (48, 8), (61, 9))
_METRO_FAR_STEP_KM = 15
_NEAREST_LOOKED_AT = 12
"""So many stations, the nearest in the flat, are measured on the ellipsoid."""
CAR_SEATS = 4


class Mode(StrEnum):
    """How one travels in a city, in the benchmark's words."""

    WALK = "walk"
    METRO = "metro"
    TAXI = "taxi"


@dataclass(frozen=True, slots=True)
class Piece:
    """One leg of a way; `price` is for one person or one car."""

    start: str
    end: str
    mode: Mode
    minutes: int
    price: float
    km: float


@dataclass(frozen=True, slots=True)
class Way:
    """From one place to another by one mode: one leg, or by metro three."""

    mode: Mode
    pieces: tuple[Piece, ...]

    @property
    def minutes(self) -> int:
        """Return how long it takes."""
        return sum(piece.minutes for piece in self.pieces)

    @property
    def km(self) -> float:
        """Return how far it is."""
        return sum(piece.km for piece in self.pieces)

    def turned(self) -> "Way":
        """Return the way back: the same legs, the last one first."""
        pieces = (replace(piece, start=piece.end, end=piece.start) for piece in self.pieces)
        return Way(self.mode, tuple(pieces)[::-1])

    def cost(self, people: int) -> float:
        """Return what it costs a party."""
        units = -(-people // CAR_SEATS) if self.mode is Mode.TAXI else people
        return sum(piece.price for piece in self.pieces) * units


def taxi_price(km: float) -> float:
    """Return the fare of one car."""
    if km <= _TAXI_BASE_KM:
        return _TAXI_BASE
    city = min(km, _TAXI_CITY_KM) - _TAXI_BASE_KM
    return _TAXI_BASE + city * _TAXI_CITY_PER_KM + max(km - _TAXI_CITY_KM, 0) * _TAXI_FAR_PER_KM


def metro_price(km: float) -> float:
    """Return the fare of one person between two stations `km` apart."""
    for up_to, price in _METRO_FARES:
        if km <= up_to:
            return price
    far, price = _METRO_FARES[-1]
    return price + (km - far + _METRO_FAR_STEP_KM - 1) // _METRO_FAR_STEP_KM


class CityWays:
    """The ways of one city; what was worked out once is kept."""

    def __init__(self, city: CityWorld) -> None:
        self._city = city
        self._nearest: dict[str, tuple[Station, float] | None] = {}
        self._ways: dict[tuple[str, str, Mode], Way | None] = {}
        self._make: dict[Mode, Callable[[str, str], Way | None]] = {
            Mode.WALK: self._walk,
            Mode.METRO: self._metro,
            Mode.TAXI: self._taxi,
        }

    def find(self, start: str, end: str, mode: Mode) -> Way | None:
        """Return the way by one mode, or None where there is no metro.

        Raises:
            UnknownNameError: The city has no such place.
        """
        key = (start, end, mode)
        if key not in self._ways:
            way = self._make[mode](start, end)
            self._ways[key] = way
            self._ways[end, start, mode] = way and way.turned()
        return self._ways[key]

    def distance_km(self, start: str, end: str) -> float:
        """Return the straight distance.

        Raises:
            UnknownNameError: The city has no such place.
        """
        return geodesic_km(self._city.position(start), self._city.position(end))

    def _walk(self, start: str, end: str) -> Way:
        km = self.distance_km(start, end)
        return Way(Mode.WALK, (Piece(start, end, Mode.WALK, _minutes(km, WALK_KMH), 0, km),))

    def _taxi(self, start: str, end: str) -> Way:
        km = self.distance_km(start, end)
        fare = round(taxi_price(km), 2)
        piece = Piece(start, end, Mode.TAXI, _minutes(km, TAXI_KMH), fare, round(km, 2))
        return Way(Mode.TAXI, (piece,))

    def _metro(self, start: str, end: str) -> Way | None:
        origin, target = self._station_near(start), self._station_near(end)
        if origin is None or target is None or origin[0] == target[0]:
            return None
        (enter, to_enter), (leave, from_leave) = origin, target
        km = geodesic_km(enter.position, leave.position)
        names = (start, enter.name + STATION_SUFFIX, leave.name + STATION_SUFFIX, end)
        rides = (
            (Mode.WALK, to_enter, WALK_KMH, 0.0),
            (Mode.METRO, km, METRO_KMH, metro_price(km)),
            (Mode.WALK, from_leave, WALK_KMH, 0.0),
        )
        pieces = tuple(
            Piece(names[at], names[at + 1], mode, _minutes(length, speed), price, round(length, 2))
            for at, (mode, length, speed, price) in enumerate(rides)
        )
        return Way(Mode.METRO, pieces)

    def _station_near(self, name: str) -> tuple[Station, float] | None:
        if name not in self._nearest:
            self._nearest[name] = nearest_station(self._city.position(name), self._city.stations)
        return self._nearest[name]


def nearest_station(
    position: Position, stations: tuple[Station, ...]
) -> tuple[Station, float] | None:
    """Return the nearest station, the first of several as near, and how far it is."""
    if not stations:
        return None
    squeeze = cos(radians(position[0]))

    def flat(index: int) -> float:
        lat, lon = stations[index].position
        return (lat - position[0]) ** 2 + ((lon - position[1]) * squeeze) ** 2

    few = sorted(range(len(stations)), key=flat)[:_NEAREST_LOOKED_AT]
    km, index = min((geodesic_km(position, stations[index].position), index) for index in few)
    return stations[index], km


def _minutes(km: float, kmh: float) -> int:
    return int(km / kmh * 60)
