"""Checks about what a day asks of the traveller: how much, how far, and how much rest."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from core.catalog.vocabulary import category_label
from core.kernel.times import clock_text
from core.planning.domain import DAY_END, MEAL_WINDOWS, STOPS_PER_DAY, Day, Plan, Stop
from core.planning.openings import openings
from core.planning.rules import messages
from core.planning.rules.engine import Flaw
from core.planning.rules.times import needed_min
from core.schemas.fields import TransferMode
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Mobility

WALK_PER_DAY_MIN = {Mobility.NORMAL: 150, Mobility.LIMITED: 45, Mobility.WHEELCHAIR: 60}
_LONG_WAY_MIN = 75
_IDLE_MIN = 90
_SOON_MIN = 30
"""Who begins so long after the doors open has waited for them."""
_WHY_IDLE = {
    "pace": (
        "the day has the {most} sights that its pace means",
        "当天已按节奏安排了 {most} 个景点",
    ),
    "meal": ("{name} is for {meal}, not eaten before {opens}", "{name}是{meal}，{opens} 以后才用"),
    "doors": ("{name} does not open before {opens}", "{name}{opens} 才开放"),
    "nothing": ("nothing else that suits fits in between", "其间没有合适的地点可以安排"),
}
_REST_MIN = 9 * 60
_SAME_SIGHTS = 3


def meal_once(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """No meal is eaten twice on one day."""
    eaten: set[str] = set()
    for index, stop in enumerate(day.stops):
        if stop.meal in MEAL_WINDOWS and stop.meal is not None:
            if stop.meal in eaten:
                yield Flaw(index, {"name": stop.named, "meal": str(stop.meal)})
            eaten.add(stop.meal)


def pace(plan: Plan, day: Day) -> Iterator[Flaw]:
    """There are no more sights in a day than its pace means."""
    sights = sum(stop.kind is SubTripKind.ATTRACTION for stop in day.stops)
    most = STOPS_PER_DAY[plan.brief.pace]
    if sights > most:
        yield Flaw(numbers={"sights": sights, "most": most, "pace": str(plan.brief.pace)})


def walking_limit(plan: Plan, day: Day) -> Iterator[Flaw]:
    """The ways on foot of a day are no longer than the party can walk."""
    ways = [stop.transfer for stop in day.stops if stop.transfer]
    minutes = sum(way.minutes for way in ways if way.mode is TransferMode.WALK)
    most = WALK_PER_DAY_MIN[plan.brief.mobility]
    if minutes > most:
        yield Flaw(numbers={"minutes": minutes, "most": most})


def long_transfer(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """No way inside a city takes very long."""
    for index, stop in enumerate(day.stops):
        if stop.transfer is not None and stop.transfer.minutes > _LONG_WAY_MIN:
            minutes = stop.transfer.minutes
            yield Flaw(index, {"name": stop.named, "minutes": minutes, "most": _LONG_WAY_MIN})


def no_idle(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Nobody waits long for the next stop; where one does, it is told why the time is free."""
    for index, (before, stop) in enumerate(pairwise(day.stops), start=1):
        if before.journey or stop.journey or stop.kind is SubTripKind.HOTEL:
            continue
        idle = stop.start - before.end - needed_min(plan, before, stop)
        if idle > _IDLE_MIN:
            numbers = {"name": stop.named, "minutes": idle, "start": clock_text(before.end)}
            yield Flaw(index, numbers | _why_idle(plan, day, stop))


def _why_idle(plan: Plan, day: Day, stop: Stop) -> dict[str, Any]:
    """Return why there is nothing before a stop, by its key and in words."""
    sights = sum(one.kind is SubTripKind.ATTRACTION for one in day.stops)
    most, is_zh = STOPS_PER_DAY[plan.brief.pace], plan.brief.language == "zh"
    numbers: dict[str, Any] = {"name": stop.named, "most": most}
    reason = "pace" if sights >= most else "nothing"
    if stop.place is not None and reason == "nothing":
        spans = openings(plan.brief, stop.place, day.date)
        opens = next((first for first, last in spans if first <= stop.start < last), 0)
        begins = MEAL_WINDOWS[stop.meal][0] if stop.meal in MEAL_WINDOWS and stop.meal else 0
        if stop.start - max(opens, begins) <= _SOON_MIN and max(opens, begins):
            reason = "meal" if begins >= opens else "doors"
            meal = messages.word(str(stop.meal), plan.brief.language)
            numbers |= {"opens": clock_text(max(opens, begins)), "meal": meal}
    return {"reason": reason, "why": _WHY_IDLE[reason][is_zh].format(**numbers)}


def category_diversity(plan: Plan, day: Day) -> Iterator[Flaw]:
    """The sights of a day are not all of one kind."""
    kinds = Counter(
        stop.place.category
        for stop in day.stops
        if stop.place and stop.kind is SubTripKind.ATTRACTION
    )
    if len(kinds) == 1 and (count := kinds.total()) >= _SAME_SIGHTS:
        (category,) = kinds
        label = category_label(category, plan.brief.language)
        yield Flaw(numbers={"category": category, "kind": label, "sights": count})


def rest(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Between the end of a day and the next morning there is a night's rest."""
    before = next((other for other in plan.days if other.index == day.index - 1), None)
    if before is None or not before.stops or not day.stops or before.stops[-1].journey:
        return
    last = before.stops[-1]
    ends = last.start if last.kind is SubTripKind.HOTEL else last.end
    minutes = DAY_END - ends + day.stops[0].start
    if minutes < _REST_MIN:
        yield Flaw(0, {"minutes": minutes, "least": _REST_MIN, "hours": _REST_MIN // 60})
