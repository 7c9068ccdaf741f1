"""Puts the catalogue's places and labels where a condition has the traveller's words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    Match,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    Subject,
    VisitTimeCondition,
)

_MEANINGS_MAX = 12
"""So many places, the best first, may be meant by one name."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words mean; nothing found is an empty sequence."""

    places: Callable[[str, Subject | None], Sequence[str]]
    """Ids of the places a name may mean, the likeliest first."""
    labels: Callable[[str, Subject], Sequence[str]]
    """Labels a word means, as the plan's view shows them."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word nothing was found for."""

    word: str
    subject: Subject | None
    is_label: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """Conditions in ids and labels; what stayed unknown stands in them as it was said."""

    conditions: tuple[Condition, ...]
    unknown: tuple[Unknown, ...]


def bind(conditions: Iterable[Condition], lexicon: Lexicon) -> Bound:
    """Return the conditions with every word looked up.

    A word that may mean several places becomes "one of these". An unknown word stays: a condition
    that needs it is one that no plan keeps, and one that forbids it is kept by all.
    """
    binder = _Binder(lexicon)
    bound = tuple(binder.bind(condition) for condition in conditions)
    return Bound(bound, tuple(dict.fromkeys(binder.unknown)))


class _Binder:
    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.unknown: list[Unknown] = []

    def bind(self, condition: Condition) -> Condition:
        match condition:
            case AllOf(conditions=parts):
                return AllOf.model_construct(conditions=[self.bind(part) for part in parts])
            case AnyOf(conditions=parts):
                return AnyOf.model_construct(conditions=[self.bind(part) for part in parts])
            case NotThis(condition=part):
                return NotThis.model_construct(condition=self.bind(part))
            case PlacesCondition():
                meanings = [self._places(name, condition.subject) for name in condition.names]
                return _spread(
                    condition.match,
                    meanings,
                    lambda names, match: condition.model_copy(
                        update={"names": names, "match": match}
                    ),
                )
            case LabelsCondition():
                meanings = [self._labels(word, condition.subject) for word in condition.labels]
                return _spread(
                    condition.match,
                    meanings,
                    lambda labels, match: condition.model_copy(
                        update={"labels": labels, "match": match}
                    ),
                )
            case NearCondition(place=name) | VisitTimeCondition(place=name):
                places = self._places(name, None)
                return _either([condition.model_copy(update={"place": p}) for p in places])
            case OrderCondition(first=first, then=then):
                return _either(
                    [
                        condition.model_copy(update={"first": one, "then": other})
                        for one in self._places(first, None)
                        for other in self._places(then, None)
                    ]
                )
            case _:
                return condition

    def _places(self, name: str, subject: Subject | None) -> list[str]:
        found = list(self._lexicon.places(name, subject))[:_MEANINGS_MAX]
        return found or self._keep(Unknown(name, subject, is_label=False))

    def _labels(self, word: str, subject: Subject) -> list[str]:
        found = list(self._lexicon.labels(word, subject))
        return found or self._keep(Unknown(word, subject, is_label=True))

    def _keep(self, unknown: Unknown) -> list[str]:
        self.unknown.append(unknown)
        return [unknown.word]


def _spread(
    match: Match, meanings: list[list[str]], make: Callable[[list[str], Match], Condition]
) -> Condition:
    together = list(dict.fromkeys(word for words in meanings for word in words))
    if match is not Match.ALL or all(len(words) == 1 for words in meanings):
        return make(together, match)
    parts = [make(words, Match.ANY) for words in meanings]
    return parts[0] if len(parts) == 1 else AllOf.model_construct(conditions=parts)


def _either(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AnyOf.model_construct(conditions=conditions)
