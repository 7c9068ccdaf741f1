"""Turns the benchmark's constraints into our conditions and plain fields of a request."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from pydantic import ValidationError

from core.benchmarks.chinatravel.reading import (
    Choice,
    Claim,
    Conjunction,
    Distance,
    Flag,
    Guards,
    Last,
    Quotient,
    Relation,
    Seen,
    Term,
    Test,
    Together,
    Total,
    UnknownFragmentError,
    read_fragment,
)
from core.benchmarks.chinatravel.wire import INTERCITY, MEALS
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
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    Subject,
    VisitTimeCondition,
)
from core.schemas.links import LinkMode
from core.schemas.trips import TransferMode

MINOR = 100
_RIDES = {"train": LinkMode.TRAIN, "airplane": LinkMode.FLIGHT}
_MODES = {"walk": TransferMode.WALK, "metro": TransferMode.TRANSIT, "taxi": TransferMode.TAXI}
_KINDS = {
    frozenset({"attraction"}): Subject.SIGHT,
    frozenset(MEALS): Subject.RESTAURANT,
    frozenset({"accommodation"}): Subject.HOTEL,
}
_SPENT = {
    frozenset({"attraction"}): SpendOn.SIGHTS,
    frozenset(MEALS): SpendOn.MEALS,
    frozenset({"accommodation"}): SpendOn.LODGING,
    frozenset(INTERCITY): SpendOn.INTERCITY,
}
_LABELS = {"attraction_type", "restaurant_type", "accommodation_type"}
_LOCAL_COST = Term("innercity_transport_cost")
_NO_SUCH_TYPE = "transportation"
"""Constraints about modes look for activities of this type, which no plan has: they mean the ways,
and hold for every plan."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain field: `days`, `people`, `tickets` or `cars`."""

    name: str
    value: int


def compile_fragment(code: str) -> Condition | Fact:
    """Return what a constraint asks for.

    Raises:
        UnknownFragmentError: It asks for something our conditions cannot say.
        FragmentError: It cannot be parsed.
    """
    return _valid(read_fragment(code))


def _valid(claim: Claim) -> Condition | Fact:
    try:
        return _compile(claim)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UnknownFragmentError(f"{first['loc']}: {first['msg']}") from error


def _compile(claim: Claim) -> Condition | Fact:
    match claim:
        case Choice(claims=claims, every=every):
            return AllOf(conditions=[_condition(c) for c in claims]) if every else _any(claims)
        case Flag():
            return _flag(claim)
        case Together():
            return _common(claim)
        case Conjunction(tests=tests):
            return _first_and_last(tests)
        case Relation():
            return _relation(claim)


def _any(claims: Sequence[Claim]) -> Condition:
    """One of these: what is not understood is no choice then, as long as another one is."""
    parts, reasons = [], []
    for claim in claims:
        try:
            parts.append(_condition(claim))
        except UnknownFragmentError as error:
            reasons.append(str(error))
    if not parts:
        raise UnknownFragmentError("; ".join(reasons))
    return parts[0] if len(parts) == 1 else AnyOf(conditions=parts)


def _condition(claim: Claim) -> Condition:
    found = _valid(claim)
    if isinstance(found, Fact):
        raise UnknownFragmentError(f"a choice about {found.name}")
    return found


def _relation(claim: Relation) -> Condition | Fact:
    match claim:
        case Relation(left=Term(name="day_count"), operator="==", right=int() as days):
            return Fact("days", days)
        case Relation(left=Term(name="people_count"), operator="==", right=int() as people):
            return Fact("people", people)
        case Relation(left=frozenset() as wanted, operator=sign, right=Seen() as seen):
            return _seen(seen, {"<=": "holds", "==": "is"}.get(sign, ""), wanted)
        case Relation(left=Seen() as seen, operator=sign, right=frozenset() as wanted):
            return _seen(seen, {"<=": "only", ">=": "holds", "==": "is"}.get(sign, ""), wanted)
        case Relation(left=Total() as total, operator="<=", right=int() | float() as most):
            return _spend(total, SpendPer.TRIP, most)
        case Relation(left=Quotient() as mean, operator="<=", right=int() | float() as most):
            return _spend(mean.total, _per(mean), most)
        case Relation(left=Distance() as way, operator="<=", right=int() | float() as km):
            return _near(way, km)
        case Relation(left=Last() as first, operator="<", right=Last() as then):
            return OrderCondition(first=_place(first.guards), then=_place(then.guards))
        case _:
            raise UnknownFragmentError(f"{claim}")


def _seen(seen: Seen, how: str, wanted: frozenset[str]) -> Condition:
    term, guards = _one(seen)
    words = sorted(wanted)
    if term.name == "innercity_transport_type":
        match = {"holds": Match.ALL, "only": Match.ONLY}.get(how)
        if match is not None:
            return LocalModeCondition(modes=_each(_MODES, words), match=match)
    elif term.name == "intercity_transport_type":
        if how in ("is", "only"):
            return _rides_exactly(words) if how == "is" else _link(words, Match.ONLY)
    elif how == "holds":
        return _named(term, guards, words, Match.ALL)
    elif how == "only":
        return _named(term, guards, words, Match.ONLY)
    raise UnknownFragmentError(f"{how} {words} of {term.name}")


def _rides_exactly(words: list[str]) -> Condition:
    """Two journeys: with one mode both by it, with two one by each."""
    if len(words) == 1:
        return _link(words, Match.ONLY)
    there, back = words
    ways = [((there, Leg.OUTWARD), (back, Leg.RETURN)), ((back, Leg.OUTWARD), (there, Leg.RETURN))]
    return AnyOf(
        conditions=[
            AllOf(conditions=[_link([mode], Match.ONLY, leg) for mode, leg in way]) for way in ways
        ]
    )


def _link(words: list[str], match: Match, leg: Leg = Leg.EVERY) -> LinkModeCondition:
    return LinkModeCondition.model_validate(
        {"leg": leg, "modes": _each(_RIDES, words), "match": match}
    )


def _common(claim: Together) -> Condition:
    wanted, seen = claim.left, claim.right
    if isinstance(wanted, Seen):
        wanted, seen = seen, wanted
    if not isinstance(wanted, frozenset) or not isinstance(seen, Seen):
        raise UnknownFragmentError(f"{claim}")
    term, guards = _one(seen)
    words, match = sorted(wanted), Match.NONE if claim.negated else Match.ANY
    if _types(guards) == {_NO_SUCH_TYPE} or term.name == "innercity_transport_type":
        if match is Match.ANY:
            raise UnknownFragmentError("one of several modes")
        return LocalModeCondition(modes=_each(_MODES, words), match=Match.NONE)
    if term.name == "intercity_transport_type":
        if match is Match.ANY:
            raise UnknownFragmentError("one of several rides")
        return _link(words, Match.NONE)
    return _named(term, guards, words, match)


def _named(term: Term, guards: Guards, words: list[str], match: Match) -> Condition:
    subject = _KINDS.get(_types(guards))
    if term.name == "activity_position":
        return PlacesCondition(subject=subject, names=words, match=match)
    if term.name in _LABELS and subject is not None:
        return LabelsCondition(subject=subject, labels=words, match=match)
    raise UnknownFragmentError(f"a set of {term.name}")


def _spend(total: Total, per: SpendPer, most: float) -> Condition:
    on = _spent_on(total)
    return SpendCondition(on=on, per=per, maximum=floor(most * MINOR + 1e-6))


def _spent_on(total: Total) -> SpendOn:
    if {term for term, _ in total.parts} == {Term("activity_cost"), _LOCAL_COST}:
        if not any(guards for _, guards in total.parts):
            return SpendOn.TRIP
    elif len(total.parts) == 1:
        ((term, guards),) = total.parts
        if term == _LOCAL_COST and not guards:
            return SpendOn.LOCAL
        if term == Term("activity_cost") and _types(guards) in _SPENT:
            return _SPENT[_types(guards)]
    raise UnknownFragmentError(f"{total}")


def _per(mean: Quotient) -> SpendPer:
    counted = [divisor for divisor in mean.divisors if isinstance(divisor, Total)]
    people = Term("people_count") in mean.divisors
    nights = (Term("day_count"), "less one") in mean.divisors
    on, known = _spent_on(mean.total), len(counted) + people + nights
    if known != len(mean.divisors):
        raise UnknownFragmentError(f"{mean.divisors}")
    match on, bool(counted), people, nights:
        case SpendOn.MEALS, True, True, False:
            return SpendPer.PERSON_MEAL
        case SpendOn.LODGING, False, True, True:
            return SpendPer.PERSON_NIGHT
        case SpendOn.LODGING, False, False, True:
            return SpendPer.NIGHT
        case _, False, True, False:
            return SpendPer.PERSON
        case _:
            raise UnknownFragmentError(f"{mean.divisors}")


def _near(way: Distance, km: float) -> Condition:
    match way.other:
        case Last(term=Term(name="activity_position"), guards=guards) if _types(guards) == {
            "accommodation"
        }:
            return NearCondition(place=way.place, km=km)
        case _:
            raise UnknownFragmentError(f"{way}")


def _first_and_last(tests: Guards) -> Condition:
    """Both journeys, each by its mode, or not by it; that they leave from the right city holds."""
    parts: list[Condition] = []
    for test in tests:
        leg = {0: Leg.OUTWARD, -1: Leg.RETURN}.get(test.term.at if test.term.at is not None else 1)
        match test:
            case Test(term=Term(name="activity_type"), operator="==" | "!=" as sign) if leg:
                match = Match.ONLY if sign == "==" else Match.NONE
                parts.append(_link([test.value], match, leg))
            case Test(term=Term(name="intercity_transport_origin"), operator="==") if leg:
                pass
            case _ if leg and test.term.name in _TIMES and test.operator in ("<=", ">="):
                name = _TIMES[test.term.name] + _BOUND[test.operator]
                parts.append(LinkTimeCondition.model_validate({"leg": leg, name: test.value}))
            case _:
                raise UnknownFragmentError(f"{test}")
    if not parts:
        raise UnknownFragmentError(f"{tests}")
    return parts[0] if len(parts) == 1 else AllOf(conditions=parts)


_TIMES = {"activity_start_time": "departs_", "activity_end_time": "arrives_"}
_BOUND = {"<=": "by", ">=": "from"}


def _flag(flag: Flag) -> Condition | Fact:
    if flag.start:
        found = [_never(guards) for guards in flag.turns]
        if found and all(part == found[0] for part in found):
            return found[0]
    elif len(flag.turns) == 1:
        return _once(flag.turns[0])
    raise UnknownFragmentError(f"{flag}")


_NEVER: dict[str, Callable[[Any], Condition | Fact]] = {
    "activity_tickets": lambda count: Fact("tickets", count),
    "metro_tickets": lambda count: Fact("tickets", count),
    "taxi_cars": lambda count: Fact("cars", count),
    "room_count": lambda count: RoomCondition(rooms=count),
    "room_type": lambda count: RoomCondition(beds=count),
}


def _never(guards: Guards) -> Condition | Fact:
    """An activity of a kind, and something of it that is not as it must be: never seen."""
    match guards:
        case [
            Test(term=Term(name="innercity_transport_type"), operator="!=", value=str() as mode),
            Test(term=Term(name="innercity_transport_distance"), operator=">", value=km),
        ]:
            return LocalModeCondition(modes=_each(_MODES, [mode]), beyond_km=km)
        case [Test(), Test(term=Term(name=name), operator="!=", value=value)] if name in _NEVER:
            return _NEVER[name](value)
        case _:
            raise UnknownFragmentError(f"{guards}")


_VISIT = {
    ("activity_start_time", "<="): "arrive_by",
    ("activity_start_time", ">="): "arrive_from",
    ("activity_end_time", "<="): "leave_by",
    ("activity_end_time", ">="): "leave_from",
    ("activity_time", ">="): "minutes",
}


def _once(guards: Guards) -> Condition:
    """An activity at a place, at its time: seen at least once."""
    bounds: dict[str, Any] = {}
    for test in guards:
        key = (test.term.name, test.operator)
        if key == ("activity_position", "=="):
            continue
        if key not in _VISIT:
            raise UnknownFragmentError(f"{test}")
        bounds[_VISIT[key]] = test.value
    place = _place(guards)
    if not bounds:
        return PlacesCondition(names=[place])
    return VisitTimeCondition.model_validate({"place": place, **bounds})


def _place(guards: Guards) -> str:
    places = [test.value for test in guards if test.term.name == "activity_position"]
    if len(places) != 1:
        raise UnknownFragmentError(f"{guards}")
    return str(places[0])


def _types(guards: Guards) -> frozenset[str]:
    """Return the activity types that pass, empty where the guards say something else."""
    match guards:
        case [Test(term=Term(name="activity_type"), operator="==", value=str() as one)]:
            return frozenset({one})
        case [Test(term=Term(name="activity_type"), operator="in", value=frozenset() as several)]:
            return several
        case _:
            return frozenset()


def _one(seen: Seen) -> tuple[Term, Guards]:
    if len(seen.terms) != 1:
        raise UnknownFragmentError(f"{seen}")
    return seen.terms[0]


def _each(table: dict[str, Any], words: Iterable[str]) -> list[Any]:
    unknown = [word for word in words if word not in table]
    if unknown:
        raise UnknownFragmentError(f"mode {unknown[0]!r}")
    return [table[word] for word in words]
