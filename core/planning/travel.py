"""How one gets from one place of a city to the next: what the planner asks, and our estimate.

The estimate knows the distance and the facts of the city: walking, public transport with a wait, a
taxi with a wait and a faster speed beyond 10 km; ways are 1.3 times the beeline. No timetable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from core.catalog.domain import City, Place
from core.kernel.geo import distance_m
from core.planning.policies import Policy
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode
from core.schemas.trips import Transfer

DETOUR = 1.3
WALK_MAX_MIN = 20
TRANSIT_MAX_MIN = 60
TAXI_CITY_KM = 10
TAXI_FAR_KMH = 55.0
TAXI_SEATS = 4
STEP_MIN = 5
"""Every way is rounded up to this many minutes."""

_ALL = frozenset(TransferMode)


@dataclass(frozen=True, slots=True)
class WayTable:
    """Ways between places by their numbers; costs for the party, in the city's money.

    Minutes are None where no way is allowed.
    """

    minutes: Sequence[Sequence[int | None]]
    costs: Sequence[Sequence[int]]


Allows = Callable[[TransferMode, float], bool]
"""Says whether a way of so many kilometres may be gone in a mode."""


class Ways(Protocol):
    """Travel inside a city, between two of its places."""

    @property
    def step_min(self) -> int:
        """Visits begin at multiples of so many minutes."""
        ...

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return the way; its cost is for the whole party, in minor units of the city's money.

        Where none is allowed, it is the one that one would have to take.
        """
        ...

    def table(self, city: City, places: Sequence[Place], travellers: int) -> "WayTable":
        """Return minutes and costs of the ways from each place to each, as `way` has them."""
        ...

    def restricted(self, allows: "Allows") -> "Ways":
        """Return the same ways, of which only those are gone that are allowed."""
        ...

    def by(self, policy: Policy) -> "Ways":
        """Return the same ways, chosen by a policy."""
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
    rule: Allows | None = field(default=None, compare=False)
    policy: Policy | None = None

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return the way: on foot where that is short, else transit, far out a taxi."""
        if self.rule is not None:  # which says nothing of what it depends on
            return self.way_of(Facts._make(_facts(city)), _way_km(origin, target), travellers)
        ends = origin.lat, origin.lon, target.lat, target.lon
        return _kept_way(self.allowed, self.step_min, self.policy, _facts(city), ends, travellers)

    def way_of(self, facts: "Facts", km: float, travellers: int) -> Transfer:
        """Return a way of this length in a city of which these facts are known."""
        mode, minutes, cost = self._ride(facts, km, travellers)
        return Transfer(mode=mode, minutes=minutes, distance_m=round(km * 1000), cost=cost)

    def table(self, city: City, places: Sequence[Place], travellers: int) -> WayTable:
        """Return every way; there and back are the same."""
        size, facts = len(places), Facts._make(_facts(city))
        minutes: list[list[int | None]] = [[0] * size for _ in places]
        costs = [[0] * size for _ in places]
        for one, origin in enumerate(places):
            for other in range(one + 1, size):
                km = _way_km(origin, places[other])
                mode, found, cost = self._ride(facts, km, travellers)
                taken = found if self._may(mode, km) else None
                minutes[one][other] = minutes[other][one] = taken
                costs[one][other] = costs[other][one] = cost
        return WayTable(minutes, costs)

    def restricted(self, allows: Allows) -> "EstimatedWays":
        """Return these ways by the modes a rule allows."""
        return replace(self, rule=allows)

    def by(self, policy: Policy) -> "EstimatedWays":
        """Return these ways as a policy weighs minutes against money."""
        return replace(self, policy=policy)

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
            "walk_max_min": self.policy.walk_max_min if self.policy else WALK_MAX_MIN,
            "transit_base_min": city.transit_wait_min,
            "transit_min_per_km": round(60 / city.transit_kmh, 4),
            "transit_max_min": TRANSIT_MAX_MIN,
            "taxi_base_min": city.taxi_wait_min,
            "taxi_min_per_km": round(60 / city.taxi_kmh, 4),
            "taxi_city_km": TAXI_CITY_KM,
            "taxi_min_per_far_km": round(60 / TAXI_FAR_KMH, 4),
            "round_up_to_min": self.step_min,
        }

    def _ride(self, city: "Facts", km: float, travellers: int) -> tuple[TransferMode, int, int]:
        """Return mode, minutes and cost of a way of this length."""
        if self.policy is None:
            mode, minutes = self._usual(city, km)
            return mode, self._stepped(minutes), _fare(city, mode, km, travellers)
        policy = self.policy
        rides = [self._by(mode, city, km, travellers) for mode in _MINUTES if self._may(mode, km)]
        if not rides:
            return self._by(TransferMode.TAXI, city, km, travellers)
        return min(rides, key=lambda ride: policy.weight(*ride))

    def _by(
        self, mode: TransferMode, city: "Facts", km: float, travellers: int
    ) -> tuple[TransferMode, int, int]:
        minutes = self._stepped(_MINUTES[mode](city, km))
        return mode, minutes, _fare(city, mode, km, travellers)

    def _usual(self, city: "Facts", km: float) -> tuple[TransferMode, float]:
        last = None
        for mode, longest in _LONGEST_MIN.items():
            if self._may(mode, km):
                last = mode, _MINUTES[mode](city, km)
                if last[1] <= longest:
                    return last
        return last or (TransferMode.TAXI, _taxi_min(city, km))

    def _stepped(self, minutes: float) -> int:
        return ceil(minutes / self.step_min) * self.step_min

    def _may(self, mode: TransferMode, km: float) -> bool:
        return mode in self.allowed and (self.rule is None or self.rule(mode, km))


ESTIMATE = EstimatedWays()


class Facts(NamedTuple):
    """All of a city that a way in it depends on, named as there."""

    walk_kmh: float
    transit_kmh: float
    transit_wait_min: int
    taxi_kmh: float
    taxi_wait_min: int
    transit_fare: int | None
    taxi_flag_fall: int | None
    taxi_flag_km: float | None
    taxi_per_km: int | None


_facts = attrgetter(*Facts._fields)


@lru_cache(maxsize=1 << 15)  # the plans of a city ask for the same few thousand
def _kept_way(
    allowed: frozenset[TransferMode],
    step_min: int,
    policy: Policy | None,
    facts: tuple[Any, ...],
    ends: tuple[float, float, float, float],
    travellers: int,
) -> Transfer:
    ways = EstimatedWays(allowed, step_min, policy=policy)
    return ways.way_of(Facts._make(facts), _km(*ends), travellers)


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


def _walk_min(city: Facts, km: float) -> float:
    return km * 60 / city.walk_kmh


def _transit_min(city: Facts, km: float) -> float:
    return city.transit_wait_min + km * 60 / city.transit_kmh


def _taxi_min(city: Facts, km: float) -> float:
    in_city = min(km, TAXI_CITY_KM)
    return city.taxi_wait_min + in_city * 60 / city.taxi_kmh + (km - in_city) * 60 / TAXI_FAR_KMH


_MINUTES = {
    TransferMode.WALK: _walk_min,
    TransferMode.TRANSIT: _transit_min,
    TransferMode.TAXI: _taxi_min,
}


_LONGEST_MIN = {
    TransferMode.WALK: float(WALK_MAX_MIN),
    TransferMode.TRANSIT: float(TRANSIT_MAX_MIN),
    TransferMode.TAXI: float("inf"),
}
"""In order of preference: the first allowed one that is not longer than this, else the last."""


def _way_km(origin: Place, target: Place) -> float:
    return _km(origin.lat, origin.lon, target.lat, target.lon)


def _km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    return distance_m(lat_a, lon_a, lat_b, lon_b) * DETOUR / 1000


def _fare(city: Facts, mode: TransferMode, km: float, travellers: int) -> int:
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
