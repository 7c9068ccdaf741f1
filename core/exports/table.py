"""A trip as CSV (RFC 4180): a row per stop, in a form that spreadsheet programs open as it is."""

import csv
import io

from core.exports.document import Day, Stop, TripDocument
from core.exports.words import Words, journey_of, kind_of, words_of
from core.kernel.money import minor_digits, to_major

COLUMNS = (
    "day", "date", "city", "order", "kind", "name", "other_name", "start", "end", "cost",
    "currency", "way", "way_minutes", "way_km", "way_cost", "latitude", "longitude", "area",
    "hours", "journey", "reason", "place_id", "source",
)  # fmt: skip
_BOM = "\ufeff"
"""Without it spreadsheet programs take UTF-8 for something else."""
_FORMULA = tuple("=+-@＝＋－＠|%")
"""What a cell of text may not begin with, lest a spreadsheet program reckons with it."""


def to_csv(document: TripDocument) -> bytes:
    """Return the table."""
    say = words_of(document.language)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(say(f"column.{column}") for column in COLUMNS)
    for day in document.days:
        for number, stop in enumerate(day.stops, start=1):
            writer.writerow(_row(day, number, stop, say))
    return (_BOM + out.getvalue()).encode()


def _row(day: Day, number: int, stop: Stop, say: Words) -> list[str | int | float]:
    place, way = stop.place, stop.transfer
    return [
        day.number,
        day.date.isoformat(),
        safe(day.city.name),
        number,
        kind_of(stop, say),
        safe(stop.name),
        safe(place.other_name) if place else "",
        stop.start_time or "",
        stop.end_time or "",
        _amount(stop.cost, stop.currency),
        stop.currency,
        say(f"mode.{way.mode.value}") if way else "",
        way.minutes if way else "",
        round(way.distance_m / 1000, 2) if way else "",
        _amount(way.cost, stop.currency) if way else "",
        place.lat if place else "",
        place.lon if place else "",
        safe(place.area) if place else "",
        safe(place.opening_hours) if place else "",
        safe(journey_of(stop, say)),
        safe(stop.reason),
        safe(place.id) if place else "",
        safe(place.credit) if place else "",
    ]


def safe(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _amount(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):.{minor_digits(currency)}f}"
