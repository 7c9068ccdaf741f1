"""Checks about the clock."""

from collections.abc import Iterator
from itertools import pairwise

from core.catalog.openings import in_season
from core.kernel.times import clock_text
from core.planning.between import minutes_between
from core.planning.domain import MEAL_WINDOWS, Day, Plan, Stop
from core.planning.mealtimes import meals_of
from core.planning.openings import is_open, openings
from core.planning.rules.engine import Flaw
from core.planning.rules.messages import WHY_NO_MEAL
from core.schemas.catalog import HoursConfidence
from core.schemas.plans import Severity
from core.schemas.trips import SubTripKind


def open_at_time(plan: Plan, day: Day) -> Iterator[Flaw]:
    """A place is open during the whole visit; soft where its hours are only guessed."""
    for index, stop in enumerate(day.stops):
        place = stop.place
        if place is None or stop.kind is SubTripKind.HOTEL or not in_season(place, day.date):
            continue
        if is_open(plan.brief, place, day.date, stop.start, stop.end):
            continue
        spans = openings(plan.brief, place, day.date)
        guessed = place.hours_confidence is HoursConfidence.UNKNOWN
        yield Flaw(
            index,
            {
                **_named(stop),
                "open": [
                    [clock_text(opens), clock_text(min(closes, 1800))] for opens, closes in spans
                ],
                "hours_confidence": place.hours_confidence,
            },
            Severity.SOFT if guessed else None,
        )


def travel_time(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Between neighbours that do not overlap there is the time the way takes, stations too."""
    for index, (before, stop) in enumerate(pairwise(day.stops), start=1):
        needed = needed_min(plan, before, stop)
        gap = stop.start - before.end
        if 0 <= gap < needed:
            yield Flaw(index, {"name": stop.named, "minutes": needed, "gap": gap})


def needed_min(plan: Plan, before: Stop, stop: Stop) -> int:
    """Return how long it takes from one stop to the next."""
    ways = plan.brief.ways
    extra = 0
    if before.journey is not None:
        extra += ways.leaving_min(before.journey.link.mode)
    if stop.journey is not None:
        extra += ways.boarding_min(stop.journey.link.mode)
    origin = before.journey.target if before.journey else before.place
    target = stop.journey.origin if stop.journey else stop.place
    return extra + minutes_between(plan.brief, origin, target)


def no_overlap(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """A stop begins when the one before has ended, or later."""
    for index, (before, stop) in enumerate(pairwise(day.stops), start=1):
        if stop.start < before.end:
            numbers = {
                "name": stop.named,
                "start": clock_text(stop.start),
                "before": before.named,
                "end": clock_text(before.end),
            }
            yield Flaw(index, numbers)


def daily_window(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Everything is inside the window; journeys are outside, a night is its arrival."""
    first, last = plan.brief.window
    for index, stop in enumerate(day.stops):
        if stop.journey is not None or _is_night_after_journey(day, index):
            continue
        end = stop.start if stop.kind is SubTripKind.HOTEL else stop.end
        if stop.start < first or end > last:
            yield Flaw(
                index,
                {**_named(stop), "window_start": clock_text(first), "window_end": clock_text(last)},
            )


def _is_night_after_journey(day: Day, index: int) -> bool:
    """Say whether one only goes to bed after an arrival, which is as late as it is."""
    before = day.stops[index - 1] if index else None
    is_night = day.stops[index].kind is SubTripKind.HOTEL
    return is_night and before is not None and before.journey is not None


def order_contiguous(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """The order of the stops is that of their times; a journey may gain hours on its way."""
    for index, (before, stop) in enumerate(pairwise(day.stops), start=1):
        since = min(before.start, before.end) if before.journey else before.start
        if stop.start < since:
            numbers = {
                "name": stop.named,
                "start": clock_text(stop.start),
                "before": before.named,
                "before_start": clock_text(before.start),
            }
            yield Flaw(index, numbers)


def meal_times(plan: Plan, day: Day) -> Iterator[Flaw]:
    """A meal begins and ends inside its window, where it is served."""
    for index, stop in enumerate(day.stops):
        if stop.kind is not SubTripKind.MEAL or stop.meal not in MEAL_WINDOWS:
            continue
        first, last = MEAL_WINDOWS[stop.meal]
        serves = stop.place is None or stop.meal in stop.place.meals
        if stop.start < first or stop.end > last or not serves:
            numbers = {
                **_named(stop),
                "meal": str(stop.meal),
                "window_start": clock_text(first),
                "window_end": clock_text(last),
                "served": serves,
                "why": WHY_NO_MEAL["untimely" if serves else "unserved"][plan.brief.language],
            }
            yield Flaw(index, numbers)


def meals_present(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Each meal that falls into the window is eaten, if only during a long visit."""
    for meal, had in meals_of(plan, day).items():
        if not had:
            yield Flaw(numbers={"meal": str(meal)})


def _named(stop: Stop) -> dict[str, str]:
    return {"name": stop.named, "start": clock_text(stop.start), "end": clock_text(stop.end)}
