"""A model's words for a plan: read leniently, judged text by text, put where they belong."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.catalog.domain import City, Place
from core.planning.domain import Day, Plan, Stop
from core.planning.narration.facts import Facts
from core.planning.narration.truth import Fault, Scope, fault_of, scope_of

TITLE_CHARS, SUMMARY_CHARS, DAY_CHARS, REASON_CHARS = 120, 900, 500, 400
"""The longest texts of each kind; a longer one is not used, for its end may matter."""


@dataclass(slots=True)
class Tally:
    """How many texts were used, and of those that were not, why."""

    written: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of a plan, of the whole and of each day."""

    trip: Facts
    days: Sequence[Facts]


def with_words(
    plan: Plan,
    answer: Mapping[str, Any],
    known: Known,
    cities: Collection[City],
    places: Collection[Place],
) -> tuple[Plan, Tally]:
    """Return the plan with those words of the answer that are true of it, and how many those were.

    Nothing but title, summaries and reasons can change. What stands under a key that is none of the
    plan's is passed over, and so is what is no text.

    Args:
        plan: the plan as it is.
        answer: what the model said: `title`, `summary`, and `days` by index, each with `summary`
            and `stops` by index.
        known: what is true of the plan.
        cities: all cities there are; those that are not the trip's must not be named.
        places: all places of the trip's cities, likewise.
    """
    tally = Tally()
    whole = _judge(plan, [known.trip, *known.days], _strangers(plan, plan.stops(), cities, places))
    days = _mapping(answer.get("days"))
    told = []
    for day, facts in zip(plan.days, known.days, strict=True):
        strangers = _strangers(plan, day.stops, cities, places)
        judge = _judge(plan, [known.trip, facts], strangers)
        told.append(_day(day, _mapping(days.get(str(day.index))), judge, tally))
    title = _said(answer.get("title"), whole, TITLE_CHARS, tally)
    summary = _said(answer.get("summary"), whole, SUMMARY_CHARS, tally)
    return replace(plan, title=title or plan.title, summary=summary, days=tuple(told)), tally


_Judge = Callable[[str, int], Fault | None]


def _judge(plan: Plan, facts: Sequence[Facts], strangers: Collection[str]) -> _Judge:
    scope: Scope = scope_of(facts, strangers)
    language = plan.brief.language
    return lambda text, longest: fault_of(text, scope, language=language, longest=longest)


def _day(day: Day, told: Mapping[str, Any], judge: _Judge, tally: Tally) -> Day:
    reasons = _mapping(told.get("stops"))
    stops = [
        _stop(stop, reasons.get(str(index)), judge, tally) for index, stop in enumerate(day.stops)
    ]
    summary = _said(told.get("summary"), judge, DAY_CHARS, tally)
    return replace(day, summary=summary, stops=tuple(stops))


def _stop(stop: Stop, told: Any, judge: _Judge, tally: Tally) -> Stop:
    if stop.place is None:
        return stop
    reason = _said(told, judge, REASON_CHARS, tally)
    return replace(stop, reason=reason) if reason else stop


def _said(told: Any, judge: _Judge, longest: int, tally: Tally) -> str:
    """Return a text on one line where it may be used, else nothing."""
    if not isinstance(told, str):
        return ""
    text = " ".join(told.split())
    if not text:
        return ""
    fault = judge(text, longest)
    if fault is not None:
        tally.dropped[str(fault)] += 1
        return ""
    tally.written += 1
    return text


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _strangers(
    plan: Plan, stops: Any, cities: Collection[City], places: Collection[Place]
) -> list[str]:
    """Return the names of cities and places that are not there, by every name they have."""
    brief = plan.brief
    here = {stop.place.id for stop in stops if stop.place}
    here |= {hotel.id for hotel in plan.hotels if hotel}
    near = {city.id for city in (*plan.frame.cities, *((brief.origin,) if brief.origin else ()))}
    names = [name for place in places if place.id not in here for name in place.names]
    names += [
        name
        for city in cities
        if city.id not in near
        for name in (city.name_en, city.name_local, *city.aliases)
    ]
    own = {name for place in places if place.id in here for name in place.names}
    return [name for name in names if len(name) > 1 and name not in own]
