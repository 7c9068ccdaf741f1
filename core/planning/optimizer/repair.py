"""From a plan somebody made to one that is possible, keeping as much of it as can be kept.

A day that is possible as it stands stays as it stands. Of any other the part that is worth most is
kept, in its best order, by the exact search of `exact`. What falls out here may come back on
another day: the search that follows looks for room, and `Weights.keep` makes it worth while.
"""

from collections.abc import Sequence

from core.planning.optimizer.exact import best_part
from core.planning.optimizer.insertion import Taste, fill
from core.planning.optimizer.model import ALWAYS, SIGHT, Model
from core.planning.optimizer.problem import Stop
from core.planning.optimizer.state import Saved, State

_MOST_TRIED = 8
"""Stops of a day of which the best part is found exactly; of more, the rest is inserted where it
fits."""

_FIRST_COME = Taste(power=1.0)


def take_start(state: State, start: Sequence[Sequence[Stop]]) -> None:
    """Put into an empty plan the locked visits and what is possible of a start.

    A start that is possible stays as it is where locked visits it lacks would make it worth less.
    """
    model = state.model
    given = _as_given(state, start)
    wanted = _wanted(model, start)
    for day, options in enumerate(wanted):
        if options and not (_allowed(model, day, options) and state.put(day, options)):
            _take_part(state, day, options)
    _drop_what_comes_too_early(state)
    _drop_what_cannot_be_paid(state)
    if given is not None and given.total > state.total():
        state.load(given)


def _as_given(state: State, start: Sequence[Sequence[Stop]]) -> Saved | None:
    """Return an empty plan with just the stops of a start, None where that is not possible."""
    model, empty = state.model, state.save(0)
    items = [model.problem.items[stop.item] for stops in start for stop in stops]
    groups = [item.group for item in items if item.group is not None]
    numbers = {stop.item for stops in start for stop in stops}
    if (
        len(numbers) < len(items)
        or len(set(groups)) < len(groups)
        or len(start) > len(empty.routes)
    ):
        return None
    found = None
    if all(_put_as_given(state, day, stops) for day, stops in enumerate(start)):
        routes = list(state.routes)
        _drop_what_comes_too_early(state)
        _drop_what_cannot_be_paid(state)
        if state.routes == routes:
            found = state.save(state.total())
    state.load(empty)
    return found


def _put_as_given(state: State, day: int, stops: Sequence[Stop]) -> bool:
    options = [_option(state.model, day, stop) for stop in stops]
    possible = [option for option in options if option is not None]
    if len(possible) < len(options) or not _allowed(state.model, day, possible):
        return False
    return state.put(day, possible)


def _wanted(model: Model, start: Sequence[Sequence[Stop]]) -> list[list[int]]:
    """Return by day the options the start names and all locked ones, each item and group once."""
    problem = model.problem
    locks: list[list[Stop]] = [[] for _ in problem.days]
    for number, item in enumerate(problem.items):
        if item.lock is not None:
            locks[item.lock.day].append(Stop(number, item.roles[0]))
    taken = {model.problem.items[stop.item].group for day in locks for stop in day} - {None}
    seen: set[int] = set()
    wanted: list[list[int]] = []
    for day in range(len(problem.days)):
        named = list(start[day]) if day < len(start) else []
        there = {stop.item for stop in named}
        missing = [stop for stop in locks[day] if stop.item not in there]
        options: list[int] = []
        for stop in _with_locks(model, named, missing):
            item = problem.items[stop.item]
            option = _option(model, day, stop)
            if option is None or stop.item in seen:
                continue
            if item.lock is None and item.group is not None:
                if item.group in taken:
                    continue
                taken.add(item.group)
            seen.add(stop.item)
            options.append(option)
        wanted.append(options)
    return wanted


def _with_locks(model: Model, named: list[Stop], locks: list[Stop]) -> list[Stop]:
    """Return the stops with the locked ones that are missing, by rank and time, at the end."""

    def place(stop: Stop) -> tuple[float, float]:
        lock = model.problem.items[stop.item].lock
        assert lock is not None
        return (
            float("inf") if lock.begin is None else lock.begin,
            float("inf") if lock.rank is None else lock.rank,
        )

    return [*named, *sorted(locks, key=place)]


def _option(model: Model, day: int, stop: Stop) -> int | None:
    """Return the option that is the stop, else another of its item that is possible on the day."""
    found = [
        option
        for option in model.by_day[day]
        if model.item[option] == stop.item and not model.options[option].shortened
    ]
    same = [option for option in found if model.options[option].role == stop.slot]
    return next(iter(same or found), None)


def _allowed(model: Model, day: int, options: Sequence[int]) -> bool:
    """Say whether day cap, slots and precedence hold; locked sights may be more than the cap."""
    free = [option for option in options if not model.admit[option] & ALWAYS]
    slots = [model.kind[option] for option in options if model.kind[option] != SIGHT]
    sights = sum(model.is_sight[option] for option in options)
    if len(set(slots)) < len(slots):
        return False
    if sights > model.problem.days[day].cap and any(model.is_sight[o] for o in free):
        return False
    for place, option in enumerate(options):
        later = {model.item[other] for other in options[place + 1 :]}
        if later & model.before[model.item[option]]:
            return False
    return True


def _take_part(state: State, day: int, options: list[int]) -> None:
    model = state.model
    records = model.records[day]

    def gain(option: int) -> int:
        record = records[option]
        return record.gain if record else 0

    if len(options) > _MOST_TRIED:
        best = sorted(options, key=gain, reverse=True)[:_MOST_TRIED]
        chosen = [option for option in options if option in best]
    else:
        chosen = options
    parts = [best_part(model, day, chosen)]
    if len(parts[0]) < len(options):
        parts.append(best_part(model, day, [_shortest(model, option) for option in chosen]))
    state.put(day, max(parts, key=lambda part: sum(map(gain, part))))
    fill(state, (day,), _FIRST_COME, only=options)


def _shortest(model: Model, option: int) -> int:
    item, role = model.item[option], model.options[option].role
    ways = [
        other
        for other, there in enumerate(model.options)
        if model.item[other] == item and there.role == role
    ]
    return min(ways, key=lambda other: model.options[other].stay)


def _drop_what_comes_too_early(state: State) -> None:
    """Of two on days in the wrong order take the later out, or the earlier if that is locked."""
    model = state.model
    where = {
        model.item[option]: day
        for day, route in enumerate(state.routes)
        for option in route.options
    }
    for earlier, later in model.problem.precedence:
        if where.get(earlier, -1) <= where.get(later, len(state.routes)):
            continue
        free = [one for one in (later, earlier) if model.problem.items[one].lock is None]
        if free:
            day = where.pop(free[0])
            options = state.routes[day].options
            _take_out(state, day, {p for p, o in enumerate(options) if model.item[o] == free[0]})


def _drop_what_cannot_be_paid(state: State) -> None:
    """Take out what brings least for its share of a resource that is overdrawn, while that helps.

    What the locked visits alone overdraw stays so, and is no reason for others to go.
    """
    model = state.model
    least = _least_lack(state)
    while _lack(state) > least:
        ranked = [
            (_price(state, option), -record.gain, day, place)
            for day, route in enumerate(state.routes)
            for place, option in enumerate(route.options)
            if not model.admit[option] & ALWAYS and (record := model.records[day][option])
        ]
        if not ranked:
            return
        dear = [one for one in ranked if one[0] > 0] or ranked
        _, _, day, place = max(dear, key=lambda one: (one[0] / max(1, -one[1]), one))
        _take_out(state, day, {place})


def _lack(state: State) -> int:
    """Return by how much resources are overdrawn."""
    return sum(max(0, -left) for left in state.left)


def _least_lack(state: State) -> int:
    """Return by how much the locked visits alone overdraw resources."""
    if not _lack(state):
        return 0
    saved, admit = state.save(0), state.model.admit
    for day, route in enumerate(saved.routes):
        _take_out(state, day, {p for p, o in enumerate(route.options) if not admit[o] & ALWAYS})
    least = _lack(state)
    state.load(saved)
    return least


def _price(state: State, option: int) -> float:
    """Return what the option takes of the overdrawn resources, as a share of what there is."""
    caps, uses = state.model.problem.caps, state.model.uses[option]
    return sum(
        used / max(1, cap)
        for used, left, cap in zip(uses, state.left, caps, strict=False)
        if left < 0 and cap is not None
    )


def _take_out(state: State, day: int, places: set[int]) -> None:
    """Take visits out; the whole rest of a day that becomes impossible by that, too."""
    if state.cut({day: places}) is None:
        locked = state.model.admit
        options = state.routes[day].options
        kept = [o for p, o in enumerate(options) if p not in places and locked[o] & ALWAYS]
        state.put(day, best_part(state.model, day, kept))
