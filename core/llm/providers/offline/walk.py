"""A traveller's clock, as the prompt's own rules of travel have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from core.kernel.geo import distance_m
from core.llm.providers.offline.reading import Question, Row, Spot

_MAX_WAIT_MIN = 45
_MAX_WAIT_FOR_MUST_MIN = 90


def way_min(
    travel: Mapping[str, float], origin: Row | Spot | None, target: Row | Spot | None
) -> int:
    """Return the minutes from one place to another by the numbers of their city; 0 without one."""
    if origin is None or target is None or origin.id == target.id:
        return 0
    km = distance_m(origin.lat, origin.lon, target.lat, target.lon) / 1000 * travel["detour"]
    walk = km * travel["walk_min_per_km"]
    transit = travel["transit_base_min"] + km * travel["transit_min_per_km"]
    if walk <= travel["walk_max_min"]:
        taken = walk
    elif transit <= travel["transit_max_min"]:
        taken = transit
    else:
        in_city = min(km, travel["taxi_city_km"])
        taken = travel["taxi_base_min"] + in_city * travel["taxi_min_per_km"]
        taken += (km - in_city) * travel["taxi_min_per_far_km"]
    step = travel["round_up_to_min"]
    # A hair more than the rule says: rows carry rounded positions.
    return int(ceil((taken + 0.01) / step) * step)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the traveller stands, and when."""

    at: Row | Spot | None
    minute: int

    def visit(self, question: Question, target: Row, day: int, earliest: int = 0) -> "Visit | None":
        """Return the visit if the place is open then without a long wait, else None."""
        travel = question.travel[target.city]
        step = int(travel["round_up_to_min"])
        way = way_min(travel, self.at, target)
        ready = max(self.minute + way, earliest)
        stay = _up(target.stay, step)
        is_must = target.id in question.request["must_see"]
        longest = _MAX_WAIT_FOR_MUST_MIN if is_must else _MAX_WAIT_MIN
        for opens, closes in target.spans.get(day, ()):
            start = _up(max(ready, opens), step)
            if start + stay <= closes and start - ready <= longest:
                waited = start - self.minute - way
                return Visit(target, start, start + stay, way, waited)
        return None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop with its times; `wait` are minutes spent at a closed door or before a meal."""

    row: Row
    start: int
    end: int
    way: int
    wait: int

    def clock(self) -> Clock:
        """Return where and when the traveller stands afterwards."""
        return Clock(self.row, self.end)


def _up(value: int, step: int) -> int:
    return -(-value // step) * step
