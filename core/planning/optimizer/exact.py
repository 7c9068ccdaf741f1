"""The best order of one day, by dynamic programming over (set of visits, last visit).

Labels as in Righini and Salani (2009, "Decremental state space relaxation strategies and
initialization heuristics for solving the orienteering problem with time windows with dynamic
programming"): of two labels with the same set and last visit one is dropped where the other ends no
later and has cost no more. An earlier label may have to wait longer afterwards, so what it would
pay for the difference counts as cost: nothing better is ever dropped.

With openings all day long eight visits (`SMALL`) take about a hundredth of a second, ten a tenth,
twelve half a second; with narrow ones far less.
"""

from collections.abc import Callable, Iterator, Sequence

from core.planning.optimizer.model import ALWAYS, SIGHT, Model, begin_at
from core.planning.optimizer.routes import Route

SMALL = 8
"""Visits of a day up to which every search ends with its exact order."""


Label = tuple[int, int, tuple[int, ...]]
"""A beginning of a day: the minute at which its last visit ends, the points lost on the way and by
waiting, and the places of its visits in the given list."""


def best_order(
    model: Model, day: int, options: Sequence[int], below: int | None = None
) -> tuple[int, ...] | None:
    """Return all options in the order that costs least, then ends first; None: there is no order.

    Caps, slots and money are not looked at: the set is given. With `below` only an order that costs
    less than so many points is looked for, which is far quicker.
    """
    whole = (1 << len(options)) - 1
    latest = [record.last if (record := model.records[day][o]) else -1 for o in options]
    if whole == 0:
        return ()

    ahead = None if below is None else _least_ahead(model, day, options)

    def hopeless(mask: int, time: int, cost: int) -> bool:
        if ahead is not None and below is not None:
            cost += sum(way for place, way in enumerate(ahead) if not mask >> place & 1)
            if cost >= below:
                return True
        return any(time > last and not mask >> place & 1 for place, last in enumerate(latest))

    ends = [
        (label[1] + cost, time, label[2])
        for mask, label in _labels(model, day, options, hopeless)
        if mask == whole
        for cost, time in (_home(model, day, options, label),)
        if below is None or label[1] + cost < below
    ]
    return tuple(options[place] for place in min(ends)[2]) if ends else None


def best_part(model: Model, day: int, options: Sequence[int]) -> tuple[int, ...]:
    """Return the options of this day that are worth most together, in their best order.

    At most one of an item, of a group and of a slot, and no more sights than the day's cap; locked
    ones are bound by their times alone. Money is not looked at.
    """
    gains = [record.gain if (record := model.records[day][o]) else 0 for o in options]
    rewards = model.slot_rewards[day]
    clashes = [_clashes(model, option, options) for option in options]
    cap, first_sight = model.problem.days[day].cap, model.problem.days[day].first_sight

    def forbidden(mask: int, _time: int, _cost: int) -> bool:
        chosen = [place for place in range(len(options)) if mask >> place & 1]
        if any(mask & clashes[place] for place in chosen):
            return True
        sights = [options[place] for place in chosen if model.is_sight[options[place]]]
        free = [option for option in sights if not model.admit[option] & ALWAYS]
        return bool(free) and len(sights) > cap

    best: tuple[int, int, tuple[int, ...]] = (0, 0, ())
    for mask, label in _labels(model, day, options, forbidden):
        cost, time = _home(model, day, options, label)
        chosen = [place for place in range(len(options)) if mask >> place & 1]
        slots = {model.kind[options[place]] for place in chosen}
        worth = sum(gains[place] for place in chosen) + sum(rewards.get(bit, 0) for bit in slots)
        if any(model.is_sight[options[place]] for place in chosen):
            worth += first_sight
        best = max(best, (worth - label[1] - cost, -time, label[2]))
    return tuple(options[place] for place in best[2])


def _labels(
    model: Model,
    day: int,
    options: Sequence[int],
    hopeless: Callable[[int, int, int], bool],
) -> Iterator[tuple[int, Label]]:
    """Yield every set of visits that can be made with every label of it that none beats."""
    records = [model.records[day][option] for option in options]
    firsts = _firsts(model, options)
    here, home = model.ends[day]
    limit = model.problem.days[day].end
    per_minute = _per_minute(model)
    waiting, late = model.problem.weights.waiting, model.problem.weights.late
    layer: dict[tuple[int, int], list[Label]] = {(0, -1): [(model.problem.days[day].start, 0, ())]}
    while layer:
        following: dict[tuple[int, int], list[Label]] = {}
        for (mask, last), labels in layer.items():
            record = records[last] if last >= 0 else None
            ways = model.ways[here if record is None else record.node]
            for place, target in enumerate(records):
                if target is None or mask >> place & 1 or firsts[place] & ~mask:
                    continue
                way = ways[target.node]
                found: list[Label] = []
                for time, cost, order in labels:
                    begin = begin_at(target, time + way)
                    if begin is None:
                        continue
                    end = max(begin + target.stay, target.floor)
                    if end + target.ways_out[home] > limit:
                        continue
                    idle = (waiting if order else late) * (begin - time - way)
                    spent = cost + per_minute * way + idle
                    found.append((end, spent, (*order, place)))
                if found and not hopeless(mask | 1 << place, min(found)[0], _cheapest(found)):
                    known = following.setdefault((mask | 1 << place, place), [])
                    known += found
        for labels in following.values():
            labels[:] = _unbeaten(labels, waiting)
        yield from ((mask, label) for (mask, _), labels in following.items() for label in labels)
        layer = following


def _cheapest(labels: Sequence[Label]) -> int:
    return min(cost for _, cost, _ in labels)


def _least_ahead(model: Model, day: int, options: Sequence[int]) -> list[int]:
    """Return of each visit what the way to it costs at least, from wherever one comes."""
    records = [record for option in options if (record := model.records[day][option])]
    nodes = [model.ends[day][0], *(record.node for record in records)]
    per_minute = _per_minute(model)
    return [
        per_minute * min(record.ways_in[node] for other, node in enumerate(nodes) if other != place)
        for place, record in enumerate(records, 1)
    ]


def _unbeaten(labels: list[Label], waiting: int) -> list[Label]:
    kept: list[Label] = []
    for label in sorted(labels):
        time, cost, _ = label
        if all(earlier[1] + waiting * (time - earlier[0]) > cost for earlier in kept):
            kept.append(label)
    return kept


def _firsts(model: Model, options: Sequence[int]) -> list[int]:
    """Return for each option the set of those here that must come before it."""
    return [
        sum(
            1 << place
            for place, other in enumerate(options)
            if model.item[other] in model.before[model.item[option]]
        )
        for option in options
    ]


def _clashes(model: Model, option: int, options: Sequence[int]) -> int:
    """Return the set of options that cannot be in one plan with this one."""
    never = model.places_taken - 1
    locked = model.admit[option] & ALWAYS
    found = 0
    for place, other in enumerate(options):
        same_item = model.item[other] == model.item[option]
        same_group = model.rival[other] == model.rival[option] != never
        same_slot = model.kind[other] == model.kind[option] != SIGHT
        both_locked = locked and model.admit[other] & ALWAYS
        if other != option and (same_item or ((same_group or same_slot) and not both_locked)):
            found |= 1 << place
    return found


def _home(model: Model, day: int, options: Sequence[int], label: Label) -> tuple[int, int]:
    """Return what the way home costs in points, and when it ends."""
    record = model.records[day][options[label[2][-1]]]
    assert record is not None
    way = record.ways_out[model.ends[day][1]]
    return _per_minute(model) * way, label[0] + way


def cost_of(model: Model, route: Route) -> int:
    """Return what the order of a day costs in points: ways, waiting, and a late beginning."""
    weights = model.problem.weights
    idle = weights.waiting * route.waited + weights.late * route.idle
    return _per_minute(model) * route.travel + idle


def _per_minute(model: Model) -> int:
    """Return what a minute on the way costs where the visits are given: all above the least."""
    return model.problem.weights.travel + model.problem.weights.excess
