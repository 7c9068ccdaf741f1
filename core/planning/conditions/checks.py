"""Says of a condition whether a plan keeps it, with the numbers that show why not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.kernel.times import clock_minutes, clock_text
from core.planning.conditions.view import LinkView, PlanView, StopView
from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    Leg,
    LinkModeCondition,
    LinkTimeCondition,
    LocalModeCondition,
    Match,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    VisitTimeCondition,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition, whether a plan keeps it, and the numbers of the answer.

    `inner` are the findings a combination is made of. The numbers of a leaf name what is missing,
    what is too much, or how much was found where at most or least something was asked for.
    """

    condition: Condition
    holds: bool
    numbers: dict[str, Any] = field(default_factory=dict)
    inner: tuple["Finding", ...] = ()


def check_all(conditions: Iterable[Condition], view: PlanView) -> list[Finding]:
    """Return one finding for each condition, in order."""
    return [check(condition, view) for condition in conditions]


def check(condition: Condition, view: PlanView) -> Finding:  # noqa: C901 - one case for each kind
    """Return whether a plan keeps a condition. Names and labels must be those of the view."""
    match condition:
        case AllOf(conditions=parts):
            inner = tuple(check(part, view) for part in parts)
            return Finding(condition, all(part.holds for part in inner), _counts(inner), inner)
        case AnyOf(conditions=parts):
            inner = tuple(check(part, view) for part in parts)
            return Finding(condition, any(part.holds for part in inner), _counts(inner), inner)
        case NotThis(condition=part):
            found = check(part, view)
            return Finding(condition, not found.holds, dict(found.numbers), (found,))
        case SpendCondition():
            return _spend(condition, view)
        case PlacesCondition():
            return _places(condition, view)
        case LabelsCondition():
            return _labels(condition, view)
        case LinkModeCondition():
            return _link_modes(condition, view)
        case LinkTimeCondition():
            return _link_times(condition, view)
        case LocalModeCondition():
            return _local_modes(condition, view)
        case RoomCondition():
            return _rooms(condition, view)
        case NearCondition():
            return _near(condition, view)
        case VisitTimeCondition():
            return _visit_time(condition, view)
        case OrderCondition():
            return _order(condition, view)


def amounts(condition: SpendCondition, view: PlanView) -> list[float]:
    """Return every amount that the condition limits: each meal, each night, or one sum."""
    match condition.per:
        case SpendPer.PERSON_MEAL:
            return [stop.cost / view.travellers for stop in view.meals()]
        case SpendPer.ROOM_NIGHT:
            return [night.cost / max(night.rooms, 1) for night in view.nights]
        case SpendPer.NIGHT | SpendPer.PERSON_NIGHT if condition.on is SpendOn.LODGING:
            heads = view.travellers if condition.per is SpendPer.PERSON_NIGHT else 1
            return [night.cost / heads for night in view.nights]
    total = view.spent(condition.on)
    match condition.per:
        case SpendPer.PERSON:
            return [total / view.travellers]
        case SpendPer.NIGHT:
            return [total / max(view.days - 1, 1)]
        case SpendPer.PERSON_NIGHT:
            return [total / max(view.days - 1, 1) / view.travellers]
        case _:
            return [total]


def _spend(condition: SpendCondition, view: PlanView) -> Finding:
    most = max(amounts(condition, view), default=0)
    numbers = {"spent": round(most), "maximum": condition.maximum}
    return Finding(condition, most <= condition.maximum, numbers)


def _places(condition: PlacesCondition, view: PlanView) -> Finding:
    names, found = set(condition.names), view.places(condition.subject)
    holds, numbers = _matched(condition.match, names, [frozenset({name}) for name in found])
    return Finding(condition, holds, numbers)


def _labels(condition: LabelsCondition, view: PlanView) -> Finding:
    found = view.labels(condition.subject)
    holds, numbers = _matched(condition.match, set(condition.labels), found)
    return Finding(condition, holds, numbers)


def _matched(
    how: Match, words: set[str], found: Sequence[frozenset[str]]
) -> tuple[bool, dict[str, Any]]:
    """Compare wanted words with what each stop is known by."""
    met = words.intersection(*[frozenset().union(*found)])
    match how:
        case Match.ALL:
            return met == words, {"missing": sorted(words - met)}
        case Match.ANY:
            return bool(met), {"missing": [] if met else sorted(words)}
        case Match.NONE:
            return not met, {"unwanted": sorted(met)}
        case Match.ONLY:
            others = sorted({min(names) for names in found if names and not names & words})
            nameless = any(not names for names in found)
            return not others and not nameless, {"unwanted": others}


def _legs(which: Leg, links: Iterable[LinkView]) -> Iterator[LinkView]:
    for link in links:
        match which:
            case Leg.EVERY:
                yield link
            case Leg.OUTWARD if link.outward:
                yield link
            case Leg.RETURN if link.back:
                yield link
            case _:
                pass


def _link_modes(condition: LinkModeCondition, view: PlanView) -> Finding:
    wrong = sorted(
        {
            mode.value
            for link in _legs(condition.leg, view.links)
            for mode in (link.mode, link.also)
            if mode and (mode in condition.modes) is (condition.match is Match.NONE)
        }
    )
    return Finding(condition, not wrong, {"unwanted": wrong})


def _link_times(condition: LinkTimeCondition, view: PlanView) -> Finding:
    wrong = [
        f"{clock_text(link.departs)}–{clock_text(link.arrives)}"
        for link in _legs(condition.leg, view.links)
        if not (
            inside(link.departs, condition.departs_from, condition.departs_by)
            and inside(link.arrives, condition.arrives_from, condition.arrives_by)
        )
    ]
    return Finding(condition, not wrong, {"unwanted": wrong})


def _local_modes(condition: LocalModeCondition, view: PlanView) -> Finding:
    ways = [way for way in view.ways if way.km > condition.beyond_km]
    used, named = {way.mode for way in ways}, set(condition.modes)
    if condition.match is Match.ALL:
        missing = sorted(mode.value for mode in named - used)
        return Finding(condition, not missing, {"missing": missing})
    wrong = used & named if condition.match is Match.NONE else used - named
    return Finding(condition, not wrong, {"unwanted": sorted(mode.value for mode in wrong)})


def _rooms(condition: RoomCondition, view: PlanView) -> Finding:
    wrong = [
        night
        for night in view.nights
        if (condition.rooms is not None and night.rooms != condition.rooms)
        or (condition.beds is not None and night.beds != condition.beds)
    ]
    numbers = {
        "rooms": condition.rooms,
        "beds": condition.beds,
        "found_rooms": sorted({night.rooms for night in wrong}),
        "found_beds": sorted({night.beds for night in wrong if night.beds is not None}),
    }
    return Finding(condition, not wrong, numbers)


def _near(condition: NearCondition, view: PlanView) -> Finding:
    far = [view.distance_km(condition.place, night.place) for night in view.nights]
    known = [km for km in far if km is not None]
    holds = bool(far) and len(known) == len(far) and max(known) <= condition.km
    most = round(max(known), 2) if known else None
    return Finding(condition, holds, {"place": condition.place, "km": condition.km, "found": most})


def _visit_time(condition: VisitTimeCondition, view: PlanView) -> Finding:
    visits = [stop for stop in view.stops if stop.place == condition.place]
    times = [f"{clock_text(stop.start)}–{clock_text(stop.end)}" for stop in visits]
    holds = any(visited_in_time(condition, stop) for stop in visits)
    return Finding(condition, holds, {"place": condition.place, "found": times})


def visited_in_time(condition: VisitTimeCondition, stop: StopView) -> bool:
    """Say whether a visit is at the time and as long as wished."""
    return (
        inside(stop.start, condition.arrive_from, condition.arrive_by)
        and inside(stop.end, condition.leave_from, condition.leave_by)
        and stop.end - stop.start >= (condition.minutes or 0)
    )


def _order(condition: OrderCondition, view: PlanView) -> Finding:
    firsts, thens = (
        [(stop.day, stop.order) for stop in view.stops if stop.place == place]
        for place in (condition.first, condition.then)
    )
    numbers = {"first": condition.first, "then": condition.then}
    return Finding(condition, bool(firsts and thens) and max(firsts) < min(thens), numbers)


def inside(minute: int, first: str | None, last: str | None) -> bool:
    """Say whether a minute lies between two times of day, both included; None is no bound."""
    return (first is None or clock_minutes(first) <= minute) and (
        last is None or minute <= clock_minutes(last)
    )


def _counts(inner: Sequence[Finding]) -> dict[str, Any]:
    return {"held": sum(part.holds for part in inner), "parts": len(inner)}
