"""How good a plan is by measures that need no judge; formulas after planning.md section 2, "Adopt".

Every measure is None where a plan has nothing to measure.
"""

from collections import Counter
from itertools import pairwise, permutations
from math import log
from statistics import fmean

from core.catalog.hours import is_open_throughout
from core.kernel.geo import distance_m
from core.planning.candidates import interest_match
from core.planning.domain import Day, Plan, Stop
from core.schemas.trips import SubTripKind

_EXACT_MAX = 7
"""Up to so many stops the shortest order is found by trying all (5,040)."""


def measure(plan: Plan) -> dict[str, float | None]:
    """Return the measures by name.

    * `grounded`: stops that are in the catalogue / stops
    * `open_ok`: visits wholly inside opening hours / visits
    * `must_see_recall`: must-sees in the plan / must-sees asked for
    * `preference`: mean share of the wished interests that a sight offers
    * `popularity`: mean popularity of the sights, 0 to 100
    * `diversity`: entropy of the sights' categories / log of the number of sights
    * `sights_per_day`, `travel_min_per_day`: means over days
    * `detour`: length of the days' ways / length in the best order of the same stops (days of up
      to 7 stops)
    * `meals_ok`: meals taken / meals that fall into the daily windows
    * `budget_used`: estimated cost / budget
    """
    brief = plan.brief
    stops = [stop for stop in plan.stops() if stop.journey is None]
    sights = [stop for stop in stops if stop.kind is SubTripKind.ATTRACTION and stop.place]
    meals = sum(stop.meal in brief.meals for stop in stops)
    present = {stop.place.id for stop in stops if stop.place}
    wanted = len(brief.must_see) + len(brief.unknown_must_see)
    return {
        "grounded": _share(sum(stop.place is not None for stop in stops), len(stops)),
        "open_ok": _open_share(plan),
        "must_see_recall": _share(sum(place in present for place in brief.must_see_ids), wanted),
        "preference": _mean([interest_match(brief.interests, s.place) for s in sights if s.place]),
        "popularity": _mean([float(s.place.popularity) for s in sights if s.place]),
        "diversity": _diversity(sights),
        "sights_per_day": _share(len(sights), len(plan.days)),
        "travel_min_per_day": _mean([float(_travel_min(day)) for day in plan.days]),
        "detour": _detour(plan),
        "meals_ok": _share(meals, len(plan.days) * len(brief.meals)),
        "budget_used": _share(plan.total_cost, brief.budget_local or 0),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: list[float]) -> float | None:
    return round(fmean(values), 4) if values else None


def _open_share(plan: Plan) -> float | None:
    visits = [
        is_open_throughout(stop.place.opening_hours, day.date, stop.start, stop.end)
        for day in plan.days
        for stop in day.stops
        if stop.place and stop.kind is not SubTripKind.HOTEL
    ]
    return _share(sum(visits), len(visits))


def _diversity(sights: list[Stop]) -> float | None:
    if len(sights) < 2:
        return None
    counts = Counter(stop.place.category for stop in sights if stop.place)
    shares = [count / len(sights) for count in counts.values()]
    return round(-sum(share * log(share) for share in shares) / log(len(sights)), 4) + 0.0


def _travel_min(day: Day) -> int:
    return sum(stop.transfer.minutes for stop in day.stops if stop.transfer)


def _detour(plan: Plan) -> float | None:
    walked = shortest = 0.0
    for day in plan.days:
        middle = [stop for stop in day.stops if stop.place and stop.kind is not SubTripKind.HOTEL]
        if 2 < len(middle) <= _EXACT_MAX:
            table = _table(middle)
            walked += sum(table[a][b] for a, b in pairwise(range(len(middle))))
            shortest += _shortest(table)
    return round(walked / shortest, 4) if shortest else None


def _table(stops: list[Stop]) -> list[list[float]]:
    places = [stop.place for stop in stops if stop.place]
    return [[distance_m(a.lat, a.lon, b.lat, b.lon) for b in places] for a in places]


def _shortest(table: list[list[float]]) -> float:
    return min(
        sum(table[a][b] for a, b in pairwise(order)) for order in permutations(range(len(table)))
    )
