"""A trip as GeoJSON (RFC 7946): a point per stop, and a line through those of a day.

A stop whose position is not known is a feature without a geometry. Where a journey lies between two
stops of a day, the day has a line on either side of it.
"""

import json
from typing import Any

from core.exports.document import Day, PlaceFact, Stop, TripDocument
from core.exports.words import credit_lines, words_of

Feature = dict[str, Any]


def to_geojson(document: TripDocument) -> bytes:
    """Return the collection of features."""
    features = [
        _point(day, order, stop) for day in document.days for order, stop in enumerate(day.stops)
    ]
    features += [line for day in document.days for line in _lines(day)]
    collection: Feature = {
        "type": "FeatureCollection",
        "name": document.title,
        "attribution": credit_lines(document, words_of(document.language)),
        "features": features,
    }
    box = _box([place for day in document.days for place in _places(day)])
    if box:
        collection["bbox"] = box
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


def _point(day: Day, order: int, stop: Stop) -> Feature:
    place = stop.place if stop.leg is None else None
    properties: Feature = {
        "name": stop.name,
        "day": day.number,
        "order": order,
        "date": day.date.isoformat(),
        "city": day.city.name,
        "kind": stop.kind.value,
        "meal": stop.meal,
        "starts_at": stop.starts_at.isoformat() if stop.starts_at else None,
        "ends_at": stop.ends_at.isoformat() if stop.ends_at else None,
        "cost": stop.cost,
        "currency": stop.currency,
        "reason": stop.reason,
    }
    if stop.leg is not None:
        properties["journey"] = stop.leg.model_dump(mode="json")
    if place is not None:
        properties |= {
            "place_id": place.id,
            "local_name": place.other_name or place.name,
            "opening_hours": place.opening_hours,
            "hours_confidence": place.hours_confidence,
            "position_approximate": place.approximate,
            "attribution": place.credit,
        }
    return {
        "type": "Feature",
        "id": stop.id,
        "geometry": {"type": "Point", "coordinates": _position(place)} if place else None,
        "properties": properties,
    }


def _lines(day: Day) -> list[Feature]:
    lines = []
    for part, stops in enumerate(day.parts()):
        positions = [_position(stop.place) for stop in stops if stop.place is not None]
        if len(positions) > 1:
            geometry = {"type": "LineString", "coordinates": positions}
            about = {"day": day.number, "part": part, "name": day.title, "city": day.city.name}
            lines.append({"type": "Feature", "geometry": geometry, "properties": about})
    return lines


def _places(day: Day) -> list[PlaceFact]:
    return [stop.place for part in day.parts() for stop in part if stop.place is not None]


def _position(place: PlaceFact) -> list[float]:
    return [round(place.lon, 6), round(place.lat, 6)]


def _box(places: list[PlaceFact]) -> list[float]:
    """Return west, south, east, north; west is the greater where that is the shorter way round."""
    if not places:
        return []
    south, north = min(place.lat for place in places), max(place.lat for place in places)
    west, east = _span(sorted({place.lon for place in places}))
    return [round(west, 6), round(south, 6), round(east, 6), round(north, 6)]


def _span(longitudes: list[float]) -> tuple[float, float]:
    """Return where the shortest arc begins and ends that holds all of them."""
    gaps = [
        (longitudes[(index + 1) % len(longitudes)] - each) % 360
        for index, each in enumerate(longitudes)
    ]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    if len(longitudes) == 1 or gaps[-1] == gaps[widest]:
        return longitudes[0], longitudes[-1]
    return longitudes[widest + 1], longitudes[widest]
