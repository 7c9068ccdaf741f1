"""Turns the benchmark's constraints into our conditions and plain fields of a request."""

from collections.abc import Sequence

from pydantic import ValidationError

from core.benchmarks.chinatravel.flags import (
    MODES,
    Fact,
    each_of,
    flag_of,
    journeys_of,
    link_by,
    minor,
    place_of,
    types_of,
)
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
    LocalModeCondition,
    Match,
    NearCondition,
    OrderCondition,
    PlacesCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    Subject,
)

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
            return flag_of(claim)
        case Together():
            return _common(claim)
        case Conjunction(tests=tests):
            return journeys_of(tests)
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
        case Relation(left=Total() as total, operator="<=" | "<" as sign, right=limit):
            return _spend(total, SpendPer.TRIP, limit, sign)
        case Relation(left=Quotient() as mean, operator="<=" | "<" as sign, right=limit):
            return _spend(mean.total, _per(mean), limit, sign)
        case Relation(left=Distance() as way, operator="<=", right=int() | float() as km):
            return _near(way, km)
        case Relation(left=Term(at=0 | -1) as term, operator=sign, right=value):
            return journeys_of((Test(term, sign, value),))
        case Relation(left=Last() as first, operator="<", right=Last() as then):
            return OrderCondition(first=place_of(first.guards), then=place_of(then.guards))
        case _:
            raise UnknownFragmentError(f"{claim}")


def _seen(seen: Seen, how: str, wanted: frozenset[str]) -> Condition:
    term, guards = _one(seen)
    words = sorted(wanted)
    if term.name == "innercity_transport_type":
        match = {"holds": Match.ALL, "only": Match.ONLY}.get(how)
        if match is not None:
            return LocalModeCondition(modes=each_of(MODES, words), match=match)
    elif _is_ride(term, guards):
        if how in ("is", "only"):
            return _rides_exactly(words) if how == "is" else link_by(words, Match.ONLY)
    elif how == "holds":
        return _named(term, guards, words, Match.ALL)
    elif how == "only":
        return _named(term, guards, words, Match.ONLY)
    raise UnknownFragmentError(f"{how} {words} of {term.name}")


def _is_ride(term: Term, guards: Guards) -> bool:
    """Say whether a set holds how one travels between the cities."""
    if term.name == "activity_type":
        return bool(types_of(guards)) and types_of(guards) <= set(INTERCITY)
    return term.name == "intercity_transport_type"


def _rides_exactly(words: list[str]) -> Condition:
    """Two journeys: with one mode both by it, with two one by each."""
    if len(words) == 1:
        return link_by(words, Match.ONLY)
    there, back = words
    ways = [((there, Leg.OUTWARD), (back, Leg.RETURN)), ((back, Leg.OUTWARD), (there, Leg.RETURN))]
    return AnyOf(
        conditions=[
            AllOf(conditions=[link_by([mode], Match.ONLY, leg) for mode, leg in way])
            for way in ways
        ]
    )


def _common(claim: Together) -> Condition:
    wanted, seen = claim.left, claim.right
    if isinstance(wanted, Seen):
        wanted, seen = seen, wanted
    if not isinstance(wanted, frozenset) or not isinstance(seen, Seen):
        raise UnknownFragmentError(f"{claim}")
    term, guards = _one(seen)
    words, match = sorted(wanted), Match.NONE if claim.negated else Match.ANY
    if types_of(guards) == {_NO_SUCH_TYPE} or term.name == "innercity_transport_type":
        if match is Match.ANY:
            raise UnknownFragmentError("one of several modes")
        return LocalModeCondition(modes=each_of(MODES, words), match=Match.NONE)
    if _is_ride(term, guards):
        if match is Match.ANY:
            raise UnknownFragmentError("one of several rides")
        return link_by(words, Match.NONE)
    return _named(term, guards, words, match)


def _named(term: Term, guards: Guards, words: list[str], match: Match) -> Condition:
    subject = _KINDS.get(types_of(guards))
    if term.name == "activity_position":
        return PlacesCondition(subject=subject, names=words, match=match)
    if term.name in _LABELS and subject is not None:
        return LabelsCondition(subject=subject, labels=words, match=match)
    raise UnknownFragmentError(f"a set of {term.name}")


def _spend(total: Total, per: SpendPer, limit: object, sign: str) -> Condition:
    return SpendCondition(on=_spent_on(total), per=per, maximum=minor(limit, sign))


def _spent_on(total: Total) -> SpendOn:
    if {term for term, _ in total.parts} == {Term("activity_cost"), _LOCAL_COST}:
        if not any(guards for _, guards in total.parts):
            return SpendOn.TRIP
    elif len(total.parts) == 1:
        ((term, guards),) = total.parts
        if term == _LOCAL_COST and not guards:
            return SpendOn.LOCAL
        if term == Term("activity_cost") and types_of(guards) in _SPENT:
            return _SPENT[types_of(guards)]
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
        case Last(term=Term(name="activity_position"), guards=guards) if types_of(guards) == {
            "accommodation"
        }:
            return NearCondition(place=way.place, km=km)
        case _:
            raise UnknownFragmentError(f"{way}")


def _one(seen: Seen) -> tuple[Term, Guards]:
    if len(seen.terms) != 1:
        raise UnknownFragmentError(f"{seen}")
    return seen.terms[0]
