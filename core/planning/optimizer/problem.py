"""What is to be solved, in whole numbers only: no place, no date and no currency is known here.

Times are minutes since midnight of their day and may pass 1,440. Money is in minor units. Worth is
in *points*; what a point is worth is the caller's choice, `POINTS` of them to one point of a scale
from 0 to 100 leave room for the penalties of single minutes.

The problem is the team orienteering problem with several time windows (Vansteenwegen, Souffriau and
Van Oudheusden 2011, "The orienteering problem: a survey"), with meals, money, locks and covers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

POINTS = 100
"""Points of one point of taste, where taste is judged from 0 to 100."""

Minutes = Sequence[Sequence[int | None]]
"""Minutes (or money) from node to node; None: there is no way. Need not be symmetric."""

Window = tuple[int, int]
"""First and last minute of an opening; a visit lies wholly inside one."""


class ProblemError(ValueError):
    """The problem contradicts itself: the text says which field of which part."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A meal of a day, to be filled by at most one item."""

    name: str
    begin: int
    """Minute before which the meal must not begin."""
    end: int
    """Minute after which the meal must not end."""
    reward: int
    """Points for filling it: more than the sights its money would buy, so ten times the best score
    where money is scarce, twice the best where it is not."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: where and when it begins and ends, and how full it may be."""

    start: int
    """Minute at which the traveller may leave the start node."""
    end: int
    """Minute at which the traveller must be at the end node."""
    start_node: int | None = None
    """Where the day begins; None: at its first visit, no way is charged."""
    end_node: int | None = None
    """Where the day ends; None: at its last visit, no way is charged."""
    cap: int = 99
    """Most visits that fill no slot (sights)."""
    slots: tuple[Slot, ...] = ()
    first_sight: int = 0
    """Points for having any sight at all: where a day without one is none."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A visit a person has fixed. It is kept against caps, money and opening hours.

    Two locks that contradict a precedence are both kept; of two that leave no time for both the
    one that cannot be placed is reported.
    """

    day: int
    begin: int | None = None
    """Minute at which it must begin; None: whenever it fits."""
    rank: int | None = None
    """Order among the locked visits of its day that have a rank; None: any."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be visited, at most once."""

    node: int
    windows: tuple[tuple[Window, ...], ...]
    """For each day its openings; empty: closed on that day."""
    stay: int
    """Usual minutes of a visit."""
    score: int
    """Points for having it in the plan."""
    stay_min: int | None = None
    """Least minutes, used only where a must, a lock or a start's item fits no other way."""
    stay_max: int | None = None
    """Most minutes a visit may be stretched to by `earliest_end`; None: any."""
    bonus: tuple[int, ...] = ()
    """Points added on each day (a theme, an area, the day a model chose); empty: none."""
    roles: tuple[str | None, ...] = (None,)
    """Names of the slots it can fill; None: it can be visited as a sight."""
    uses: tuple[int, ...] = ()
    """What it takes of each resource; empty: nothing."""
    must: bool = False
    """Comes before everything but locks, and is reported where it cannot be placed."""
    lock: Lock | None = None
    latest_begin: int | None = None
    """Minute after which a visit must not begin (before dusk, last entry)."""
    earliest_end: int | None = None
    """Minute before which nobody leaves (a sunset): the stay is stretched up to it."""
    feeds: int | None = None
    """A visit so long that the meals it can fill are had meanwhile, whenever it is: the points by
    which such a meal is worse than one at a table; None: a slot binds the visit to its time."""
    group: int | None = None
    """At most one item of a group is in a plan (branches of one chain)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A set of items of which at least one is wanted (a cuisine, a category)."""

    items: tuple[int, ...]
    reward: int
    """Points for having at least one of them."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What things cost and bring, in points."""

    travel: int = 15
    """For a minute on the way."""
    excess: int = 0
    """For a minute by which the ways of a day are longer than in the shortest order of its visits
    anybody finds at once: what opening hours and meals cost in ways to and fro."""
    waiting: int = 5
    """For a minute at a closed door or before a meal."""
    late: int = 0
    """For a minute by which the first visit of a day begins later than one could be there."""
    imbalance: int = 0
    """For a minute by which a day's visits are longer or shorter than the mean of the days."""
    shortened: int = 20
    """For a minute by which a visit is shorter than usual."""
    money: tuple[int, ...] = ()
    """Of each resource, how many minor units weigh one point; 0 or absent: money within the cap
    does not matter."""
    must: int = 10_000_000
    lock: int = 1_000_000_000
    keep: int = 0
    """For an item of the start that is still in the plan."""
    keep_day: int = 0
    """For an item of the start that is still on its day, besides `keep`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Days, items, ways between nodes, and what must hold over all days."""

    days: tuple[Day, ...]
    items: tuple[Item, ...]
    travel: Minutes
    fares: Minutes | None = None
    """Money for the way from node to node, from each of `fare_resources`; None: ways are free."""
    fare_resources: tuple[int, ...] = (0,)
    caps: tuple[int | None, ...] = ()
    """Of each resource, how much there is; None: it is only counted."""
    precedence: tuple[tuple[int, int], ...] = ()
    """Pairs of items: the first comes before the second where both are in the plan."""
    covers: tuple[Cover, ...] = ()
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        """Raise `ProblemError` with the first contradiction."""
        for complaint in _complaints(self):
            raise ProblemError(complaint)


class Stop(NamedTuple):
    """An item in a given order, and the slot it fills."""

    item: int
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop with its times."""

    item: int
    begin: int
    end: int
    travel: int
    """Minutes of the way to it."""
    slot: str | None = None
    wait: int = 0
    """Minutes between arrival and `begin`."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The visits of a day in order, and the way home."""

    visits: tuple[Visit, ...]
    travel_home: int
    """Minutes of the way from the last visit to the day's end node."""
    home_at: int
    """Minute of arrival at the end node; the day's start where nothing is visited."""

    @property
    def travel(self) -> int:
        """Return the minutes on the way, the way home included."""
        return sum(visit.travel for visit in self.visits) + self.travel_home


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is worth in points, part by part; penalties are negative."""

    taste: int = 0
    """Scores and bonuses of the items."""
    slots: int = 0
    """Rewards of filled slots, and of days that have any sight."""
    covers: int = 0
    kept: int = 0
    musts: int = 0
    """Rewards of placed musts and locks."""
    shortened: int = 0
    travel: int = 0
    excess: int = 0
    waiting: int = 0
    """At doors, and before the first visit of a day."""
    imbalance: int = 0
    money: int = 0

    @property
    def total(self) -> int:
        """Return the sum of all parts: what the search maximises."""
        gains = self.taste + self.slots + self.covers + self.kept + self.musts
        losses = self.shortened + self.travel + self.excess + self.waiting + self.imbalance
        return gains + losses + self.money


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan for all days, and how it came about."""

    days: tuple[PlannedDay, ...]
    worth: Worth
    used: tuple[int, ...]
    """What the plan takes of each resource, fares included."""
    unplaced: tuple[int, ...]
    """Musts and locked items that are not in the plan."""
    unfilled: tuple[tuple[int, str], ...]
    """Day and name of the slots nothing fills."""
    iterations: int
    """Rounds of search done."""
    truncated: bool
    """True where the clock or the caller ended the search before its iterations."""

    def stops(self) -> tuple[tuple[Stop, ...], ...]:
        """Return the plan as a start for another search."""
        return tuple(
            tuple(Stop(visit.item, visit.slot) for visit in day.visits) for day in self.days
        )


def _complaints(problem: Problem) -> Iterator[str]:
    nodes = len(problem.travel)
    if any(len(row) != nodes for row in problem.travel):
        yield f"travel is not a square of {nodes} nodes"
    fares = problem.fares
    if fares is not None:
        if [len(row) for row in fares] != [nodes] * nodes:
            yield f"fares are not a square of {nodes} nodes"
        for resource in problem.fare_resources:
            if not 0 <= resource < len(problem.caps):
                yield f"fare_resource {resource} is not among {len(problem.caps)} caps"
    for name, table in (("travel", problem.travel), ("fares", fares or ())):
        if any(cell is not None and cell < 0 for row in table for cell in row):
            yield f"{name} has a negative way"
    for number, day in enumerate(problem.days):
        yield from (f"day {number}: {text}" for text in _day_complaints(day, nodes))
    for number, item in enumerate(problem.items):
        yield from (f"item {number}: {text}" for text in _item_complaints(item, problem, nodes))
    known = range(len(problem.items))
    named = [item for pair in problem.precedence for item in pair]
    named += [item for cover in problem.covers for item in cover.items]
    yield from (f"item {item} is named but not there" for item in named if item not in known)


def _day_complaints(day: Day, nodes: int) -> Iterator[str]:
    if day.end < day.start:
        yield f"ends at {day.end}, before its start at {day.start}"
    for node in (day.start_node, day.end_node):
        if node is not None and not 0 <= node < nodes:
            yield f"node {node} is not among {nodes}"
    names = [slot.name for slot in day.slots]
    if len(set(names)) < len(names):
        yield f"has a slot twice: {names}"


def _item_complaints(item: Item, problem: Problem, nodes: int) -> Iterator[str]:
    if not 0 <= item.node < nodes:
        yield f"node {item.node} is not among {nodes}"
    if len(item.windows) != len(problem.days):
        yield f"has windows for {len(item.windows)} of {len(problem.days)} days"
    if item.bonus and len(item.bonus) != len(problem.days):
        yield f"has a bonus for {len(item.bonus)} of {len(problem.days)} days"
    least = item.stay if item.stay_min is None else item.stay_min
    most = item.stay if item.stay_max is None else item.stay_max
    if not 0 <= least <= item.stay <= most:
        yield f"stays {least} <= {item.stay} <= {most} are out of order"
    if item.uses and (len(item.uses) != len(problem.caps) or min(item.uses) < 0):
        yield f"uses {item.uses} of {len(problem.caps)} resources"
    if item.lock is not None and not 0 <= item.lock.day < len(problem.days):
        yield f"is locked on day {item.lock.day} of {len(problem.days)}"
