"""The search for the best routes: best first, led by bounds, each state as often as it can matter.

A state is which cities were seen, where one is, since which day, and whether one has one's own car
along. As the bounds never exceed the truth, complete routes come out in order of their score.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from core.planning.routing.bounds import NEVER, Bounds
from core.planning.routing.problem import Halt, Hop, Problem, Ride, Route
from core.planning.routing.rides import RideBook, Timed, car_after
from core.planning.routing.stops import Slack, StopRow
from core.schemas.conditions import Leg as LegKind
from core.schemas.links import LinkMode

MAX_STATES = 20_000
"""After so many states looked at, what is still open is tried by its promise, not in order."""
_HASTE = 4
"""How much more the cost to go counts from then on: the search goes deep instead of wide."""
_GIVE_UP = 1.5
"""Times as many states after which nothing is tried any more."""


class _State(NamedTuple):
    """`since` is the minute of arrival where one may leave on the very day, else 0."""

    seen: int
    at: int
    day: int
    since: int
    car: bool | None


class _Path(NamedTuple):
    """A way into a state, or to the end of the journey where that is None, and what it cost."""

    state: _State | None
    before: "_Path | None"
    leaves: int
    ride: Ride | None
    spent: int
    money: int


class Search:
    """One problem, its bounds, and what may give; `looked_at` counts the states seen."""

    def __init__(
        self, problem: Problem, slack: Slack | None = None, max_states: int = MAX_STATES
    ) -> None:
        self._max_states = max_states
        self._problem = problem
        self._slack = slack or Slack()
        self._book = RideBook(problem)
        self._row = StopRow(problem, self._slack)
        self._overnight = self._book.longest()
        self._bounds = Bounds(problem, self._row, self._book, self._slack, self._overnight)
        self._first: dict[tuple[str, str, int, LegKind, bool], tuple[Timed, ...]] = {}
        self.exact = True
        self.looked_at = 0

    def routes(self, count: int) -> list[Route]:
        """Return up to `count` routes that differ in cities, days or ways to travel.

        They are the best, in order, as long as `exact` is true afterwards.
        """
        found: dict[tuple[object, ...], Route] = {}
        for route in self._in_order(count):
            found.setdefault(_looks(route), route)
            if len(found) == count:
                break
        return sorted(found.values(), key=lambda route: route.score)

    def _in_order(self, count: int) -> Iterator[Route]:
        heap: list[tuple[int, int, _Path]] = []
        visits: Counter[_State] = Counter()
        pushed = 0
        for path in self._starts():
            pushed += 1
            self._push(heap, path, pushed)
        while heap and self.looked_at < _GIVE_UP * self._max_states:
            _, _, path = heappop(heap)
            if path.state is None:
                yield self._route(path)
                continue
            visits[path.state] += 1
            if visits[path.state] > count:
                continue
            self.looked_at += 1
            if self.looked_at == self._max_states:
                self.exact = False
            for further in self._moves(path, path.state):
                pushed += 1
                self._push(heap, further, pushed)

    def _push(self, heap: list[tuple[int, int, _Path]], path: _Path, number: int) -> None:
        state, rest = path.state, 0
        if state is not None:
            rest = self._bounds.to_go(state.seen, state.at, state.day, state.car)
            if rest >= NEVER:
                return
        heappush(heap, (path.spent + rest * (1 if self.exact else _HASTE), number, path))

    def _starts(self) -> Iterator[_Path]:
        problem = self._problem
        for at in self._row.nexts(0):
            stop = self._row.stops[at]
            if problem.origin is None or problem.origin == stop.city:
                yield _Path(self._there(0, at, 0, 0, None), None, 0, None, -stop.worth, 0)
                continue
            options = self._options(problem.origin, stop.city, 0, LegKind.OUTWARD, at)
            for option in options:
                state = self._arrive(0, at, 0, option, option.car)
                if state.day > self._row.last_day:
                    continue
                spent = option.score - stop.worth
                yield _Path(state, None, 0, option.ride, spent, option.ride.cost)
            if not options and self._slack.no_ride is not None:
                spent = self._slack.no_ride - stop.worth
                yield _Path(self._there(0, at, 0, 0, None), None, 0, None, spent, 0)

    def _moves(self, path: _Path, state: _State) -> Iterator[_Path]:
        missing = self._row.rest(state.seen).count
        overnight = (missing + self._problem.returns) * self._overnight
        for nights, rooms, comfort in self._row.stays(state.seen, state.at, state.day, overnight):
            leaves = state.day + nights
            spent = path.spent + rooms * self._problem.weights.money // 100 + comfort
            left = _Path(state, path, leaves, None, spent, path.money + rooms)
            for at in self._row.nexts(state.seen):
                yield from self._on_to(left, state, at)
            if not missing:
                yield from self._home(left, state)

    def _on_to(self, left: _Path, state: _State, at: int) -> Iterator[_Path]:
        stop = self._row.stops[at]
        for option, car in self._usable(left, state, stop.city, LegKind.EVERY, at):
            there = self._arrive(state.seen, at, left.leaves, option, car)
            if there.day <= self._row.last_day:
                yield self._by(left, option, there, option.score - stop.worth)

    def _home(self, left: _Path, state: _State) -> Iterator[_Path]:
        origin, last = self._problem.origin, self._row.last_day
        if not self._problem.returns or origin in (None, self._row.stops[state.at].city):
            if left.leaves == last:
                yield self._by(left, None, None, 0)
            return
        usable = [
            option
            for option, _ in self._usable(left, state, origin or "", LegKind.RETURN, None)
            if left.leaves + option.days == last
        ]
        for option in usable:
            yield self._by(left, option, None, option.score)
        if not usable and left.leaves == last and self._slack.no_ride is not None:
            yield self._by(left, None, None, self._slack.no_ride)

    def _usable(
        self, left: _Path, state: _State, target: str, kind: LegKind, at: int | None
    ) -> Iterator[tuple[Timed, bool | None]]:
        origin = self._row.stops[state.at].city
        earliest = state.since if left.leaves == state.day else 0
        for option in self._options(origin, target, left.leaves, kind, at, earliest):
            fits, car = car_after(state.car, option)
            if fits:
                yield option, car

    def _options(
        self, origin: str, target: str, day: int, kind: LegKind, at: int | None, earliest: int = 0
    ) -> tuple[Timed, ...]:
        """Return the best of each mode and day, or of each hour where one need not stay a night."""
        by_hour = at is not None and self._row.fewest(at) == 0
        if earliest:
            options = self._book.options(origin, target, day, kind)
            return _unlike((one for one in options if one.departs >= earliest), by_hour=by_hour)
        key = (origin, target, day, kind, by_hour)
        if key not in self._first:
            options = self._book.options(origin, target, day, kind)
            self._first[key] = _unlike(options, by_hour=by_hour)
        return self._first[key]

    def _by(self, left: _Path, option: Timed | None, there: _State | None, cost: int) -> _Path:
        ride = option.ride if option else None
        money = left.money + (ride.cost if ride else 0)
        return _Path(there, left.before, left.leaves, ride, left.spent + cost, money)

    def _arrive(self, seen: int, at: int, day: int, option: Timed, car: bool | None) -> _State:
        return self._there(seen, at, day + option.days, option.minute, car)

    def _there(self, seen: int, at: int, day: int, minute: int, car: bool | None) -> _State:
        since = minute if self._row.fewest(at) == 0 else 0
        return _State(seen | 1 << at, at, day, since, car)

    def _route(self, path: _Path) -> Route:
        steps: list[_Path] = []
        step: _Path | None = path
        while step is not None:
            steps.append(step)
            step = step.before
        steps.reverse()
        halts: list[Halt] = []
        hops: list[Hop] = []
        here = self._problem.origin
        for step in steps:
            state = step.state
            if halts:
                halts[-1] = Halt(halts[-1].city, halts[-1].first_day, step.leaves)
            goes_home = self._problem.origin if self._problem.returns else None
            there = self._row.stops[state.at].city if state else goes_home
            if here is not None and there is not None and here != there:
                hops.append(Hop(here, there, step.leaves, step.ride))
            if state is not None:
                halts.append(Halt(self._row.stops[state.at].city, state.day, state.day))
                here = halts[-1].city
        return Route(tuple(halts), tuple(hops), path.money, path.spent)


def _unlike(options: Iterable[Timed], *, by_hour: bool) -> tuple[Timed, ...]:
    first: dict[tuple[LinkMode, int], Timed] = {}
    for option in options:
        first.setdefault((option.ride.mode, option.arrives if by_hour else option.days), option)
    return tuple(first.values())


def _looks(route: Route) -> tuple[object, ...]:
    modes = tuple(hop.ride.mode if hop.ride else None for hop in route.hops)
    return route.halts, modes
