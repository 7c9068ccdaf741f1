"""The least a journey can still cost, days left aside: what the search is led by.

Rides are taken at the cheapest of all days, which makes the rest a round trip over the stops, done
exactly; the lengths of stays are bounded apart, by the evenest way to share the nights.
"""

from core.planning.routing.problem import Problem
from core.planning.routing.rides import RideBook
from core.planning.routing.stops import Slack, StopRow
from core.schemas.conditions import Leg as LegKind

NEVER = 10**30


class Bounds:
    """Lower bounds of the cost to go, never above the truth."""

    def __init__(
        self, problem: Problem, row: StopRow, book: RideBook, slack: Slack, overnight: int
    ) -> None:
        """Take a problem with its stops and rides; `overnight` is the most days a ride takes."""
        self._problem = problem
        self._row = row
        self._book = book
        self._slack = slack
        self._overnight = overnight
        self._spread = row.spread()
        self._tours: dict[tuple[int, int, bool | None], int] = {}
        self._lengths: dict[tuple[int, int, int], int] = {}

    def to_go(self, seen: int, at: int, day: int, car: bool | None) -> int:
        """Return the least cost from the arrival in a city on; `NEVER` where there is no way."""
        tour = self._tour(seen, at, car)
        return tour if tour >= NEVER else tour + self._length(seen, at, day)

    def _tour(self, seen: int, at: int, car: bool | None) -> int:
        """Return the least that rooms and rides cost from here on."""
        key = (seen, at, car)
        if key not in self._tours:
            self._tours[key] = self._find_tour(seen, at, car)
        return self._tours[key]

    def _find_tour(self, seen: int, at: int, car: bool | None) -> int:
        row = self._row
        weight = self._problem.weights.money
        best = NEVER
        if not row.rest(seen).count:
            best = self._home(at, car)
        city = row.stops[at].city
        for following in row.nexts(seen):
            stop = row.stops[following]
            for after in (True, False, None):
                if after is not car and car is not None:
                    continue
                ride = self._ride(city, stop.city, LegKind.EVERY, after, car)
                if ride < NEVER:
                    rest = self._tour(seen | 1 << following, following, after)
                    best = min(best, ride - stop.worth + rest)
        return best if best >= NEVER else best + row.cheapest_rooms(at) * weight // 100

    def _home(self, at: int, car: bool | None) -> int:
        problem, city = self._problem, self._row.stops[at].city
        if not problem.returns or problem.origin is None or problem.origin == city:
            return 0
        ways = (True, False, None) if car is None else (car,)
        rides = [self._ride(city, problem.origin, LegKind.RETURN, way, car) for way in ways]
        lost = NEVER if self._slack.no_ride is None else self._slack.no_ride
        return min(*rides, lost) if len(rides) > 1 else min(rides[0], lost)

    def _ride(
        self, origin: str, target: str, kind: LegKind, after: bool | None, before: bool | None
    ) -> int:
        """Return the cheapest ride that leaves one with the car as it is `after`."""
        cheapest = self._book.cheapest(origin, target, kind)
        own = cheapest.get(after, NEVER)
        if before is None or before is not after:
            return own
        return min(own, cheapest.get(None, NEVER))

    def _length(self, seen: int, at: int, day: int) -> int:
        """Return the least that the lengths of this stay and of those to come cost."""
        key = (seen, at, day)
        if key not in self._lengths:
            row, rest, stop = self._row, self._row.rest(seen), self._row.stops[at]
            legs = rest.count + self._problem.returns
            most = row.last_day - day
            fewest = max(0, most - legs * self._overnight)
            shared = min(self._spread[rest.count + 1][fewest : most + 1])
            over = stop.least + rest.wished_least - most
            short = fewest - stop.most - rest.wished_most
            beyond = max(over, short, 0) * self._slack.night
            self._lengths[key] = max(shared, row.evenness(at) + rest.uneven) + beyond
        return self._lengths[key]
