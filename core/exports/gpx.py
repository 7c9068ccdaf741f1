"""A trip as GPX 1.1: a waypoint per stop, and per day a route through them.

Where a journey lies between two stops of a day, the day has a route on either side of it: no device
should look for a road from one city's museum to another's.
"""

from datetime import UTC
from xml.etree import ElementTree as ET

from core.exports.document import Day, PlaceFact, Stop, TripDocument
from core.exports.words import (
    Words,
    credit_lines,
    day_heading,
    details_of,
    kind_of,
    summary_line,
    times_of,
    words_of,
)
from core.exports.xml import element, optional, to_bytes

_NAMESPACE = "http://www.topografix.com/GPX/1/1"
_SYMBOLS = {
    "attraction": "Scenic Area",
    "meal": "Restaurant",
    "hotel": "Lodging",
    "custom": "Flag, Blue",
}


def to_gpx(document: TripDocument) -> bytes:
    """Return the file; stops whose position is not known are not in it."""
    say = words_of(document.language)
    root = ET.Element("gpx", {"version": "1.1", "creator": "Tripwright", "xmlns": _NAMESPACE})
    about = element(root, "metadata")
    element(about, "name", document.title)
    told = (summary_line(document, say), document.summary, *credit_lines(document, say))
    element(about, "desc", "; ".join(filter(None, told)))
    element(about, "time", document.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    for day, stop in document.stops():
        if stop.place is not None and stop.leg is None:
            _point(root, "wpt", day, stop, stop.place, say)
    for day in document.days:
        _routes(root, day, say)
    return to_bytes(root)


def _routes(root: ET.Element, day: Day, say: Words) -> None:
    parts = day.parts()
    for number, stops in enumerate(parts, start=1):
        route = element(root, "rte")
        heading = day_heading(day, say)
        element(route, "name", heading if len(parts) == 1 else f"{heading} ({number})")
        optional(route, "desc", "; ".join(filter(None, (day.title, day.summary))))
        element(route, "number", str(day.number))
        for stop in stops:
            assert stop.place is not None
            _point(route, "rtept", day, stop, stop.place, say)


def _point(
    parent: ET.Element, tag: str, day: Day, stop: Stop, place: PlaceFact, say: Words
) -> None:
    point = element(parent, tag, lat=f"{place.lat:.6f}", lon=f"{place.lon:.6f}")
    element(point, "name", stop.name)
    told = " ".join(filter(None, (say("day", n=day.number), times_of(stop))))
    element(point, "desc", "; ".join((told, *details_of(stop, say))))
    element(point, "sym", _SYMBOLS.get(stop.kind.value, "Flag, Blue"))
    element(point, "type", kind_of(stop, say))
