"""Checks about where and when the trip meets the rest of the world."""

from collections.abc import Iterator

from core.kernel.times import clock_text
from core.planning.between import minutes_between
from core.planning.domain import Day, Plan, Stop
from core.planning.rules.engine import Flaw


def start_anchor_kept(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Nothing of the first day is before one is there, the way from the place included."""
    begins = plan.brief.begins
    if day.index or begins is None or begins.minute is None or _travels(day) or not day.stops:
        return
    first = day.stops[0]
    earliest = begins.minute + minutes_between(plan.brief, begins.place, first.place)
    if first.start < earliest:
        yield Flaw(0, _numbers(first, earliest))


def end_anchor_kept(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Everything of the last day is over in time, the way to the place included."""
    ends = plan.brief.ends
    is_last = day.index == plan.brief.day_count - 1
    if not is_last or ends is None or ends.minute is None or _travels(day) or not day.stops:
        return
    last = day.stops[-1]
    latest = ends.minute - minutes_between(plan.brief, last.place, ends.place)
    if last.end > latest:
        yield Flaw(len(day.stops) - 1, _numbers(last, latest))


def _travels(day: Day) -> bool:
    """Say whether a journey is made, by whose times the day then goes."""
    return any(stop.journey for stop in day.stops)


def _numbers(stop: Stop, minute: int) -> dict[str, str]:
    return {
        "name": stop.named,
        "start": clock_text(stop.start),
        "end": clock_text(stop.end),
        "time": clock_text(max(0, minute)),
    }
