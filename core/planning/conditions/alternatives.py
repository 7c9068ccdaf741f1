"""Turns "either … or …" and "not …" into lists of plain conditions, the easiest list first."""

from collections.abc import Iterable, Iterator
from itertools import product

from core.kernel.times import clock_minutes, clock_text
from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    Leaf,
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
    VisitTimeCondition,
)

Plain = Leaf | NotThis
"""A condition that is no combination; a `NotThis` here can only be checked, not planned for."""

LIMIT = 48
_LAST_MIN = 24 * 60 - 1
_HARDNESS: dict[type[Plain], int] = {
    LabelsCondition: 2,
    NearCondition: 2,
    PlacesCondition: 3,
    RoomCondition: 3,
    LocalModeCondition: 4,
    LinkModeCondition: 4,
    LinkTimeCondition: 4,
    SpendCondition: 5,
    VisitTimeCondition: 5,
    OrderCondition: 5,
    NotThis: 6,
}
_WHOLE_BUDGET = 8


def alternatives(conditions: Iterable[Condition], *, limit: int = LIMIT) -> list[tuple[Plain, ...]]:
    """Return the ways to keep all conditions: lists of plain ones, the easiest list first.

    A list that forbids what it asks for is left out. What is beyond `limit` lists is left out too,
    the hardest first, so that nested choices never grow without bound.
    """
    lists: list[tuple[Plain, ...]] = [()]
    for condition in conditions:
        lists = _easiest(
            (before + more for before, more in product(lists, _ways(condition, limit))), limit
        )
    return lists


def _ways(condition: Condition, limit: int) -> list[tuple[Plain, ...]]:
    match condition:
        case AllOf(conditions=parts):
            return alternatives(parts, limit=limit)
        case AnyOf(conditions=parts):
            return _easiest((way for part in parts for way in _ways(part, limit)), limit)
        case NotThis(condition=part):
            turned = opposite(part)
            return [(condition,)] if isinstance(turned, NotThis) else _ways(turned, limit)
        case _:
            return [(condition,)]


def _easiest(lists: Iterable[tuple[Plain, ...]], limit: int) -> list[tuple[Plain, ...]]:
    possible: dict[tuple[str, ...], tuple[Plain, ...]] = {}
    for plain in lists:
        if not contradicts(plain):
            possible.setdefault(tuple(sorted(str(part) for part in plain)), plain)
    return sorted(possible.values(), key=lambda plain: sum(map(hardness, plain)))[:limit]


def contradicts(plain: Iterable[Plain]) -> bool:
    """Say whether places or labels are both wanted and forbidden, or rooms are two numbers."""
    wanted: set[object] = set()
    unwanted: set[object] = set()
    rooms: dict[str, set[int]] = {"rooms": set(), "beds": set()}
    for part in plain:
        match part:
            case PlacesCondition(subject=subject, names=words, match=match):
                keys = {("place", subject, word) for word in words}
            case LabelsCondition(subject=subject, labels=words, match=match):
                keys = {("label", subject, word) for word in words}
            case RoomCondition():
                for name, found in rooms.items():
                    value = getattr(part, name)
                    found.update([] if value is None else [value])
                continue
            case _:
                continue
        if match is Match.ALL or (match is Match.ANY and len(keys) == 1):
            wanted |= keys
        elif match is Match.NONE:
            unwanted |= keys
    return bool(wanted & unwanted) or any(len(found) > 1 for found in rooms.values())


def hardness(part: Plain) -> int:
    """Return how hard a condition is to keep, roughly: 0 where most plans keep it by themselves."""
    match part:
        case PlacesCondition(match=Match.NONE) | LabelsCondition(match=Match.NONE):
            return 0
        case PlacesCondition(match=Match.ALL, names=names):
            return _HARDNESS[PlacesCondition] * len(names)
        case SpendCondition(on=SpendOn.TRIP):
            return _WHOLE_BUDGET
        case _:
            return _HARDNESS[type(part)]


def opposite(condition: Condition) -> Condition:
    """Return what holds exactly where `condition` does not; a `NotThis` where no kind says it."""
    match condition:
        case NotThis(condition=part):
            return part
        case AllOf(conditions=parts):
            return AnyOf.model_construct(conditions=[opposite(part) for part in parts])
        case AnyOf(conditions=parts):
            return AllOf.model_construct(conditions=[opposite(part) for part in parts])
        case PlacesCondition(names=words, match=match) | LabelsCondition(labels=words, match=match):
            key = "names" if isinstance(condition, PlacesCondition) else "labels"
            match match:
                case Match.NONE:
                    return condition.model_copy(update={"match": Match.ANY})
                case Match.ANY:
                    return condition.model_copy(update={"match": Match.NONE})
                case Match.ALL:
                    none = {"match": Match.NONE}
                    return _either(condition.model_copy(update={key: [w], **none}) for w in words)
                case Match.ONLY:
                    return NotThis.model_construct(condition=condition)
        case LinkTimeCondition():
            return _either(_other_times(condition))
        case _:
            return NotThis.model_construct(condition=condition)


def _other_times(condition: LinkTimeCondition) -> Iterator[LinkTimeCondition]:
    """Go through the ways to be outside one of the bounds; about one leg only."""
    turned = {
        "departs_from": ("departs_by", -1),
        "departs_by": ("departs_from", 1),
        "arrives_from": ("arrives_by", -1),
        "arrives_by": ("arrives_from", 1),
    }
    for name, (other, step) in turned.items():
        value = getattr(condition, name)
        if value is not None:
            minute = min(max(clock_minutes(value) + step, 0), _LAST_MIN)
            yield LinkTimeCondition.model_validate(
                {"leg": condition.leg, other: clock_text(minute)}
            )


def _either(parts: Iterable[Condition]) -> Condition:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else AnyOf.model_construct(conditions=listed)
