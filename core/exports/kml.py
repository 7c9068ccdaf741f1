"""A trip as KML 2.2: a folder per day with its stops and the line through them."""

from html import escape
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

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_COLOURS = ("ff4f46e5", "ff2f9e44", "ffc2410c", "ff9333ea", "ff0e7490", "ffb91c1c", "ff4d7c0f")
"""A line's colour by day: alpha, blue, green, red."""


def to_kml(document: TripDocument) -> bytes:
    """Return the file; a stop whose position is not known has no point."""
    say = words_of(document.language)
    root = ET.Element("kml", {"xmlns": _NAMESPACE})
    whole = element(root, "Document")
    element(whole, "name", document.title)
    element(whole, "open", "1")
    told = (summary_line(document, say), document.summary, *credit_lines(document, say))
    element(whole, "description", _html(told))
    for index, colour in enumerate(_COLOURS):
        line = element(element(whole, "Style", id=f"day-{index}"), "LineStyle")
        element(line, "color", colour)
        element(line, "width", "4")
    for day in document.days:
        _folder(whole, day, say)
    return to_bytes(root)


def _folder(whole: ET.Element, day: Day, say: Words) -> None:
    folder = element(whole, "Folder")
    element(folder, "name", day_heading(day, say))
    element(folder, "open", "0")
    optional(folder, "description", _html((day.title, day.summary)))
    for stop in day.stops:
        _stop(folder, stop, say)
    for stops in day.parts():
        places = [stop.place for stop in stops if stop.place is not None]
        if len(places) > 1:
            _line(folder, day, places, say)


def _stop(folder: ET.Element, stop: Stop, say: Words) -> None:
    mark = element(folder, "Placemark", id=f"stop-{stop.id}")
    element(mark, "name", stop.name)
    told = " ".join(filter(None, (times_of(stop), kind_of(stop, say))))
    element(mark, "description", _html((told, *details_of(stop, say))))
    if stop.starts_at is not None:
        span = element(mark, "TimeSpan")
        element(span, "begin", stop.starts_at.isoformat())
        if stop.ends_at is not None:
            element(span, "end", stop.ends_at.isoformat())
    if stop.place is not None and stop.leg is None:
        element(element(mark, "Point"), "coordinates", _position(stop.place))


def _line(folder: ET.Element, day: Day, places: list[PlaceFact], say: Words) -> None:
    mark = element(folder, "Placemark")
    element(mark, "name", day_heading(day, say))
    element(mark, "styleUrl", f"#day-{(day.number - 1) % len(_COLOURS)}")
    line = element(mark, "LineString")
    element(line, "tessellate", "1")
    element(line, "coordinates", " ".join(_position(place) for place in places))


def _position(place: PlaceFact) -> str:
    return f"{place.lon:.6f},{place.lat:.6f}"


def _html(lines: tuple[str, ...]) -> str:
    """Return a description, which map programs read as HTML."""
    return "<br/>".join(escape(line) for line in lines if line)
