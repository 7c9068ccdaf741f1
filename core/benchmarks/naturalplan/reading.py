"""Read a trip in words: how long in which city, when to be where, and who flies whereto.

Sentences about a city are told apart by what they say: a length ("stay in Oslo for five days"), or
days one must be there ("a wedding in Oslo between day 3 and day 5"). City names are those that the
flights name, so that no list of cities is needed.
"""

import re
from dataclasses import dataclass

from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.planning.routing.problem import Counting, Group, Problem, Ride, Stop
from core.schemas.links import LinkMode

_COUNT = rf"(?:{NUMBER}|\ba\b)"
_DAYS = re.compile(rf"({_COUNT})[\s-]+(day|night)s?\b", re.I)
_TO = r"\s*(?:and|to|until|till?|through|thru|[-–—])\s*"
_NTH = r"(?:st|nd|rd|th)?"
_SPAN = re.compile(
    rf"\bdays?\s+(\d+){_TO}(?:days?\s+)?(\d+)"
    rf"|\b(\d+){_NTH}(?:\s+days?)?{_TO}(?:the\s+)?(\d+)(?:st|nd|rd|th)\s+day\b",
    re.I,
)
_ONE_DAY = re.compile(r"\bday\s+(\d+)\b|\b(\d+)(?:st|nd|rd|th)\s+day\b", re.I)
_TOTAL = re.compile(
    rf"({_COUNT})[\s-]+days?,?\s+(?:in\s+total|altogether|overall|in\s+all)\b"
    rf"|\b(?:altogether|overall|in\s+all),?\s+({_COUNT})[\s-]+days?\b",
    re.I,
)
_CITIES = re.compile(rf"({_COUNT})\s+((?:[\w-]+\s+)??)cities\b", re.I)
_FLIGHTS = re.compile(r"direct flights?[^:.!?\n]*:\s*(.+?)(?:\n\s*\n|\Z)", re.I | re.S)
_ONE_WAY = re.compile(r"^from\s+(.+?)\s+to\s+(.+)$", re.I)
_BOTH_WAYS = (r"\s+and\s+", r"\s+(?:[-–—]|to)\s+|\s*[–—↔]\s*", r"-")
"""What stands between two cities; a hyphen does only where nothing else is there."""
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
        if not named or _CITIES.search(sentence):
            continue
        span, rest = _span(sentence)
        if span:
            spans.setdefault(named[0], []).append(span)
        for city, length in zip(named, _lengths(rest), strict=False):
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
        elif both := _both(item):
            pairs |= {both, both[::-1]}
    return frozenset(pairs)


def _both(item: str) -> tuple[str, str] | None:
    for between in _BOTH_WAYS:
        ends = re.split(between, item, flags=re.I)
        if len(ends) == 2:
            return ends[0].strip(), ends[1].strip()
    return None


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


def _span(sentence: str) -> tuple[tuple[int, int] | None, str]:
    """Return the days one must be there, and the sentence without them."""
    for pattern in (_SPAN, _ONE_DAY):
        if found := pattern.search(sentence):
            days = sorted(int(day) for day in found.groups() if day)
            rest = f"{sentence[: found.start()]} {sentence[found.end() :]}"
            return (days[0], days[-1]), rest
    return None, sentence


def _lengths(sentence: str) -> list[int]:
    """Return every number of days, in order; a night ends on the next day."""
    return [_number(found[1]) + (found[2].lower() == "night") for found in _DAYS.finditer(sentence)]


def _total(story: str) -> int | None:
    if found := _TOTAL.search(story):
        return _number(found[1] or found[2])
    for sentence in _SENTENCE.split(story):
        if _CITIES.search(sentence) and (lengths := _lengths(sentence)):
            return lengths[0]
    return None


def _number(word: str) -> int:
    return 1 if word.lower() == "a" else whole_number(word)
