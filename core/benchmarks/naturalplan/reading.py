"""Read a trip in words: how long in which city, when to be where, and who flies whereto.

Sentences about a city are told apart by what they say: a length ("stay in Oslo for five days"), or
days one must be there ("a wedding in Oslo between day 3 and day 5"). City names are those that the
flights name, so that no list of cities is needed.
"""

import re
from dataclasses import dataclass

from core.planning.routing.problem import Counting, Group, Problem, Ride, Stop
from core.schemas.links import LinkMode

_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_NUMBER = rf"(?:\d+|a|{'|'.join(_NUMBERS)})"
_DAYS = re.compile(rf"\b({_NUMBER})[\s-]+days?\b", re.I)
_NIGHTS = re.compile(rf"\b({_NUMBER})[\s-]+nights?\b", re.I)
_SPAN = re.compile(
    r"\bdays?\s+(\d+)\s*(?:and|to|until|till|through|[-–—])\s*(?:day\s+)?(\d+)", re.I
)
_ONE_DAY = re.compile(r"\b(?:on|by)\s+day\s+(\d+)\b", re.I)
_TOTAL = re.compile(
    rf"\b({_NUMBER})[\s-]+days?\s+(?:in\s+total|altogether|overall|in\s+all)\b", re.I
)
_CITIES = re.compile(rf"\b({_NUMBER})\s+((?:[\w-]+\s+)??)cities\b", re.I)
_FLIGHTS = re.compile(r"direct flights?[^:\n]*:\s*(.+?)(?:\n\s*\n|\Z)", re.I | re.S)
_ONE_WAY = re.compile(r"^from\s+(.+?)\s+to\s+(.+)$", re.I)
_MEETING = re.compile(r"\b(?:meet|see|visit)\b.*\b(?:friends?|relatives?|family)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Visit:
    """A city, its days with both days of travel, and the spans one must be there, from day 1."""

    city: str
    days: int | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words say; `flights` are pairs of cities in the direction one can fly."""

    days: int | None
    kind: str
    """What stands before "cities", as "European"; may be empty."""
    visits: tuple[Visit, ...]
    flights: frozenset[tuple[str, str]]


def read(text: str) -> Reading:
    """Return what a request in words says."""
    flights = _flights(text)
    names = sorted({city for pair in flights for city in pair})
    story = _FLIGHTS.sub(" ", text)
    lengths: dict[str, int] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for sentence in _sentences(story, names):
        named = _cities_in(sentence, names)
        for city in named[:1]:
            if span := _span(sentence):
                spans.setdefault(city, []).append(span)
            elif (length := _length(sentence)) is not None:
                lengths.setdefault(city, length)
    told = [name for name in names if name in lengths or name in spans]
    told.sort(key=lambda name: _first(name, story))
    visits = tuple(Visit(name, lengths.get(name), tuple(spans.get(name, ()))) for name in told)
    kind = _CITIES.search(story)
    return Reading(_total(story), kind.group(2).strip() if kind else "", visits, flights)


def problem_of(reading: Reading, *, loose: bool = False) -> Problem:
    """Return the reading as a journey to lay out; with `loose` a meeting may be on any day of it.

    A span longer than the stay cannot be kept throughout and is taken so in any case.
    """
    days = reading.days or sum(visit.days or 1 for visit in reading.visits) - (
        len(reading.visits) - 1
    )
    groups = tuple(Group((_stop(visit, days, loose),)) for visit in reading.visits)
    rides = tuple(
        Ride(id=f"{origin}>{target}", mode=LinkMode.FLIGHT, origin=origin, target=target)
        for origin, target in sorted(reading.flights)
    )
    return Problem(days=days, groups=groups, rides=rides, counting=Counting.DAYS)


def _stop(visit: Visit, days: int, loose: bool) -> Stop:
    spans = tuple((first - 1, last - 1) for first, last in visit.spans)
    long = visit.days or days
    kept = tuple(span for span in spans if not loose and span[1] - span[0] < long)
    free = tuple(span for span in spans if span not in kept)
    least, most = (visit.days, visit.days) if visit.days else (1, days)
    return Stop(city=visit.city, least=least, most=most, throughout=kept, sometime=free)


def _flights(text: str) -> frozenset[tuple[str, str]]:
    found = _FLIGHTS.search(text)
    pairs: set[tuple[str, str]] = set()
    for part in re.split(r"[,;]\s*", found.group(1)) if found else ():
        item = part.strip().rstrip(".").strip()
        if one_way := _ONE_WAY.match(item):
            pairs.add((one_way.group(1).strip(), one_way.group(2).strip()))
        elif len(both := re.split(r"\s+and\s+|\s*[-–↔]\s*", item)) == 2:
            origin, target = both[0].strip(), both[1].strip()
            pairs |= {(origin, target), (target, origin)}
    return frozenset(pairs)


def _sentences(story: str, names: list[str]) -> list[str]:
    """Cut into sentences, not at the full stop of a name such as St. Petersburg."""
    held = story
    for name in names:
        held = held.replace(name, name.replace(".", "\0"))
    parts = [part for line in held.splitlines() for part in _SENTENCE.split(line)]
    return [part.replace("\0", ".") for part in parts if part.strip()]


def _cities_in(sentence: str, names: list[str]) -> list[str]:
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence)]
    longest = [
        name for name in found if not any(name != other and name in other for other in found)
    ]
    return sorted(longest, key=lambda name: _first(name, sentence))


def _first(name: str, text: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return found.start() if found else len(text)


def _span(sentence: str) -> tuple[int, int] | None:
    if found := _SPAN.search(sentence):
        first, last = sorted((int(found.group(1)), int(found.group(2))))
        return first, last
    if day := _ONE_DAY.search(sentence):
        return int(day.group(1)), int(day.group(1))
    return None


def _length(sentence: str) -> int | None:
    if found := _DAYS.search(sentence):
        return _number(found.group(1))
    nights = _NIGHTS.search(sentence)
    return _number(nights.group(1)) + 1 if nights else None


def _total(story: str) -> int | None:
    if found := _TOTAL.search(story):
        return _number(found.group(1))
    for sentence in _SENTENCE.split(story):
        if _CITIES.search(sentence) and (found := _DAYS.search(sentence)):
            return _number(found.group(1))
    return None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 1 if word.lower() == "a" else _NUMBERS.index(word.lower()) + 1
