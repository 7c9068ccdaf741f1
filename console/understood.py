"""What the planner read from a visitor's words, put so that people can follow it; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core.kernel.money import format_money
from core.schemas.paths import value_at
from core.schemas.plans import Evidence, Obstacle, PlanAnswer
from core.schemas.wishes import TripWishes

Naming = Callable[[str], str]
"""What a word of the wire, such as an id or a mode, is called on the page."""
_NOT_TOLD = {"language", "cost_currency"}
_OF_PARTS = ("party", "lodging", "daily_window")
_WHOLE_LISTS = {"destination": "destinations."}
"""Fields that say nothing more where the parts of another are there."""


@dataclass(frozen=True)
class Reading:
    """A field, the words it was read from, and what they were taken to say."""

    field: str
    words: str
    value: Any


@dataclass(frozen=True)
class Piece:
    """A piece of the text and the fields that were read from it."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What cannot be had as wished, and in which modes that was found."""

    obstacle: Obstacle
    modes: tuple[str, ...]


def readings(understood: Iterable[Evidence], text: str = "") -> list[Reading]:
    """Return what was read, each once: a list's members and not the list as well.

    What stands first in the text comes first.
    """
    rows = list(understood)
    fields = {row.field for row in rows}
    found = []
    for row in rows:
        parts = _WHOLE_LISTS.get(row.field, f"{row.field}.")
        if any(other.startswith(parts) for other in fields):
            continue
        name = ".".join(part for part in row.field.split(".") if not part.isdigit())
        found.append(Reading(name, row.words, value_at(row.value, row.field.split(".")[1:])))
    return sorted(found, key=lambda each: text.find(each.words))


def wished(wishes: TripWishes) -> list[tuple[str, Any]]:
    """Return what a trip was planned for beyond the usual, as fields with their values.

    Conditions are told by their number, an amount in the currency it is of.
    """
    told = wishes.model_dump(mode="json", exclude_defaults=True, exclude=_NOT_TOLD)
    if "conditions" in told:
        told["conditions"] = len(told["conditions"])
    lodging = told.get("lodging", {})
    if (most := lodging.get("max_per_night")) and wishes.cost_currency:
        lodging["max_per_night"] = format_money(most, wishes.cost_currency)
    found: list[tuple[str, Any]] = []
    for name, value in told.items():
        if name in _OF_PARTS:
            found += [(f"{name}.{part}", each) for part, each in value.items()]
        else:
            found.append((name, value))
    return found


def pieces(text: str, found: Sequence[Reading]) -> list[Piece]:
    """Return the text cut where what was read from it begins and ends."""
    spans = [
        (start, start + len(each.words), each.field)
        for each in found
        if each.words and (start := text.find(each.words)) >= 0
    ]
    edges = sorted({0, len(text), *(edge for span in spans for edge in span[:2])})
    return [
        Piece(
            text[start:end],
            tuple(dict.fromkeys(name for a, b, name in spans if a <= start and end <= b)),
        )
        for start, end in pairwise(edges)
    ]


def value_text(value: object, call: Naming) -> str:
    """Return a value as people read it."""
    match value:
        case None:
            return "–"
        case bool():
            return call("yes" if value else "no")
        case int() | float():
            return f"{value:,.10g}"
        case str():
            return call(value)
        case Mapping():
            said = [value_text(each, call) for each in value.values() if each not in (None, [], 0)]
            return ", ".join(said) or "–"
        case Sequence():
            return ", ".join(value_text(each, call) for each in value) or "–"
        case _:
            return str(value)


def obstacles(answers: Mapping[str, PlanAnswer]) -> list[Told]:
    """Return what cannot be had, each once, with the modes that found it."""
    found: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], Obstacle] = {}
    for mode, answer in answers.items():
        for obstacle in answer.obstacles:
            key = (obstacle.code, obstacle.message)
            first.setdefault(key, obstacle)
            modes = found.setdefault(key, [])
            if mode not in modes:
                modes.append(mode)
    return [Told(first[key], tuple(modes)) for key, modes in found.items()]
