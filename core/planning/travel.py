"""How one gets from one place of a city to the next: what the planner asks, and our estimate.

The estimate knows the distance and the facts of the city: walking, public transport with a wait, a
taxi with a wait and a faster speed beyond 10 km; ways are 1.3 times the beeline. No timetable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from core.catalog.domain import City, Place
from core.kernel.geo import distance_m
from core.schemas.links import LinkMode
from core.schemas.trips import Transfer, TransferMode

DETOUR = 1.3
WALK_MAX_MIN = 20
TRANSIT_MAX_MIN = 60
TAXI_CITY_KM = 10
TAXI_FAR_KMH = 55.0
TAXI_SEATS = 4
STEP_MIN = 5
"""Every way is rounded up to this many minutes."""

_ALL = frozenset(TransferMode)


class Ways(Protocol):
    """Travel inside a city, between two of its places."""

    @property
    def step_min(self) -> int:
        """Visits begin at multiples of so many minutes."""
        ...

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return the way; its cost is for the whole party, in minor units of the city's money."""
        ...

    def boarding_min(self, mode: LinkMode) -> int:
        """Return how long before a departure one is at the station."""
        ...

    def leaving_min(self, mode: LinkMode) -> int:
        """Return how long after an arrival one is out of the station."""
        ...

    def note(self, city: City) -> Mapping[str, float]:
        """Return the numbers a model computes ways in this city with."""
        ...


@dataclass(frozen=True, slots=True)
class EstimatedWays:
    """Ways estimated from the distance, by the allowed modes; the cheapest or the usual one."""

    allowed: frozenset[TransferMode] = _ALL
    step_min: int = STEP_MIN

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return the way: on foot where that is short, else transit, far out a taxi."""
        beeline_m = distance_m(origin.lat, origin.lon, target.lat, target.lon)
        km = beeline_m * DETOUR / 1000
        mode = self._mode(city, km)
        minutes = _MINUTES[mode](city, km)
        return Transfer(
            mode=mode,
            minutes=ceil(minutes / self.step_min) * self.step_min,
            distance_m=round(km * 1000),
            cost=_fare(city, mode, km, travellers),
        )

    def boarding_min(self, mode: LinkMode) -> int:
        """Return the usual time before a departure; nothing for a car."""
        return _BOARDING_MIN.get(mode, 0)

    def leaving_min(self, mode: LinkMode) -> int:
        """Return the usual time after an arrival; nothing for a car."""
        return _LEAVING_MIN.get(mode, 0)

    def note(self, city: City) -> Mapping[str, float]:
        """Return speeds, waits and limits by name."""
        return {
            "detour": DETOUR,
            "walk_min_per_km": round(60 / city.walk_kmh, 4),
            "walk_max_min": WALK_MAX_MIN,
            "transit_base_min": city.transit_wait_min,
            "transit_min_per_km": round(60 / city.transit_kmh, 4),
            "transit_max_min": TRANSIT_MAX_MIN,
            "taxi_base_min": city.taxi_wait_min,
            "taxi_min_per_km": round(60 / city.taxi_kmh, 4),
            "taxi_city_km": TAXI_CITY_KM,
            "taxi_min_per_far_km": round(60 / TAXI_FAR_KMH, 4),
            "round_up_to_min": self.step_min,
        }

    def _mode(self, city: City, km: float) -> TransferMode:
        fitting = {
            TransferMode.WALK: _walk_min(city, km) <= WALK_MAX_MIN,
            TransferMode.TRANSIT: _transit_min(city, km) <= TRANSIT_MAX_MIN,
            TransferMode.TAXI: True,
        }
        ranked = [mode for mode in fitting if mode in self.allowed]
        return next((mode for mode in ranked if fitting[mode]), ranked[-1])


ESTIMATE = EstimatedWays()

_BOARDING_MIN = {
    LinkMode.FLIGHT: 120,
    LinkMode.TRAIN: 30,
    LinkMode.BUS: 20,
    LinkMode.FERRY: 45,
}
_LEAVING_MIN = {
    LinkMode.FLIGHT: 40,
    LinkMode.TRAIN: 15,
    LinkMode.BUS: 10,
    LinkMode.FERRY: 20,
}


def _walk_min(city: City, km: float) -> float:
    return km * 60 / city.walk_kmh


def _transit_min(city: City, km: float) -> float:
    return city.transit_wait_min + km * 60 / city.transit_kmh


def _taxi_min(city: City, km: float) -> float:
    in_city = min(km, TAXI_CITY_KM)
    return city.taxi_wait_min + in_city * 60 / city.taxi_kmh + (km - in_city) * 60 / TAXI_FAR_KMH


_MINUTES = {
    TransferMode.WALK: _walk_min,
    TransferMode.TRANSIT: _transit_min,
    TransferMode.TAXI: _taxi_min,
}


def _fare(city: City, mode: TransferMode, km: float, travellers: int) -> int:
    """Return the price for the party; 0 where the city's fares are not known."""
    match mode:
        case TransferMode.TRANSIT:
            return (city.transit_fare or 0) * travellers
        case TransferMode.TAXI:
            beyond = max(0.0, km - (city.taxi_flag_km or 0))
            one = (city.taxi_flag_fall or 0) + ceil(round(beyond * (city.taxi_per_km or 0), 3))
            return one * ceil(travellers / TAXI_SEATS)
        case _:
            return 0
