"""The problem laid flat for the search: one row of numbers for each way an item can be visited.

An *option* is an item in one role and with one length of stay; a restaurant open for lunch and
dinner is two options, a must that may be shortened two more. At most one option of an item is in a
plan. For each day on which an option can be visited there is a `Record`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.planning.optimizer.problem import Item, Problem, Stop, Window

FAR = 10_000_000
"""Minutes of a way that does not exist: longer than any day."""

SIGHT = 1
"""Bit of what fills no slot; the slots have the bits above it."""

FED = 24
"""Bits by which the bit of a slot is moved to be that of visits during which the meal is had: they
are kept out by a filled slot and, being sights, by a full day."""

ALWAYS = 1 << 60
"""Bit of locked options: neither a full day nor a filled slot keeps them out."""


class Record(NamedTuple):
    """An option on one day, as the innermost loop reads it."""

    node: int
    first: int
    """Earliest minute at which a visit may begin."""
    last: int
    """Latest minute at which a visit may begin."""
    windows: tuple[Window, ...] | None
    """First and last minute to begin of each opening; None: there is only one."""
    stay: int
    floor: int
    """Minute before which the visit does not end."""
    gain: int
    """Points without slot, covers and way."""
    ways_in: Sequence[int]
    """Minutes from each node to this one."""
    ways_out: Sequence[int]
    """Minutes from this node to each."""


_MEAL_MIN = 45
"""Minutes of a slot that a visit must lie in for the meal to be had during it, and it begins before
the middle of the slot: later one has been hungry for long."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to visit an item."""

    item: int
    role: str | None
    stay: int
    shortened: int
    """Minutes by which the stay is shorter than usual."""


@dataclass(frozen=True, slots=True)
class Model:
    """What the search needs to know of a problem; lists are indexed by option unless said."""

    problem: Problem
    options: list[Option]
    item: list[int]
    rival: list[int]
    """Place in the list of what is taken of the item's group; a place never taken where none."""
    kind: list[int]
    """`SIGHT` or the bit of the slot."""
    admit: list[int]
    """Bits of which one must be open on a day: the kind, and `ALWAYS` for locked ones."""
    is_sight: list[bool]
    """True where it counts towards the cap of a day."""
    uses: list[tuple[int, ...]]
    covers: list[tuple[int, ...]]
    """The covers its item belongs to."""
    plain: list[bool]
    """True where its points are the same whatever else is in the plan: no slot, no cover."""
    fixed: list[bool]
    """True where the visit is locked to a minute: taking it out leads nowhere."""
    ordered: list[bool]
    """True where some precedence names its item."""
    tied: list[bool]
    """True where scarce money or a precedence may keep it out."""
    any_tied: bool
    """True where money or a precedence may keep any of them out."""
    dearest_way: int
    """What a visit can cost in fares at most: the way to it and the way from it."""
    before: list[frozenset[int]]
    """By item: the items that must come before it."""
    after: list[frozenset[int]]
    """By item: the items that must come after it."""
    records: list[list[Record | None]]
    """By day, then by option; None: not on this day."""
    by_day: list[list[int]]
    """By day: the options that can be visited on it."""
    slot_rewards: list[dict[int, int]]
    """By day: points for each slot's bit."""
    slot_bits: int
    """Bits of all slots of all days."""
    served: list[int]
    """By day: bits of the slots that some option of the day can fill."""
    open_bits: list[int]
    """By day: bits of everything that may be filled while the day is empty."""
    ends: list[tuple[int, int]]
    """By day: start node and end node; the last node of `ways` where there is none."""
    ways: list[list[int]]
    fares: list[list[int]] | None
    scarce: list[bool]
    """By resource: whether there is less of it than everything together would take."""
    meal_prices: list[list[tuple[int, int]]]
    """By scarce resource: what each item for a slot takes of it, and the item, cheapest first."""
    places_taken: int
    """Length of the list of what is taken."""


def compile_model(problem: Problem, start: Sequence[Sequence[Stop]] = ()) -> Model:
    """Return the problem laid flat; `start` is the plan whose items are to be kept."""
    bits = _slot_bits(problem)
    kept = {stop.item: day for day, stops in enumerate(start) for stop in stops}
    options = [
        option
        for number, item in enumerate(problem.items)
        for option in _options(number, item, number in kept)
    ]
    items = [problem.items[option.item] for option in options]
    ways = squared(problem.travel, FAR)
    into = [list(column) for column in zip(*ways, strict=True)]
    records: list[list[Record | None]] = []
    for day in range(len(problem.days)):
        records.append([])
        for option, item in zip(options, items, strict=True):
            begins = _begins(problem, day, option)
            gain = _gain(problem, day, option, kept.get(option.item))
            record = _record(item, option, begins, gain, into, ways) if begins else None
            records[day].append(record)
    groups = {group: place for place, group in enumerate(sorted(_groups(problem)))}
    never = len(problem.items) + len(groups)
    kinds = [SIGHT if option.role is None else bits[option.role] for option in options]
    before = _predecessors(problem)
    after = _turned(before)
    covers = [
        tuple(n for n, cover in enumerate(problem.covers) if option.item in cover.items)
        for option in options
    ]
    scarce = _scarce(problem)
    fares_scarce = problem.fares is not None and any(scarce[n] for n in problem.fare_resources)
    ordered = [bool(before[option.item] or after[option.item]) for option in options]
    tied = [
        named or fares_scarce or any(scarce[n] for n, used in enumerate(item.uses) if used)
        for named, item in zip(ordered, items, strict=True)
    ]
    fares = None if problem.fares is None else squared(problem.fares, 0)
    return Model(
        problem=problem,
        options=options,
        item=[option.item for option in options],
        rival=[
            never if item.group is None else len(problem.items) + groups[item.group]
            for item in items
        ],
        kind=kinds,
        admit=[
            (kind if kind == SIGHT or item.feeds is None else kind << FED)
            | (ALWAYS if item.lock else 0)
            for kind, item in zip(kinds, items, strict=True)
        ],
        is_sight=[
            kind == SIGHT or item.feeds is not None for kind, item in zip(kinds, items, strict=True)
        ],
        uses=[item.uses for item in items],
        covers=covers,
        plain=[kind == SIGHT and not found for kind, found in zip(kinds, covers, strict=True)],
        fixed=[item.lock is not None and item.lock.begin is not None for item in items],
        ordered=ordered,
        tied=tied,
        any_tied=any(tied),
        dearest_way=2 * max((fare for row in fares or () for fare in row), default=0),
        before=before,
        after=after,
        records=records,
        by_day=[[n for n, record in enumerate(row) if record] for row in records],
        slot_bits=sum(bits.values()),
        slot_rewards=[{bits[slot.name]: slot.reward for slot in day.slots} for day in problem.days],
        served=[_served(problem, day, row, kinds, bits) for day, row in enumerate(records)],
        open_bits=[
            ALWAYS
            | (SIGHT if day.cap > 0 else 0)
            | sum(bits[slot.name] | bits[slot.name] << FED for slot in day.slots)
            for day in problem.days
        ],
        ends=[
            (
                len(ways) - 1 if day.start_node is None else day.start_node,
                len(ways) - 1 if day.end_node is None else day.end_node,
            )
            for day in problem.days
        ],
        ways=ways,
        fares=fares,
        scarce=scarce,
        meal_prices=[
            _meal_prices(problem, n) if is_scarce else [] for n, is_scarce in enumerate(scarce)
        ],
        places_taken=never + 1,
    )


def begin_at(record: Record, arrival: int) -> int | None:
    """Return the earliest minute from `arrival` on at which the visit may begin, if any."""
    if arrival > record.last:
        return None
    if record.windows is not None:
        for first, last in record.windows:
            if arrival <= last:
                return max(arrival, first)
    return max(arrival, record.first)


def _scarce(problem: Problem) -> list[bool]:
    totals = [0] * len(problem.caps)
    for item in problem.items:
        for resource, amount in enumerate(item.uses):
            totals[resource] += amount
    fares = problem.fare_resources if problem.fares is not None else ()
    return [
        cap is not None and (resource in fares or totals[resource] > cap)
        for resource, cap in enumerate(problem.caps)
    ]


def _meal_prices(problem: Problem, resource: int) -> list[tuple[int, int]]:
    return sorted(
        (item.uses[resource] if item.uses else 0, number)
        for number, item in enumerate(problem.items)
        if item.roles != (None,) and item.feeds is None
    )


def _served(
    problem: Problem,
    day: int,
    records: Sequence[Record | None],
    kinds: Sequence[int],
    bits: Mapping[str, int],
) -> int:
    """Return the bits of the day's slots that any of the records can fill."""
    asked = {bits[slot.name] for slot in problem.days[day].slots}
    return sum(asked & {kind for kind, record in zip(kinds, records, strict=True) if record})


def _slot_bits(problem: Problem) -> dict[str, int]:
    names = [slot.name for day in problem.days for slot in day.slots]
    names += [role for item in problem.items for role in item.roles if role is not None]
    return {name: SIGHT << place for place, name in enumerate(dict.fromkeys(names), 1)}


def _groups(problem: Problem) -> set[int]:
    return {item.group for item in problem.items if item.group is not None}


def _options(number: int, item: Item, kept: bool) -> Iterator[Option]:
    for role in item.roles:
        yield Option(number, role, item.stay, 0)
    least = item.stay if item.stay_min is None else item.stay_min
    if least < item.stay and (kept or item.must or item.lock):
        for role in item.roles:
            yield Option(number, role, least, item.stay - least)


def _begins(problem: Problem, day_number: int, option: Option) -> tuple[Window, ...]:
    """Return the ranges of minutes at which the visit may begin on this day, in order."""
    day, item = problem.days[day_number], problem.items[option.item]
    lock = item.lock
    if lock is not None:
        if lock.day != day_number:
            return ()
        if lock.begin is not None:
            return ((lock.begin, lock.begin),)
        item = replace(item, windows=_locked_windows(problem, item, lock.day))
    opens, closes = day.start, day.end
    if option.role is not None:
        slot = next((slot for slot in day.slots if slot.name == option.role), None)
        if slot is not None and item.feeds is None:
            opens, closes = max(opens, slot.begin), min(closes, slot.end)
        elif slot is not None:
            opens = max(opens, slot.begin + _MEAL_MIN - option.stay)
            closes = min(closes, (slot.begin + slot.end) // 2 + option.stay)
        elif lock is None:
            return ()
    if item.earliest_end is not None and item.stay_max is not None:
        opens = max(opens, item.earliest_end - item.stay_max)
    floor = item.earliest_end or 0
    latest = day.end if item.latest_begin is None else item.latest_begin
    begins = [
        (max(first, opens), min(min(last, closes) - option.stay, latest))
        for first, last in item.windows[day_number]
        if min(last, closes) >= floor
    ]
    return _merged([(first, last) for first, last in begins if first <= last])


def _locked_windows(problem: Problem, item: Item, day: int) -> tuple[tuple[Window, ...], ...]:
    """Return the item's openings, and on a locked day it is closed on, the whole day."""
    if item.windows[day]:
        return item.windows
    whole = ((problem.days[day].start, problem.days[day].end),)
    return (*item.windows[:day], whole, *item.windows[day + 1 :])


def _merged(ranges: list[Window]) -> tuple[Window, ...]:
    merged: list[Window] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _gain(problem: Problem, day: int, option: Option, kept_on: int | None) -> int:
    item, weights = problem.items[option.item], problem.weights
    gain = item.score + (item.bonus[day] if item.bonus else 0)
    gain -= weights.shortened * option.shortened
    if kept_on is not None:
        gain += weights.keep + (weights.keep_day if kept_on == day else 0)
    if item.feeds is not None and option.role is not None:
        gain -= item.feeds
    if item.lock is not None:
        gain += weights.lock
    elif item.must:
        gain += weights.must
    return gain


def _record(
    item: Item,
    option: Option,
    begins: tuple[Window, ...],
    gain: int,
    into: list[list[int]],
    ways: list[list[int]],
) -> Record:
    return Record(
        node=item.node,
        first=begins[0][0],
        last=begins[-1][1],
        windows=begins if len(begins) > 1 else None,
        stay=option.stay,
        floor=item.earliest_end or 0,
        gain=gain,
        ways_in=into[item.node],
        ways_out=ways[item.node],
    )


def squared(table: Sequence[Sequence[int | None]], absent: int) -> list[list[int]]:
    """Return the table with one more node, the last, nowhere: to and from it it is no way."""
    rows = [[absent if cell is None else cell for cell in row] + [0] for row in table]
    return [*rows, [0] * (len(rows) + 1)]


def _predecessors(problem: Problem) -> list[frozenset[int]]:
    pairs = list(problem.precedence)
    ranked: dict[int, list[tuple[int, int]]] = {}
    for number, item in enumerate(problem.items):
        if item.lock is not None and item.lock.rank is not None:
            ranked.setdefault(item.lock.day, []).append((item.lock.rank, number))
    for same_day in ranked.values():
        same_day.sort()
        pairs += [
            (earlier, later)
            for place, (rank, earlier) in enumerate(same_day)
            for later_rank, later in same_day[place + 1 :]
            if rank < later_rank
        ]
    sets: list[set[int]] = [set() for _ in problem.items]
    for earlier, later in pairs:
        sets[later].add(earlier)
    return [frozenset(found) for found in sets]


def _turned(before: list[frozenset[int]]) -> list[frozenset[int]]:
    return [
        frozenset(later for later, earlier in enumerate(before) if number in earlier)
        for number in range(len(before))
    ]
