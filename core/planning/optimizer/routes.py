"""One day as the search holds it: made from its order in one pass forwards and one backwards.

The pass backwards gives for every gap the latest arrival at its far side that leaves the rest of
the day possible. With several windows this takes the place of the `MaxShift` of Vansteenwegen and
others (2009, "Iterated local search for the team orienteering problem with time windows"), which
knows one window: arriving earlier is never worse, so one number a visit decides exactly whether an
insertion fits.
"""

from collections.abc import Sequence
from itertools import pairwise

from core.planning.optimizer.model import FED, SIGHT, Model, begin_at


class Route:
    """A day's options in order, with times. Never changed once made; lists are not copied."""

    __slots__ = (
        "arrive",
        "begins",
        "depart",
        "excess",
        "fares",
        "filled",
        "gain",
        "idle",
        "late",
        "nodes",
        "options",
        "sights",
        "stayed",
        "travel",
        "waited",
    )

    def __init__(self, options: Sequence[int]) -> None:
        """Begin a day without times; `build` fills them in."""
        self.options = list(options)
        self.nodes: list[int] = []
        """Nodes from the day's start to its end, both included: two more than visits."""
        self.begins: list[int] = []
        """Minute at which each visit begins."""
        self.depart: list[int] = []
        """By gap: minute at which its near side is left."""
        self.arrive: list[int] = []
        """By gap: minute of arrival at its far side."""
        self.late: list[int] = []
        """By gap: latest arrival at its far side with which the rest of the day is possible."""
        self.travel = 0
        self.waited = 0
        self.idle = 0
        """Minutes before the first visit in which one could have been there."""
        self.stayed = 0
        self.gain = 0
        """Points of the day, slots and penalties included; covers and money are the plan's."""
        self.excess = -1
        """By how much the ways are longer than they need be; -1: nobody has asked yet."""
        self.fares = 0
        self.sights = 0
        self.filled = 0
        """Bits of the slots that are filled."""


def build(model: Model, day: int, options: Sequence[int]) -> Route | None:
    """Return the day in this order, each visit as early as it can be, or None where one cannot.

    Caps, slots and precedence are not looked at.
    """
    route = Route(options)
    if not _forwards(model, day, route):
        return None
    _backwards(model, day, route)
    _add_up(model, day, route)
    return route


def _forwards(model: Model, day: int, route: Route) -> bool:
    here, home = model.ends[day]
    records, ways = model.records[day], model.ways
    clock = model.problem.days[day].start
    nodes, begins, depart, arrive = route.nodes, route.begins, route.depart, route.arrive
    nodes.append(here)
    depart.append(clock)
    for option in route.options:
        record = records[option]
        if record is None:
            return False
        way = ways[here][record.node]
        clock += way
        begin = begin_at(record, clock)
        if begin is None:
            return False
        route.travel += way
        if begins:
            route.waited += begin - clock
        else:
            route.idle = begin - clock
        arrive.append(clock)
        clock = begin + record.stay
        if clock < record.floor:
            clock = record.floor
        route.stayed += clock - begin
        begins.append(begin)
        depart.append(clock)
        here = record.node
        nodes.append(here)
    nodes.append(home)
    way = ways[here][home]
    if not begins and clock + way > model.problem.days[day].end:
        way = 0  # a day without visits is always possible
    route.travel += way
    arrive.append(clock + way)
    return clock + way <= model.problem.days[day].end


def _backwards(model: Model, day: int, route: Route) -> None:
    records, ways, nodes = model.records[day], model.ways, route.nodes
    limit = model.problem.days[day].end
    late = [limit]
    for place in range(len(route.options) - 1, -1, -1):
        record = records[route.options[place]]
        assert record is not None
        limit -= ways[nodes[place + 1]][nodes[place + 2]] + record.stay
        if limit >= record.last:
            limit = record.last
        elif record.windows is not None:
            limit = max(min(limit, last) for first, last in record.windows if first <= limit)
        late.append(limit)
    late.reverse()
    route.late = late


def _add_up(model: Model, day: int, route: Route) -> None:
    records, weights = model.records[day], model.problem.weights
    kinds, is_sight = model.kind, model.is_sight
    gain = -weights.travel * route.travel - weights.waiting * route.waited
    gain -= weights.late * route.idle
    for option in route.options:
        record = records[option]
        assert record is not None
        gain += record.gain
        if is_sight[option]:
            route.sights += 1
        if kinds[option] != SIGHT and not route.filled & kinds[option]:
            route.filled |= kinds[option] | kinds[option] << FED
            gain += model.slot_rewards[day].get(kinds[option], 0)
    if route.sights:
        gain += model.problem.days[day].first_sight
    route.gain = gain
    if model.fares is not None and route.options:
        for near, far in pairwise(route.nodes):
            route.fares += model.fares[near][far]
