"""Measures of a whole plan: what follows from all its days together, and the means of the days.

Each is None where there is nothing to measure. `must_see_recall` and `popularity` are measured as
Lim and others do (2015, "Personalized tour recommendation based on user interests and points of
interest visit durations"); `diversity` is Shannon's entropy (1948), `grounded` the share of what
ITINERA (Tang and others 2024) counts as failed, from the other side. The others are ours.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from math import log, sqrt
from statistics import fmean, pstdev

from core.catalog.domain import Place
from core.planning.domain import STOPS_PER_DAY, Plan, Stop
from core.planning.mealtimes import meals_of
from core.planning.measures.day import Measures, active_min, measure_day, visits_of
from core.schemas.catalog import Interest, PlaceKind
from core.schemas.trips import SubTripKind

_MEANS = (
    "open_ok", "time_ok", "detour", "detour_km", "compactness_km", "crossings", "travel_min",
    "walking_min", "stay_ok", "meal_score", "slack",
)  # fmt: skip


def measure(
    plan: Plan, known: Collection[Place] = (), days: Sequence[Measures] | None = None
) -> Measures:
    """Return the measures by name; `known` are all places of the plan's cities.

    `days` are the measures of the days, where they are there already.

    * `grounded`: stops that are in the catalogue / stops, journeys not counted
    * `must_see_recall`: must-sees in the plan / must-sees asked for
    * `preference`: mean over the sights of the cosine of wished interests and the sight's tags
    * `popularity`, `popularity_percentile`: mean popularity of the sights, and mean share of the
      sights of their city that are no better known
    * `diversity`: entropy of the sights' categories / log of the number of sights
    * `repetition`: 1 - different places / visits
    * `sights_per_day`, and `pace`: sights a day / as many as the pace means
    * `balance`: 1 - coefficient of variation of the days' active minutes, at least 0
    * `meals_ok`: meals had / meals that fall into the days; as for the rule `meals_present`, one is
      had at a table or during a visit of four hours or more
    * `budget_used`: cost / budget; `budget_ok`: 1 where it is kept, else 0
    * the means over the days of what `measure_day` returns
    """
    brief = plan.brief
    stops = [stop for stop in plan.stops() if stop.journey is None]
    sights = [stop for stop in stops if stop.kind is SubTripKind.ATTRACTION and stop.place]
    places = [stop.place for stop in sights if stop.place]
    visited = [stop.place.id for day in plan.days for stop in visits_of(day) if stop.place]
    present = {stop.place.id for stop in stops if stop.place}
    wanted = len(brief.must_see) + len(brief.unknown_must_see)
    per_day = _share(len(sights), len(plan.days))
    return {
        "grounded": _share(sum(stop.place is not None for stop in stops), len(stops)),
        "must_see_recall": _share(sum(place in present for place in brief.must_see_ids), wanted),
        "preference": _mean([_cosine(brief.interests, p) for p in places if brief.interests]),
        "popularity": _mean([float(place.popularity) for place in places]),
        "popularity_percentile": _percentile(places, known),
        "diversity": _diversity(sights),
        "repetition": round(1 - len(set(visited)) / len(visited), 4) if visited else None,
        "sights_per_day": per_day,
        "pace": None if per_day is None else round(per_day / STOPS_PER_DAY[brief.pace], 4),
        "balance": _balance([active_min(day) for day in plan.days]),
        "meals_ok": _meals_ok(plan),
        "budget_used": _share(plan.total_cost, brief.budget_local or 0),
        "budget_ok": None if brief.budget_local is None else float(_is_within(plan)),
        **_means([measure_day(plan, day) for day in plan.days] if days is None else days),
    }


def _is_within(plan: Plan) -> bool:
    return plan.brief.budget_local is None or plan.total_cost <= plan.brief.budget_local


def _means(days: Sequence[Measures]) -> Measures:
    found = {name: [d[name] for d in days if d[name] is not None] for name in _MEANS}
    return {name: _mean([v for v in values if v is not None]) for name, values in found.items()}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 4) if values else None


def _cosine(interests: Sequence[Interest], place: Place) -> float:
    """Return the cosine of two sets: what they share over the mean of their sizes, geometric."""
    shared = len(set(interests) & set(place.tags))
    return shared / sqrt(len(set(interests)) * len(set(place.tags))) if shared else 0.0


def _percentile(places: Sequence[Place], known: Collection[Place]) -> float | None:
    others: defaultdict[str, list[int]] = defaultdict(list)
    for place in known:
        if place.kind is PlaceKind.ATTRACTION:
            others[place.city_id].append(place.popularity)
    for ranked in others.values():
        ranked.sort()
    return _mean(
        [
            bisect_right(others[place.city_id], place.popularity) / len(others[place.city_id])
            for place in places
            if place.city_id in others
        ]
    )


def _diversity(sights: Sequence[Stop]) -> float | None:
    if len(sights) < 2:
        return None
    counts = Counter(stop.place.category for stop in sights if stop.place)
    shares = [count / len(sights) for count in counts.values()]
    return round(-sum(share * log(share) for share in shares) / log(len(sights)), 4) + 0.0


def _balance(minutes: Sequence[float]) -> float | None:
    if len(minutes) < 2 or not any(minutes):
        return None
    return round(max(0.0, 1 - pstdev(minutes) / fmean(minutes)), 4)


def _meals_ok(plan: Plan) -> float | None:
    had = [taken for day in plan.days for taken in meals_of(plan, day).values()]
    return _share(sum(had), len(had))
