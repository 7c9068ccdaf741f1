"""A trip as one value with all that a file of it may say; every format is made from it alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from core.catalog.openings import Spans
from core.schemas.catalog import credit_of
from core.schemas.links import LegOut
from core.schemas.trips import SubTripKind, Transfer

Language = Literal["en", "zh"]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=\)?$)")


@dataclass(frozen=True, slots=True)
class CityFact:
    """A city, by its name in the language of the document and by its own."""

    id: str
    name: str
    name_local: str
    timezone: str


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """What the catalogue knows of a stop's place; `other_name` is what people there call it.

    It is empty where it is the same as `name`.
    """

    id: str
    name: str
    other_name: str
    lat: float
    lon: float
    approximate: bool
    category: str
    area: str
    opening_hours: str
    hours_confidence: str
    source: str
    licence: str
    attribution: str
    verified_on: date | None

    @property
    def credit(self) -> str:
        """Return whom to thank for what is said of it."""
        return credit_of(self.source, self.licence, self.attribution)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop; its times carry the zone they are told in, and are None where nobody said."""

    id: str
    kind: SubTripKind
    name: str
    starts_at: datetime | None
    ends_at: datetime | None
    start_time: str | None
    end_time: str | None
    cost: int
    currency: str
    transfer: Transfer | None
    reason: str
    meal: str | None
    leg: LegOut | None
    place: PlaceFact | None
    opens: Spans | None
    """When its place lets one in on its day; None where that is not known or not asked."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its stops in order; `number` counts from 1."""

    number: int
    date: date
    title: str
    summary: str
    city: CityFact
    stops: tuple[Stop, ...]

    def parts(self) -> list[list[Stop]]:
        """Return the stops whose position is known, apart where a journey lies between them."""
        parts: list[list[Stop]] = [[]]
        for stop in self.stops:
            if stop.leg is not None:
                parts.append([])
            elif stop.place is not None:
                parts[-1].append(stop)
        return [part for part in parts if part]


@dataclass(frozen=True, slots=True)
class TripDocument:
    """A saved trip as one version of it is; names and sentences are free of control characters."""

    id: str
    title: str
    summary: str
    version: int
    created_at: datetime
    updated_at: datetime
    travellers: int
    budget: int | None
    currency: str
    origin: CityFact | None
    days: tuple[Day, ...]
    cities: tuple[CityFact, ...]
    """Those the days are in, in order and each once."""
    zones: dict[str, str]
    """The time zone of every city a journey touches, by the city's id."""
    language: Language

    def stops(self) -> Iterator[tuple[Day, Stop]]:
        """Give every stop with its day, in order."""
        for day in self.days:
            for stop in day.stops:
                yield day, stop

    def totals(self) -> dict[str, int]:
        """Return what the stops cost, by currency, in the order the trip meets them."""
        sums: dict[str, int] = {}
        for _, stop in self.stops():
            if stop.cost:
                sums[stop.currency] = sums.get(stop.currency, 0) + stop.cost
        return sums

    def credits(self) -> list[str]:
        """Return where the facts of its places come from, in order.

        Sources that differ in nothing but their day are one, from the first day to the last.
        """
        days: dict[tuple[str, str], list[str]] = {}
        for _, stop in self.stops():
            for credit in (
                stop.place.credit if stop.place else "",
                stop.leg.source if stop.leg else "",
            ):
                head, day, tail = _dated(credit)
                days.setdefault((head, tail), []).append(day)
        return [f"{head}{_span(known)}{tail}" for (head, tail), known in days.items() if head]


def _dated(credit: str) -> tuple[str, str, str]:
    """Return what stands before its day, the day and what follows; all before where none is."""
    found = _DAY.search(credit)
    if found is None:
        return credit, "", ""
    return credit[: found.start()], found[0], credit[found.end() :]


def _span(days: Sequence[str]) -> str:
    first, last = min(days), max(days)
    return first if first == last else f"{first} – {last}"
