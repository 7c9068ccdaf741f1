"""Whether what was read of a query is all that its constraints ask for."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any

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
    NotThis,
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
)

_STEP_KM, _EXACT = 0.05, 1e-6


def missing(wanted: Iterable[Condition], read: Iterable[Condition], people: int) -> list[str]:
    """Return the constraints that nothing that was read asks for, in JSON.

    A smaller sum is as good as the sum that is wanted; other words for the same thing are equal.
    """
    have = list(_leaves(read))
    return [
        leaf.model_dump_json(exclude_defaults=True)
        for leaf in _leaves(wanted)
        if not any(_covers(other, leaf, people) for other in have)
    ]


def _leaves(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Go through conditions that must all hold, each as small as can be."""
    for condition in conditions:
        match condition:
            case AllOf(conditions=parts):
                yield from _leaves(parts)
            case AnyOf(conditions=parts):
                yield _of_one_subject(parts) or condition
            case OrderCondition(first=first, then=then):
                # Who goes to one place before another goes to both.
                yield condition
                yield from (PlacesCondition(names=[name]) for name in (first, then))
            case LinkModeCondition(leg=Leg.EVERY) | LinkTimeCondition(leg=Leg.EVERY):
                # There are two journeys only: there and back.
                legs = (Leg.OUTWARD, Leg.RETURN)
                yield from (condition.model_copy(update={"leg": leg}) for leg in legs)
            case RoomCondition(rooms=int(), beds=int()):
                yield condition.model_copy(update={"beds": None})
                yield condition.model_copy(update={"rooms": None})
            case PlacesCondition(names=words, match=Match.ALL | Match.NONE):
                yield from (condition.model_copy(update={"names": [word]}) for word in words)
            case LabelsCondition(labels=words, match=Match.ALL | Match.NONE):
                yield from (condition.model_copy(update={"labels": [word]}) for word in words)
            case _:
                yield condition


def _of_one_subject(parts: Sequence[Condition]) -> LabelsCondition | None:
    """Return kinds of one subject of which any is enough as one condition, which says the same."""
    kinds = [
        part
        for part in parts
        if isinstance(part, LabelsCondition)
        and (part.match is Match.ANY or (part.match is Match.ALL and len(part.labels) == 1))
    ]
    if len(kinds) != len(parts) or len({part.subject for part in kinds}) != 1:
        return None
    words = [word for part in kinds for word in part.labels]
    return kinds[0].model_copy(update={"labels": words, "match": Match.ANY})


def _covers(read: Condition, wanted: Condition, people: int) -> bool:
    match read, wanted:
        case SpendCondition(), SpendCondition():
            ours, theirs = _sum(read, people), _sum(wanted, people)
            return ours[:2] == theirs[:2] and ours[2] <= theirs[2]
        case AnyOf(conditions=ours), AnyOf(conditions=theirs):
            return all(
                any(not missing([other], [one], people) for other in theirs) for one in ours
            ) and len(ours) == len(theirs)
        case NotThis(condition=ours), NotThis(condition=theirs):
            return _key(ours) == _key(theirs)
        case _:
            return _key(read) == _key(wanted)


def _sum(condition: SpendCondition, people: int) -> tuple[SpendOn, str, int]:
    match condition.per:
        case SpendPer.TRIP:
            return condition.on, "trip", condition.maximum
        case SpendPer.PERSON:
            return condition.on, "trip", condition.maximum * people
        case SpendPer.PERSON_NIGHT:
            return condition.on, "night", condition.maximum * people
        case SpendPer.NIGHT:
            return condition.on, "night", condition.maximum
        case SpendPer.ROOM_NIGHT | SpendPer.PERSON_MEAL:
            return condition.on, condition.per, condition.maximum


def _key(condition: Condition) -> dict[str, Any]:
    """Return the same for conditions that mean the same."""
    values = condition.model_dump(mode="json")
    if isinstance(condition, PlacesCondition):
        values["subject"] = None
    for name in ("names", "labels", "modes"):
        if name in values:
            values[name] = sorted(set(values[name]))
            if len(values[name]) == 1 and values["match"] == Match.ANY:
                values["match"] = Match.ALL.value
    if isinstance(condition, LocalModeCondition):
        values["beyond_km"] = _as_said(condition.beyond_km)
    if "km" in values:
        values["km"] = _as_said(values["km"])
    return values


def _as_said(km: float) -> int:
    """Return a distance in the steps that sentences have it in, rounded up as they are."""
    return ceil(km / _STEP_KM - _EXACT)
