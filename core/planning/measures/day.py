"""Measures of one day. Each is None where the day has nothing to measure.

`detour` and `crossings` are what ITINERA (Tang and others 2024) counts as margin and overlaps of a
route, with ways in minutes instead of beelines. What is taken from elsewhere besides says so; the
other formulas are ours.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from math import cos, exp, radians, sqrt
from random import Random
from statistics import fmean
from typing import NamedTuple

from core.catalog.domain import Place
from core.catalog.openings import Spans
from core.kernel.geo import distance_m
from core.planning.domain import MEAL_WINDOWS, Day, Plan, Stop
from core.planning.openings import is_open, openings
from core.planning.optimizer.paths import path_length, shortest_path
from core.schemas.fields import TransferMode
from core.schemas.trips import SubTripKind

_DRAWS = 200
_TRAVEL_SPREAD = (0.8, 1.4)
_MEAL_SIGMA_MIN = 45
_STAY_BOUNDS = (0.5, 1.5)
_M_PER_DEGREE = 111_195.0797

Measures = dict[str, float | None]


def measure_day(plan: Plan, day: Day) -> Measures:
    """Return the measures of a day by name.

    * `open_ok`: visits wholly inside an opening of that date / visits
    * `time_ok`: neighbours with at least the time the way takes between them / neighbours
    * `detour`: minutes of the ways from stop to stop / minutes in the best order of the same stops,
      both from where the day begins to where it ends (Held and Karp up to 11 stops, 2-opt above);
      `detour_km` is the same with beelines
    * `compactness_km`: radius of gyration of the visits
    * `crossings`: pairs of ways that cross on the map
    * `travel_min`, `walking_min`, `active_min`: minutes on the way, on foot, and visits with ways
    * `stay_ok`: visits of half to one and a half times the usual length / visits
    * `meal_score`: mean over meals of exp(-(t - m)^2 / 2 s^2), t the middle of the meal, m that of
      its window, s 45 minutes; the idea is TripCraft's (2025), the middles are ours
    * `slack`: share of 200 draws, ways times U(0.8, 1.4), in which every visit can still be had in
      full. Nobody hurries: what one is late by one stays late by until there is a wait. So a visit
      that ends as its doors close has little after many ways without one, and fails no rule. The
      minutes at stations before a departure and after an arrival are time to spare
    """
    visits = visits_of(day)
    return {
        "open_ok": _share(sum(_is_open(plan, day, stop) for stop in visits), len(visits)),
        "time_ok": _time_ok(plan, day),
        "detour": _detour(plan, day, _minutes),
        "detour_km": _detour(plan, day, _metres),
        "compactness_km": _gyration_km([stop.place for stop in visits if stop.place]),
        "crossings": _crossings([stop.place for stop in visits if stop.place]),
        "travel_min": float(sum(s.transfer.minutes for s in day.stops if s.transfer)),
        "walking_min": float(
            sum(
                s.transfer.minutes
                for s in day.stops
                if s.transfer and s.transfer.mode is TransferMode.WALK
            )
        ),
        "active_min": active_min(day),
        "stay_ok": _share(sum(_is_usual(stop) for stop in visits), len(visits)),
        "meal_score": _meal_score(day),
        "slack": _slack(plan, day),
    }


def visits_of(day: Day) -> list[Stop]:
    """Return the sights and meals of a day that are places."""
    kinds = (SubTripKind.ATTRACTION, SubTripKind.MEAL)
    return [stop for stop in day.stops if stop.place and stop.kind in kinds]


def active_min(day: Day) -> float:
    """Return the minutes of visits and of the ways to them."""
    ways = sum(stop.transfer.minutes for stop in day.stops if stop.transfer)
    return float(sum(stop.end - stop.start for stop in visits_of(day)) + ways)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _is_open(plan: Plan, day: Day, stop: Stop) -> bool:
    place = stop.place
    return place is not None and is_open(plan.brief, place, day.date, stop.start, stop.end)


def _time_ok(plan: Plan, day: Day) -> float | None:
    pairs = [
        (before, stop)
        for before, stop in pairwise(day.stops)
        if before.place and stop.place and before.place.city_id == stop.place.city_id
    ]
    fine = sum(_is_in_time(plan, before, stop) for before, stop in pairs)
    return _share(fine, len(pairs))


def _is_in_time(plan: Plan, before: Stop, stop: Stop) -> bool:
    origin, target = before.place, stop.place
    if origin is None or target is None or origin.id == target.id:
        return stop.start >= before.end
    city = next(city for city in plan.brief.cities if city.id == target.city_id)
    way = plan.brief.ways.way(city, origin, target, plan.brief.travellers)
    return stop.start >= before.end + way.minutes


Lengths = Sequence[Sequence[int]]


def _minutes(plan: Plan, spots: Sequence[Place]) -> Lengths:
    city = next(city for city in plan.brief.cities if city.id == spots[0].city_id)
    ways, party = plan.brief.ways, plan.brief.travellers
    table = ways.table(city, spots, party).minutes
    return [
        [
            ways.way(city, origin, target, party).minutes if minutes is None else minutes
            for target, minutes in zip(spots, row, strict=True)
        ]
        for origin, row in zip(spots, table, strict=True)
    ]


def _metres(_plan: Plan, spots: Sequence[Place]) -> Lengths:
    return [[round(distance_m(a.lat, a.lon, b.lat, b.lon)) for b in spots] for a in spots]


def _detour(
    plan: Plan, day: Day, lengths: Callable[[Plan, Sequence[Place]], Lengths]
) -> float | None:
    walked = shortest = 0
    for chain, start, end in _chains(plan, day):
        spots = [spot for spot in (start, *chain, end) if spot is not None]
        table = lengths(plan, spots)
        first = 0 if start is not None else None
        last = len(spots) - 1 if end is not None else None
        inner = [n for n in range(len(spots)) if n not in (first, last)]
        if len(inner) > 1:
            walked += path_length(inner, table, first, last)
            shortest += shortest_path(inner, table, first, last)[1]
    return round(walked / shortest, 4) if shortest else None


def _chains(plan: Plan, day: Day) -> list[tuple[list[Place], Place | None, Place | None]]:
    """Return the visits of each part of the day, with where it begins and ends."""
    parts = list(plan.frame.parts_of(day.index))
    groups: list[list[Place]] = [[]]
    for stop in day.stops:
        if stop.journey is not None:
            groups.append([])
        elif stop.place and stop.kind is not SubTripKind.HOTEL:
            groups[-1].append(stop.place)
    groups = [group for group in groups if group]
    chains: list[tuple[list[Place], Place | None, Place | None]] = []
    for group in groups:
        part = next((part for part in parts if part.city.id == group[0].city_id), None)
        if part is None:
            chains.append((group, None, None))
            continue
        begins = part.begins or _hotel(plan, part.wakes)
        ends = part.ends or _hotel(plan, part.sleeps)
        chains.append((group, begins, ends))
    return chains


def _hotel(plan: Plan, stay: int | None) -> Place | None:
    return plan.hotels[stay] if stay is not None and stay < len(plan.hotels) else None


def _gyration_km(places: list[Place]) -> float | None:
    if not places:
        return None
    points = [_flat(place, places[0]) for place in places]
    x, y = fmean(p[0] for p in points), fmean(p[1] for p in points)
    return round(sqrt(fmean((p[0] - x) ** 2 + (p[1] - y) ** 2 for p in points)) / 1000, 4)


def _flat(place: Place, origin: Place) -> tuple[float, float]:
    """Return metres east and north of an origin; a plane is near enough within a city."""
    east = (place.lon - origin.lon) * _M_PER_DEGREE * cos(radians(origin.lat))
    return east, (place.lat - origin.lat) * _M_PER_DEGREE


def _crossings(places: list[Place]) -> float | None:
    if len(places) < 2:
        return None
    points = [_flat(place, places[0]) for place in places]
    ways = list(pairwise(points))
    return float(
        sum(
            _cross(*ways[one], *ways[other])
            for one, other in combinations(range(len(ways)), 2)
            if other - one > 1
        )
    )


Point = tuple[float, float]


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _is_usual(stop: Stop) -> bool:
    usual = stop.place.visit_minutes if stop.place else 0
    least, most = (usual * bound for bound in _STAY_BOUNDS)
    return least <= stop.end - stop.start <= most


def _meal_score(day: Day) -> float | None:
    scores = []
    for stop in day.stops:
        if stop.meal in MEAL_WINDOWS:
            first, last = MEAL_WINDOWS[stop.meal]
            off = (stop.start + stop.end) / 2 - (first + last) / 2
            scores.append(exp(-((off / _MEAL_SIGMA_MIN) ** 2) / 2))
    return round(fmean(scores), 4) if scores else None


def _slack(plan: Plan, day: Day) -> float | None:
    if len(day.stops) < 2:
        return None
    steps = _steps_at_risk([_step(plan, day, stop) for stop in day.stops])
    chance = Random(0)  # noqa: S311 - draws that are the same on every machine
    draws = _DRAWS if steps else 0
    late = sum(not _still_fits(steps, chance) for _ in range(draws))
    return _share(_DRAWS - late, _DRAWS)


class _Step(NamedTuple):
    """A stop as a late traveller sees it; `doors` are None where it can be had at any time."""

    way: int
    start: int
    end: int
    doors: Spans | None


def _step(plan: Plan, day: Day, stop: Stop) -> _Step:
    doors: Spans | None = None
    if stop.journey is not None:
        doors = ()  # which does not wait
    elif stop.kind is not SubTripKind.HOTEL and stop.place is not None:
        doors = tuple(openings(plan.brief, stop.place, day.date))
    way = stop.transfer.minutes if stop.transfer else 0
    return _Step(way, stop.start, stop.end, doors)


def _steps_at_risk(steps: Sequence[_Step]) -> Sequence[_Step]:
    """Return the steps up to the last that cannot be had where all ways take the longest."""
    late, risky = 0, 0
    for number, (step, before) in enumerate(zip(steps[1:], steps, strict=False), start=2):
        late = max(0, round(before.end + late + step.way * _TRAVEL_SPREAD[1]) - step.start)
        if late and not _fits_whenever(step, late):
            risky = number
    return steps[:risky]


def _fits_whenever(step: _Step, late: int) -> bool:
    """Say whether a step can be had however late one is, up to so many minutes."""
    return step.doors is None or any(
        opens <= step.start and step.end + late <= closes for opens, closes in step.doors
    )


def _still_fits(steps: Sequence[_Step], chance: Random) -> bool:
    """Say whether the day can be had where each way takes a little less or more."""
    least, most = _TRAVEL_SPREAD
    late, end = 0, steps[0].end
    for way, start, until, doors in steps[1:]:
        late = max(0, round(end + late + way * (least + (most - least) * chance.random())) - start)
        if late and doors is not None and not _opens_for(doors, start + late, until + late):
            return False
        end = until
    return True


def _opens_for(doors: Spans, start: int, end: int) -> bool:
    return any(opens <= start and end <= closes for opens, closes in doors)
