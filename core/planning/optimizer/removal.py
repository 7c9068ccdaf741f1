"""Making room: which visits a round of search takes out.

After Ropke and Pisinger (2006, "An adaptive large neighborhood search heuristic for the pickup and
delivery problem with time windows"). Every function returns places by day; visits locked to a
minute stay.
"""

from collections.abc import Callable

from core.planning.optimizer.model import Record
from core.planning.optimizer.routes import Route
from core.planning.optimizer.state import State

Places = dict[int, set[int]]
"""By day: places of visits in its order."""

_SECOND = 0.5
"""Chance that a second day is emptied with the first."""

Chance = Callable[[], float]
"""Draws a number from 0 up to 1."""


def scattered(state: State, chance: Chance, count: int) -> Places:
    """Return visits drawn from all days."""
    visits = _movable(state)
    places: Places = {}
    for _ in range(min(count, len(visits))):
        day, place = visits.pop(int(chance() * len(visits)))
        places.setdefault(day, set()).add(place)
    return places


def stretches(state: State, chance: Chance, length: int) -> Places:
    """Return up to so many visits in a row of each of some days."""
    places: Places = {}
    share = chance()
    fixed = state.model.fixed
    for day, route in enumerate(state.routes):
        visits = len(route.options)
        if visits and chance() <= share:
            begin = int(chance() * visits)
            run = {
                place
                for place in range(begin, min(begin + length, visits))
                if not fixed[route.options[place]]
            }
            if run:
                places[day] = run
    return places


def whole_days(state: State, chance: Chance) -> Places:
    """Return all visits of one day or of two: what fills a day on its own fits in no other way."""
    fixed = state.model.fixed
    full = [day for day, route in enumerate(state.routes) if route.options]
    places: Places = {}
    for _ in range(1 + (chance() < _SECOND)):
        if full:
            day = full.pop(int(chance() * len(full)))
            options = state.routes[day].options
            places[day] = {place for place, option in enumerate(options) if not fixed[option]}
    return places


def round_a_meal(state: State, chance: Chance, day: int, slot: int) -> tuple[Places, int]:
    """Return one of the visits that could fill a slot of a day, and what is in its way.

    In its way is what is visited at the minute drawn for it, and itself where it is had elsewhere.
    """
    model, route = state.model, state.routes[day]
    serving = [option for option in model.by_day[day] if model.kind[option] == slot]
    option = serving[int(chance() * len(serving))]
    record = model.records[day][option]
    assert record is not None
    begin = record.first + int(chance() * (record.last - record.first + 1))
    end = begin + record.stay
    places: Places = {}
    for other_day, place in _movable(state):
        other = state.routes[other_day].options[place]
        is_there = other_day == day and _overlaps(route, record, place, begin, end)
        if is_there or model.item[other] == model.item[option]:
            places.setdefault(other_day, set()).add(place)
    return places, option


def _overlaps(route: Route, record: Record, place: int, begin: int, end: int) -> bool:
    """Say whether one can neither come from a visit of the day in time nor go on to it."""
    node = route.nodes[place + 1]
    is_before = route.depart[place + 1] + record.ways_in[node] <= begin
    return not is_before and end + record.ways_out[node] > route.begins[place]


def neighbours(state: State, chance: Chance, count: int) -> Places:
    """Return visits that are near to one of them in way and time, over all days (Shaw 1998)."""
    visits = _movable(state)
    if not visits:
        return {}
    day, place = visits[int(chance() * len(visits))]
    ways, routes = state.model.ways, state.routes
    near_ways = ways[routes[day].nodes[place + 1]]
    hour = routes[day].begins[place]
    weight = chance()
    ranked = sorted(
        (
            near_ways[routes[other].nodes[where + 1]]
            + weight * abs(routes[other].begins[where] - hour),
            other,
            where,
        )
        for other, where in visits
    )
    places: Places = {}
    for _, other, where in ranked[:count]:
        places.setdefault(other, set()).add(where)
    return places


def poor(state: State, chance: Chance, count: int) -> Places:
    """Return visits that bring little for the time they take, with some chance."""
    model = state.model
    ranked: list[tuple[float, int, int]] = []
    for day, place in _movable(state):
        route = state.routes[day]
        record = model.records[day][route.options[place]]
        assert record is not None
        near, far = route.nodes[place], route.nodes[place + 2]
        minutes = route.arrive[place + 1] - route.depart[place] - model.ways[near][far]
        ranked.append(((minutes + 1) / max(1, record.gain), day, place))
    ranked.sort(reverse=True)
    places: Places = {}
    for _ in range(min(count, len(ranked))):
        _, day, place = ranked.pop(int(chance() ** 3 * len(ranked)))
        places.setdefault(day, set()).add(place)
    return places


def dear(state: State, chance: Chance, count: int) -> Places:
    """Return visits that take much of what is scarce, with some chance."""
    model, caps = state.model, state.model.problem.caps

    def share(day: int, place: int) -> float:
        uses = model.uses[state.routes[day].options[place]]
        return max((used / (cap or 1) for used, cap in zip(uses, caps, strict=False)), default=0)

    visits = _movable(state)
    ranked = sorted(visits, key=lambda visit: (-share(*visit), visit))
    places: Places = {}
    for _ in range(min(count, len(ranked))):
        day, place = ranked.pop(int(chance() ** 2 * len(ranked)))
        places.setdefault(day, set()).add(place)
    return places


def _movable(state: State) -> list[tuple[int, int]]:
    fixed = state.model.fixed
    return [
        (day, place)
        for day, route in enumerate(state.routes)
        for place, option in enumerate(route.options)
        if not fixed[option]
    ]
