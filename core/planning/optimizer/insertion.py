"""Filling a plan: which option goes into which gap of which day, the most worth for its time first.

Greedy insertion as in Vansteenwegen and others (2009, "Iterated local search for the team
orienteering problem with time windows"): of each option the gap that delays the rest of the day
least, of all options the one with the best ratio of worth to delay.

Only what can have changed is looked at again. While a plan grows, an option that fits nowhere never
fits again; one that fits is tried, on the day that changed, in its old gap and the two new ones.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.planning.optimizer.model import ALWAYS, SIGHT, Record
from core.planning.optimizer.problem import Window
from core.planning.optimizer.routes import Route
from core.planning.optimizer.state import State

Fit = tuple[float, int, int, int]
"""Key, option, day and gap of a visit that can be added; the greatest is taken first."""

_ENDLESS = 1 << 60


def _no_chance() -> float:
    """Stand for the draw that changes nothing."""
    return 0.5


@dataclass(frozen=True, slots=True)
class Taste:
    """How one round of filling weighs what it sees."""

    power: float = 2.0
    """Worth counts to this power against the delay."""
    noise: float = 0.0
    """Keys are multiplied by a random factor between 1 - noise and 1 + noise."""
    thrift: float = 0.0
    """Points an option loses in its key if it takes all that is left of a resource, else in
    proportion; and with any, money for the slots that are still open is not spent otherwise."""
    chance: Callable[[], float] = _no_chance
    """Draws numbers from 0 up to 1."""


PLAIN = Taste()


def fill(
    state: State,
    days: Iterable[int],
    taste: Taste = PLAIN,
    *,
    elsewhere: Sequence[int] = (),
    only: Sequence[int] | None = None,
) -> None:
    """Insert into the plan what fits and is worth its way, until nothing more does.

    Args:
        state: is changed.
        days: are looked through for every option.
        taste: of this round.
        elsewhere: the options that are tried on the other days.
        only: where given, no other options are tried on `days`.
    """
    wide = set(days)
    fits: list[Fit] = []
    for day, known in enumerate(state.model.by_day):
        if day in wide:
            fits += scan(state, day, known if only is None else only, taste)
        elif elsewhere:
            fits += scan(state, day, elsewhere, taste)
    while fits:
        best = max(fits)
        _, option, day, gap = best
        if _is_paid(state, day, gap, option, taste) and state.insert(day, gap, option):
            fits = _still(state, fits, day, gap, taste)
        else:
            fits = [fit for fit in fits if fit is not best and state.can_pay(fit[1])]


def scan(
    state: State,
    day: int,
    options: Sequence[int],
    taste: Taste = PLAIN,
    gaps: Sequence[Sequence[int]] | None = None,
) -> list[Fit]:
    """Return for each option that may be added to the day its best gap.

    Args:
        state: is only read.
        day: of which the gaps are tried.
        options: to be tried.
        taste: how keys are made.
        gaps: for each option the gaps to try; None: all.
    """
    model, route, taken = state.model, state.routes[day], state.taken
    records, item, rival, admit = model.records[day], model.item, model.rival, model.admit
    plain, tied, ways = model.plain, model.tied, model.ways
    nodes, open_bits = route.nodes, state.open_bits(day)
    per_minute = model.problem.weights.travel
    first_sight = 0 if route.sights else model.problem.days[day].first_sight
    purses = _purses(state, taste) if state.model.any_tied else ()
    power, least, noise, chance = taste.power, 1 - taste.noise, 2 * taste.noise, taste.chance
    found: list[Fit] = []
    for place, option in enumerate(options):
        if taken[item[option]] or taken[rival[option]] or not admit[option] & open_bits:
            continue
        record = records[option]
        if record is None:
            continue
        where = _possible(route, record) if gaps is None else gaps[place]
        if tied[option]:
            where = _permitted(state, day, option, where, purses[model.kind[option] != SIGHT])
        delay, gap = _least_delay(route, record, where)
        if gap < 0:
            continue
        near, far = nodes[gap], nodes[gap + 1]
        way = record.ways_in[near] + record.ways_out[far] - ways[near][far]
        worth = record.gain - per_minute * way
        if not plain[option]:
            worth += _dependent_worth(state, day, option)
        if first_sight and model.is_sight[option]:
            worth += first_sight
        if worth <= 0:
            continue
        if taste.thrift:
            worth = max(1, worth - _dearness(state, option, taste.thrift))
        key = worth**power / (delay + 1 if delay > 0 else 1)
        found.append((key * (least + noise * chance()), option, day, gap))
    return found


def extra_fare(state: State, day: int, gap: int, option: int) -> int:
    """Return how much dearer the ways of the day become with a visit in this gap."""
    fares, record = state.model.fares, state.model.records[day][option]
    if fares is None or record is None:
        return 0
    near, far = state.routes[day].nodes[gap : gap + 2]
    now = fares[near][far] if state.routes[day].options else 0
    return fares[near][record.node] + fares[record.node][far] - now


def _still(state: State, fits: list[Fit], changed: int, added: int, taste: Taste) -> list[Fit]:
    """Return the fits that are left after a visit was added in this gap of this day."""
    taken, item, rival = state.taken, state.model.item, state.model.rival
    ordered = state.model.ordered
    left: list[Fit] = []
    again: list[int] = []
    gaps: list[Sequence[int]] = []
    new = (added, added + 1)
    for fit in fits:
        _, option, day, gap = fit
        if taken[item[option]] or taken[rival[option]]:
            continue
        if day == changed:
            again.append(option)
            gaps.append(new if gap == added else (gap if gap < added else gap + 1, *new))
        elif ordered[option]:
            left += scan(state, day, (option,), taste, ((gap,),))
        else:
            left.append(fit)
    if again:
        left += scan(state, changed, again, taste, gaps)
    return left


def _possible(route: Route, record: Record) -> Sequence[int]:
    """Return the gaps that are neither too early nor too late for the option."""
    earliest_end = record.first + record.stay
    if earliest_end < record.floor:
        earliest_end = record.floor
    return range(bisect_left(route.late, earliest_end), bisect_right(route.depart, record.last))


def _least_delay(route: Route, record: Record, gaps: Sequence[int]) -> tuple[int, int]:
    """Return by how many minutes the visit delays what follows, and the gap where that is least.

    This is the innermost loop of the search: about half of all time is spent here.
    """
    _, first, last, windows, stay, floor, _, ways_in, ways_out = record
    nodes, depart, arrive, late = route.nodes, route.depart, route.arrive, route.late
    best, where = _ENDLESS, -1
    for gap in gaps:
        clock = depart[gap] + ways_in[nodes[gap]]
        if clock < first:
            clock = first
        elif clock > last:
            continue
        elif windows is not None:
            clock = _next_opening(windows, clock)
        clock += stay
        if clock < floor:
            clock = floor
        clock += ways_out[nodes[gap + 1]]
        if clock <= late[gap] and clock - arrive[gap] < best:
            best, where = clock - arrive[gap], gap
    return best, where


def _next_opening(windows: tuple[Window, ...], clock: int) -> int:
    for opens, closes in windows:
        if clock <= closes:
            return max(clock, opens)
    return _ENDLESS


Purse = Sequence[int]
"""Of each resource, how much may be spent."""


def _purses(state: State, taste: Taste) -> tuple[Purse, Purse]:
    """Return what sights and what meals may take, so that the slots still open can be filled."""
    if not taste.thrift:
        return state.left, state.left
    return _beyond(state.left, state.meal_money(0)), _beyond(state.left, state.meal_money(1))


def _beyond(left: Purse, saved: Purse) -> Purse:
    return [amount - kept for amount, kept in zip(left, saved, strict=True)]


def _is_paid(state: State, day: int, gap: int, option: int, taste: Taste) -> bool:
    """Say whether there is money for the visit and the ways to and from it."""
    if not state.model.tied[option]:
        return True
    purse = _purses(state, taste)[state.model.kind[option] != SIGHT]
    return state.can_pay(option, extra_fare(state, day, gap, option), purse)


def _permitted(
    state: State, day: int, option: int, gaps: Sequence[int], purse: Purse
) -> Sequence[int]:
    """Return the gaps that money and precedence leave."""
    model = state.model
    if not state.can_pay(option, 0, purse):
        return ()
    if model.ordered[option]:
        first, end = state.gaps(day, option)
        gaps = [gap for gap in gaps if first <= gap < end]
    if model.fares is None or model.admit[option] & ALWAYS:
        return gaps
    uses = model.uses[option]
    resources = model.problem.fare_resources
    left = min((purse[n] - (uses[n] if uses else 0) for n in resources), default=_ENDLESS)
    if left >= model.dearest_way:
        return gaps
    fares = ((gap, extra_fare(state, day, gap, option)) for gap in gaps)
    return [gap for gap, fare in fares if not fare or fare <= left]


def _dependent_worth(state: State, day: int, option: int) -> int:
    """Return the points that depend on the plan: the slot's, and of covers nothing serves yet."""
    model = state.model
    points = model.slot_rewards[day].get(model.kind[option], 0)
    for cover in model.covers[option]:
        if not state.covered[cover]:
            points += model.problem.covers[cover].reward
    return points


def _dearness(state: State, option: int, thrift: float) -> int:
    share = 0.0
    for used, left in zip(state.model.uses[option], state.left, strict=False):
        if used and left > 0:
            share = max(share, used / left)
    return int(thrift * share)
