"""The stops of a problem in one row, and which of them may still be visited."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.planning.routing.problem import Counting, Problem, Stop


@dataclass(frozen=True, slots=True)
class Slack:
    """What may give where not all can be had, and what each costs."""

    no_ride: int | None = None
    """For a ride from or to the origin that nobody knows."""
    nights: int = 0
    """By how many nights a stay may be longer or shorter than wished."""
    night: int = 0
    """For each of those nights."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be visited: how many cities, and their nights, stretched and as wished.

    `uneven` is the least that the lengths of their stays cost.
    """

    count: int
    least: int
    most: int
    wished_least: int
    wished_most: int
    uneven: int


class StopRow:
    """Stops by number; a set of those seen is an integer with a bit for each."""

    def __init__(self, problem: Problem, slack: Slack) -> None:
        self._problem = problem
        self._slack = slack
        self.last_day = problem.days - 1
        pairs = [
            (number, _in_nights(stop, problem))
            for number, group in enumerate(problem.groups)
            for stop in group.stops
        ]
        self.stops = tuple(stop for _, stop in pairs)
        self._group = tuple(number for number, _ in pairs)
        self._wanted = tuple(group.count for group in problem.groups)
        self._masks = tuple(
            sum(1 << at for at, number in enumerate(self._group) if number == group)
            for group in range(len(self._wanted))
        )
        self._twins = tuple(
            sum(1 << at for at, other in enumerate(self.stops) if other.city == stop.city)
            for stop in self.stops
        )
        self.total = sum(self._wanted)
        self._uneven = tuple(self._unevenness(nights) for nights in range(problem.days))
        self._rests: dict[int, Rest] = {}
        self._nexts: dict[int, tuple[int, ...]] = {}

    def nexts(self, seen: int) -> tuple[int, ...]:
        """Return the stops that may come next."""
        if seen not in self._nexts:
            self._nexts[seen] = tuple(
                at for at in range(len(self.stops)) if self._may_follow(seen, at)
            )
        return self._nexts[seen]

    def rest(self, seen: int) -> Rest:
        """Return what is still to be visited."""
        if seen not in self._rests:
            self._rests[seen] = self._rest(seen)
        return self._rests[seen]

    def stays(self, seen: int, at: int, day: int, overnight: int) -> Iterator[tuple[int, int, int]]:
        """Yield the nights one may stay, what they cost in money, and what in comfort.

        `overnight` is the most midnights that the rides still to come may pass.
        """
        stop, days_left, slack = self.stops[at], self.last_day - day, self._slack
        rest = self.rest(seen)
        first = max(self.fewest(at), days_left - rest.most - overnight)
        for nights in range(first, min(self.longest(at), days_left - rest.least) + 1):
            rooms = _rooms(stop, nights)
            if rooms is not None and _fits(stop, day, day + nights):
                beyond = max(stop.least - nights, nights - stop.most, 0) * slack.night
                yield nights, rooms, self._uneven[nights] + beyond

    def fewest(self, at: int) -> int:
        """Return the fewest nights one may stay."""
        stop = self.stops[at]
        return max(stop.least - self._slack.nights, min(stop.least, 1))

    def longest(self, at: int) -> int:
        """Return the most nights one may stay."""
        return min(self.stops[at].most + self._slack.nights, self.last_day)

    def cheapest_rooms(self, at: int) -> int:
        """Return the least that lodging costs there, however long one stays."""
        lodging = self.stops[at].lodging
        prices = [price for price in lodging[self.fewest(at) :] if price is not None]
        return min(prices, default=0)

    def evenness(self, at: int) -> int:
        """Return the least that the length of a stay there costs in comfort."""
        return min(self._uneven[self.fewest(at) : self.longest(at) + 1], default=0)

    def spread(self) -> list[list[int]]:
        """Return by number of stays and of nights what the stays cost at the evenest."""
        table = [[0] + [10**30] * self.last_day]
        for _ in range(self.total):
            before = table[-1]
            table.append(
                [
                    min(before[nights - part] + self._uneven[part] for part in range(nights + 1))
                    for nights in range(self.last_day + 1)
                ]
            )
        return table

    def _unevenness(self, nights: int) -> int:
        weights, cities = self._problem.weights, max(1, self.total)
        minutes = (nights * cities - self.last_day) ** 2 * weights.uneven_night // cities**2
        return minutes * weights.minute * self._problem.travellers

    def _may_follow(self, seen: int, at: int) -> bool:
        group = self._group[at]
        if seen & self._twins[at] or not self._still(seen, group):
            return False
        return not self._problem.keep_order or not any(
            self._still(seen, earlier) for earlier in range(group)
        )

    def _still(self, seen: int, group: int) -> int:
        return self._wanted[group] - (seen & self._masks[group]).bit_count()

    def _rest(self, seen: int) -> Rest:
        count = uneven = 0
        least, most, wished_least, wished_most = 0, 0, 0, 0
        for group, mask in enumerate(self._masks):
            still = self._still(seen, group)
            left = [at for at in range(len(self.stops)) if mask >> at & 1 and not seen >> at & 1]
            count += still
            least += sum(sorted(self.fewest(at) for at in left)[:still])
            most += sum(sorted((self.longest(at) for at in left), reverse=True)[:still])
            wished_least += sum(sorted(self.stops[at].least for at in left)[:still])
            wished_most += sum(sorted((self.stops[at].most for at in left), reverse=True)[:still])
            uneven += sum(sorted(self.evenness(at) for at in left)[:still])
        return Rest(count, least, most, wished_least, wished_most, uneven)


def _in_nights(stop: Stop, problem: Problem) -> Stop:
    """Return the stop with its length in nights, not beyond the journey's."""
    less = 1 if problem.counting is Counting.DAYS else 0
    longest = problem.days - 1
    least, most = max(0, stop.least - less), max(0, stop.most - less)
    return replace(stop, least=min(least, longest), most=min(most, longest))


def _fits(stop: Stop, first: int, last: int) -> bool:
    return all(first <= start and end <= last for start, end in stop.throughout) and all(
        first <= end and start <= last for start, end in stop.sometime
    )


def _rooms(stop: Stop, nights: int) -> int | None:
    if not stop.lodging:
        return 0
    return stop.lodging[nights] if nights < len(stop.lodging) else None
