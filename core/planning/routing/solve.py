"""Find the best routes; where there is none, the nearest that can be had and what it lacks."""

from dataclasses import replace
from itertools import combinations

from core.planning.routing.problem import (
    Counting,
    Group,
    LeftOut,
    Problem,
    Reason,
    Route,
    Routes,
    Weights,
)
from core.planning.routing.rides import RideBook
from core.planning.routing.search import MAX_STATES, Search
from core.planning.routing.stops import Slack
from core.schemas.conditions import Leg as LegKind

_NO_RIDE, _NIGHT = 10**15, 10**12
"""So far apart that a way that is not known outweighs every night that is not as wished."""
_MORE_MONEY = (4, 16, 64)
"""How many times as much money weighs, step by step, where the best routes cost too much."""
_MONEY_ALONE = Weights(money=10**6, minute=1)
_NEAR_STATES = 8_000
"""How long a journey with stretched stays is looked for before cities are left out."""
_TRY_STATES, _ALL_STATES = 1_000, 20_000
"""How long one choice of fewer cities, and how long all of them, are tried."""


def find_routes(problem: Problem, count: int = 5) -> Routes:
    """Return up to `count` of the best routes, in order; equal problems give equal answers.

    It may take seconds of computing for a dozen cities: run it off the event loop.
    """
    problem = _tidy(problem)
    if not problem.groups or problem.days < 1:
        return Routes(())
    found = _affordable(problem, Slack(), count)
    if found.routes and not _lacking(problem, found.routes[0]):
        return _told(problem, {}, found)
    out = _unreachable(problem)
    if not found.routes:
        found = _nearest(problem, frozenset(out), count)
    if not found.routes:
        return Routes((), tuple(out.values()), _missing_rides(problem))
    return _told(problem, out, found)


def _nearest(problem: Problem, out: frozenset[str], count: int) -> Routes:
    """Return routes that lack as little as possible: some nights, then cities, then the ways."""
    able = _without(problem, out) if out < problem.cities else problem
    found = _affordable(able, _stretch(able), count, _NEAR_STATES)
    if not found.routes:
        found = _with_fewer(able, count)
    if not found.routes:
        found = _affordable(able, _stretch(able, lost_rides=True), count)
    return found


def _with_fewer(problem: Problem, count: int) -> Routes:
    """Return routes that leave out as few groups of cities as can be, of those named last."""
    states = 0
    groups = problem.groups
    for fewer in range(max(1, len(groups) - problem.days), len(groups)):
        for kept in combinations(groups, len(groups) - fewer):
            less = replace(problem, groups=kept)
            search = Search(less, _stretch(less), _TRY_STATES)
            if routes := search.routes(count):
                return Routes(tuple(routes))
            states += search.looked_at
            if states > _ALL_STATES:
                return Routes(())
    return Routes(())


def _affordable(problem: Problem, slack: Slack, count: int, max_states: int = MAX_STATES) -> Routes:
    """Return routes within the budgets, money weighing more until there are; else the cheapest."""
    routes = Search(problem, slack, max_states).routes(count)
    if not routes or (problem.budget is None and problem.ride_budget is None):
        return Routes(tuple(routes))
    weights = problem.weights
    heavier = [replace(weights, money=weights.money * times) for times in _MORE_MONEY]
    for weighing in (None, *heavier, _MONEY_ALONE):
        if weighing is not None:
            search = Search(replace(problem, weights=weighing), slack, max_states)
            routes = search.routes(count)
        within = tuple(route for route in routes if _can_pay(problem, route))
        if within:
            return Routes(within)
    best = routes[0]
    return Routes(
        tuple(routes),
        over_budget=problem.budget is not None and best.cost > problem.budget,
        dear_rides=problem.ride_budget is not None and best.ride_cost > problem.ride_budget,
    )


def _can_pay(problem: Problem, route: Route) -> bool:
    return (problem.budget is None or route.cost <= problem.budget) and (
        problem.ride_budget is None or route.ride_cost <= problem.ride_budget
    )


def _told(problem: Problem, out: dict[str, LeftOut], found: Routes) -> Routes:
    best = found.routes[0]
    return replace(
        found,
        left_out=tuple(
            out.get(city, LeftOut(city, Reason.DOES_NOT_FIT)) for city in _lacking(problem, best)
        ),
        no_ride=tuple((hop.origin, hop.target) for hop in best.hops if hop.ride is None),
        stretched=_is_stretched(problem, best),
    )


def _lacking(problem: Problem, route: Route) -> list[str]:
    """Return the cities of groups of which a route has too few."""
    seen = {stay.city for stay in route.halts}
    return [
        stop.city
        for group in problem.groups
        if sum(stop.city in seen for stop in group.stops) < group.count
        for stop in group.stops
        if stop.city not in seen
    ]


def _is_stretched(problem: Problem, route: Route) -> bool:
    less = 1 if problem.counting is Counting.DAYS else 0
    wished = {stop.city: stop for group in problem.groups for stop in group.stops}
    longest = problem.days - 1
    return any(
        not min(wished[stay.city].least - less, longest)
        <= stay.nights
        <= max(0, wished[stay.city].most - less)
        for stay in route.halts
    )


def _stretch(problem: Problem, *, lost_rides: bool = False) -> Slack:
    """Return by how much the stays must be longer or shorter for the days to come out right."""
    nights = problem.days - 1
    less = 1 if problem.counting is Counting.DAYS else 0
    chosen = [
        sorted(group.stops, key=lambda stop: stop.least)[: group.count] for group in problem.groups
    ]
    stops = [stop for group in chosen for stop in group]
    least = sum(max(0, stop.least - less) for stop in stops)
    most = sum(min(stop.most - less, nights) for stop in stops)
    short = max(least - nights, nights - most, 0)
    return Slack(no_ride=_NO_RIDE if lost_rides else None, nights=short, night=_NIGHT)


def _tidy(problem: Problem) -> Problem:
    """Take the origin out of groups that have enough other cities, and empty groups away."""
    groups = []
    for group in problem.groups:
        others = tuple(stop for stop in group.stops if stop.city != problem.origin)
        stops = others if len(others) >= group.count else group.stops
        if stops and group.count:
            groups.append(Group(stops, min(group.count, len(stops))))
    return replace(problem, groups=tuple(groups))


def _without(problem: Problem, out: frozenset[str]) -> Problem:
    groups = []
    for group in problem.groups:
        stops = tuple(stop for stop in group.stops if stop.city not in out)
        if stops:
            groups.append(Group(stops, min(group.count, len(stops))))
    return replace(problem, groups=tuple(groups))


def _unreachable(problem: Problem) -> dict[str, LeftOut]:
    """Return the cities no ride leads to or from, whatever the days."""
    book, free = RideBook(problem), RideBook(replace(problem, bans=()))
    reasons = {}
    for city in sorted(problem.cities):
        if not _is_joined(problem, book, city):
            joined = _is_joined(problem, free, city)
            reasons[city] = LeftOut(city, Reason.BANNED if joined else Reason.UNREACHABLE)
    return reasons


def _is_joined(problem: Problem, book: RideBook, city: str) -> bool:
    origin = problem.origin
    others = sorted(problem.cities - {city})
    if city == origin or (origin is None and not others):
        return True
    entered = any(book.joins(other, city, LegKind.EVERY) for other in others)
    left = any(book.joins(city, other, LegKind.EVERY) for other in others)
    if origin is None:
        return entered or left
    entered = entered or book.joins(origin, city, LegKind.OUTWARD)
    left = left or not problem.returns or book.joins(city, origin, LegKind.RETURN)
    return entered and left


def _missing_rides(problem: Problem) -> tuple[tuple[str, str], ...]:
    """Return the hops to and from the origin that no city has."""
    origin, book = problem.origin, RideBook(problem)
    if origin is None:
        return ()
    cities = sorted(problem.cities)
    there = [(origin, city) for city in cities if not book.joins(origin, city, LegKind.OUTWARD)]
    back = [
        (city, origin)
        for city in cities
        if problem.returns and not book.joins(city, origin, LegKind.RETURN)
    ]
    return (*there, *back)
