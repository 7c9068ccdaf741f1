"""The benchmark's own form of an answer, written and read, and what a right one must keep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.benchmarks.naturalplan.reading import Reading
from core.planning.routing.problem import Halt

_VISIT = re.compile(
    r"\*\*Day (\d+)(?:-(\d+))?:\*\*\s+(?:Arriving in (?P<arrive>.+?) and visit|Visit)"
    r"\s+(?P<city>.+?)\s+for\s+(\d+)\s+days?\b"
)
_FLIGHT = re.compile(r"\*\*Day (\d+):\*\*\s+Fly from\s+(.+?)\s+to\s+(.+?)\.?\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Visited:
    """A city of an answer from its first to its last day, counted from 1."""

    city: str
    first: int
    last: int

    @property
    def days(self) -> int:
        """Return its days, those of travel included."""
        return self.last - self.first + 1


def write_answer(reading: Reading, halts: Sequence[Halt]) -> str:
    """Return the answer in words."""
    kind = f"{reading.kind} " if reading.kind else ""
    total = halts[-1].last_day + 1
    lines = [
        f"Here is the trip plan for visiting the {len(halts)} {kind}cities for {total} days:\n"
    ]
    for before, halt in zip((None, *halts), halts, strict=False):
        first, last = halt.first_day + 1, halt.last_day + 1
        if before is None:
            arrive = f"Arriving in {halt.city} and visit"
        else:
            lines.append(f"**Day {first}:** Fly from {before.city} to {halt.city}.")
            arrive = "Visit"
        lines.append(f"**Day {first}-{last}:** {arrive} {halt.city} for {last - first + 1} days.")
    return "\n".join(lines)


def read_answer(text: str) -> tuple[list[Visited], list[tuple[int, str, str]]]:
    """Return the stays and the flights (day, from, to) of an answer, in order."""
    visits = [
        Visited(found["city"], int(found[1]), int(found[2] or found[1]))
        for found in _VISIT.finditer(text)
    ]
    flights = [(int(found[1]), found[2], found[3]) for found in _FLIGHT.finditer(text)]
    return visits, flights


def is_golden(text: str, cities: Sequence[str], durations: Sequence[int]) -> bool:
    """Say whether the answer visits these cities in this order for this long each."""
    visits, _ = read_answer(text)
    return [(visit.city, visit.days) for visit in visits] == list(
        zip(cities, durations, strict=True)
    )


def broken_conditions(text: str, asked: Reading, durations: Mapping[str, int]) -> list[str]:
    """Return which conditions of a request an answer does not keep; none is a right answer."""
    visits, flights = read_answer(text)
    broken = []
    if sorted(visit.city for visit in visits) != sorted(durations):
        broken.append("cities")
    if any(visit.days != durations.get(visit.city) for visit in visits):
        broken.append("durations")
    if not visits or visits[0].first != 1 or visits[-1].last != asked.days:
        broken.append("days in total")
    ways = [(after.first, before.city, after.city) for before, after in pairwise(visits)]
    if flights != ways or any(after.first != before.last for before, after in pairwise(visits)):
        broken.append("one journey between every two stays")
    if not {(origin, target) for _, origin, target in ways} <= asked.flights:
        broken.append("direct flights")
    spans = {visit.city: (visit.first, visit.last) for visit in visits}
    for wish in asked.visits:
        first, last = spans.get(wish.city, (0, 0))
        if not all(first <= begin and end <= last for begin, end in wish.spans):
            broken.append(f"days in {wish.city}")
    return broken
