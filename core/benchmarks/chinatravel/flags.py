"""What a flag of a constraint means: something that is never seen, or is seen at least once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import floor
from typing import Any

from core.benchmarks.chinatravel.reading import (
    Flag,
    Guards,
    Term,
    Test,
    UnknownFragmentError,
)
from core.benchmarks.chinatravel.wire import INTERCITY, MEALS
from core.benchmarks.chinatravel.world import DAY_MIN, clock_minutes
from core.kernel.times import clock_text
from core.schemas.conditions import (
    AllOf,
    Condition,
    LabelsCondition,
    Leg,
    LinkModeCondition,
    LinkTimeCondition,
    LocalModeCondition,
    Match,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    Subject,
    VisitTimeCondition,
)
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode

MINOR = 100
RIDES = {"train": LinkMode.TRAIN, "airplane": LinkMode.FLIGHT}
MODES = {"walk": TransferMode.WALK, "metro": TransferMode.TRANSIT, "taxi": TransferMode.TAXI}
_STAY = frozenset({"accommodation"})
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_LINK_TIMES = {"activity_start_time": "departs_", "activity_end_time": "arrives_"}
_VISIT_TIMES = {"activity_start_time": "arrive_", "activity_end_time": "leave_"}
_LEGS = {
    ("intercity_transport_origin", "start_city"): Leg.OUTWARD,
    ("intercity_transport_destination", "target_city"): Leg.OUTWARD,
    ("intercity_transport_origin", "target_city"): Leg.RETURN,
    ("intercity_transport_destination", "start_city"): Leg.RETURN,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain field: `days`, `people`, `tickets` or `cars`."""

    name: str
    value: int


def flag_of(flag: Flag) -> Condition | Fact:
    """Return what a flag means.

    Raises:
        UnknownFragmentError: Our conditions cannot say it.
    """
    if not flag.start:
        if len(flag.turns) == 1:
            return _once(flag.turns[0])
        raise UnknownFragmentError(f"{flag}")
    found = [_never(guards) for guards in flag.turns]
    if found and all(part == found[0] for part in found):
        return found[0]
    conditions = [part for part in found if not isinstance(part, Fact)]
    if not found or len(conditions) < len(found):
        raise UnknownFragmentError(f"{flag}")
    return AllOf(conditions=conditions)


_NEVER_OTHER: dict[str, Callable[[Any], Condition | Fact]] = {
    "activity_tickets": lambda count: Fact("tickets", count),
    "metro_tickets": lambda count: Fact("tickets", count),
    "taxi_cars": lambda count: Fact("cars", count),
    "room_count": lambda count: RoomCondition(rooms=count),
    "room_type": lambda count: RoomCondition(beds=count),
}


def _never(guards: Guards) -> Condition | Fact:
    """An activity of a kind, and something of it that is not as it must be: never seen."""
    if leg_of(guards) is not None:
        return _ride_times(guards, turned=True)
    match guards:
        case [
            Test(term=Term(name="innercity_transport_type"), operator="!=", value=str() as mode),
            Test(term=Term(name="innercity_transport_distance"), operator=">", value=km),
        ]:
            return LocalModeCondition(modes=each_of(MODES, [mode]), beyond_km=km)
        case [Test(), Test(term=Term(name=name), operator="!=", value=value)] if (
            name in _NEVER_OTHER
        ):
            return _NEVER_OTHER[name](value)
        case [Test() as kind, Test(term=Term(name=name), operator=sign, value=value)]:
            return _never_of_kind(types_of((kind,)), name, sign, value)
        case _:
            raise UnknownFragmentError(f"{guards}")


def _never_of_kind(kinds: frozenset[str], name: str, sign: str, value: Any) -> Condition:
    match name, sign:
        case "accommodation_type", "!=" if kinds == _STAY:
            return LabelsCondition(subject=Subject.HOTEL, labels=[value], match=Match.ONLY)
        case "activity_position", "!=" if kinds == _STAY:
            return PlacesCondition(subject=Subject.HOTEL, names=[value], match=Match.ONLY)
        case "activity_price", ">" | ">=" if kinds == _STAY:
            most = minor(value, _OPPOSITE[sign])
            return SpendCondition(on=SpendOn.LODGING, per=SpendPer.ROOM_NIGHT, maximum=most)
        case "activity_price", ">" | ">=" if kinds == frozenset(MEALS):
            most = minor(value, _OPPOSITE[sign])
            return SpendCondition(on=SpendOn.MEALS, per=SpendPer.PERSON_MEAL, maximum=most)
        case _:
            raise UnknownFragmentError(f"{sorted(kinds)} {name} {sign} {value}")


def _once(guards: Guards) -> Condition:
    """A journey in its direction, or an activity at a place, at its time: seen at least once."""
    if leg_of(guards) is not None:
        return _ride_times(guards, turned=False)
    bounds: dict[str, Any] = {}
    for test in guards:
        match test:
            case Test(term=Term(name="activity_position"), operator="=="):
                pass
            case Test(term=Term(name="activity_type")):
                pass
            case Test(term=Term(name="activity_time"), operator=">=", value=minutes):
                bounds["minutes"] = minutes
            case Test(term=Term(name=name)) if name in _VISIT_TIMES:
                side, clock = _bound(test)
                bounds[_VISIT_TIMES[name] + side] = clock
            case _:
                raise UnknownFragmentError(f"{test}")
    place = place_of(guards)
    if not bounds:
        return PlacesCondition(names=[place])
    return VisitTimeCondition.model_validate({"place": place, **bounds})


def leg_of(guards: Guards) -> Leg | None:
    """Return which journey is meant, by where it begins or ends."""
    legs = {
        _LEGS.get((test.term.name, test.value.name))
        for test in guards
        if test.operator == "==" and isinstance(test.value, Term) and test.term.at is None
    } - {None}
    return next(iter(legs)) if len(legs) == 1 else None


def _ride_times(guards: Guards, *, turned: bool) -> Condition:
    """When a journey leaves or arrives, or how; `turned`: the last test must not hold."""
    leg = leg_of(guards)
    parts: list[Condition] = []
    said = [test for test in guards if not isinstance(test.value, Term)]
    for number, test in enumerate(said):
        kinds = types_of((test,))
        if kinds and kinds >= set(INTERCITY):
            continue
        last = number == len(said) - 1
        parts.append(_of_ride(replaced(test) if turned and last else test, leg or Leg.EVERY))
    if not parts or (turned and len(parts) != 1):
        raise UnknownFragmentError(f"{guards}")
    return parts[0] if len(parts) == 1 else AllOf(conditions=parts)


def replaced(test: Test) -> Test:
    """Return the test that holds where this one does not."""
    if test.operator not in _OPPOSITE:
        raise UnknownFragmentError(f"{test}")
    return Test(test.term, _OPPOSITE[test.operator], test.value)


def _of_ride(test: Test, leg: Leg) -> Condition:
    match test:
        case Test(term=Term(name="activity_type"), operator="==" | "!=" as sign):
            return link_by([test.value], Match.ONLY if sign == "==" else Match.NONE, leg)
        case Test(term=Term(name=name)) if name in _LINK_TIMES:
            side, clock = _bound(test)
            return LinkTimeCondition.model_validate({"leg": leg, _LINK_TIMES[name] + side: clock})
        case _:
            raise UnknownFragmentError(f"{test}")


def journeys_of(tests: Guards) -> Condition:
    """Return what tests of the first and the last activity ask of the two journeys.

    That the first leaves the city one comes from, and the last the one visited, always holds.

    Raises:
        UnknownFragmentError: They ask for something else.
    """
    parts: list[Condition] = []
    for test in tests:
        leg = {0: Leg.OUTWARD, -1: Leg.RETURN}.get(1 if test.term.at is None else test.term.at)
        if leg is None:
            raise UnknownFragmentError(f"{test}")
        if not (test.term.name == "intercity_transport_origin" and test.operator == "=="):
            parts.append(_of_ride(test, leg))
    if not parts:
        raise UnknownFragmentError(f"{tests}")
    return parts[0] if len(parts) == 1 else AllOf(conditions=parts)


def _bound(test: Test) -> tuple[str, str]:
    """Return the side a time is bound from, `by` or `from`, and the time."""
    if not isinstance(test.value, str) or test.operator not in ("<", "<=", ">", ">="):
        raise UnknownFragmentError(f"{test}")
    try:
        minute = clock_minutes(test.value) + {"<": -1, ">": 1}.get(test.operator, 0)
    except ValueError as error:
        raise UnknownFragmentError(f"{test}") from error
    clock = clock_text(min(max(minute, 0), DAY_MIN - 1))
    return ("by" if test.operator in ("<", "<=") else "from"), clock


def link_by(words: list[str], match: Match, leg: Leg = Leg.EVERY) -> LinkModeCondition:
    """Return how one travels between the cities."""
    return LinkModeCondition.model_validate(
        {"leg": leg, "modes": each_of(RIDES, words), "match": match}
    )


def minor(limit: object, sign: str) -> int:
    """Return a limit of money in minor units; below it where `sign` says so.

    Raises:
        UnknownFragmentError: It is no number.
    """
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise UnknownFragmentError(f"a limit of {limit!r}")
    return floor(limit * MINOR + 1e-6) - (1 if sign == "<" else 0)


def place_of(guards: Guards) -> str:
    """Return the one place that is tested for."""
    places = [test.value for test in guards if test.term.name == "activity_position"]
    if len(places) != 1:
        raise UnknownFragmentError(f"{guards}")
    return str(places[0])


def types_of(guards: Guards) -> frozenset[str]:
    """Return the activity types that pass, empty where the guards say something else."""
    match guards:
        case [Test(term=Term(name="activity_type"), operator="==", value=str() as one)]:
            return frozenset({one})
        case [Test(term=Term(name="activity_type"), operator="in", value=frozenset() as several)]:
            return several
        case _:
            return frozenset()


def each_of(table: dict[str, Any], words: Iterable[str]) -> list[Any]:
    """Return what each word stands for.

    Raises:
        UnknownFragmentError: One stands for nothing.
    """
    unknown = [word for word in words if word not in table]
    if unknown:
        raise UnknownFragmentError(f"mode {unknown[0]!r}")
    return [table[word] for word in words]
