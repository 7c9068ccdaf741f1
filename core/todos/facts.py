"""What is known of a trip that is to be broken down, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.catalog.domain import City, Place, city_name, place_name
from core.schemas.catalog import PlaceKind
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut

_GATEWAYS_MOST = 3


@dataclass(frozen=True, slots=True)
class TripFacts:
    """A trip with its city, the places of that city, and where the travellers come from."""

    trip: TripOut
    city: City
    places: Mapping[str, Place]
    language: str
    wish: str
    origin: str | None
    origin_city: City | None


def trip_blocks(facts: TripFacts) -> dict[str, Any]:
    """Return what a model is told of the trip."""
    trip, city = facts.trip, facts.city
    end = trip.start_date + timedelta(days=trip.day_count - 1)
    return {
        "trip": {
            "title": trip.title,
            "city_id": city.id,
            "city": city_name(city, facts.language),
            "country": city.country,
            "lat": city.lat,
            "start_date": trip.start_date.isoformat(),
            "end_date": end.isoformat(),
            "day_count": trip.day_count,
            "travellers": trip.travellers,
            "currency": city.currency,
        },
        "wish": facts.wish,
        "origin": _origin(facts),
        "days": [_day(facts, day) for day in trip.day_cards],
        "hotels": _hotels(facts),
        "airports": _gateways(facts, PlaceKind.AIRPORT),
        "stations": _gateways(facts, PlaceKind.STATION),
    }


def _origin(facts: TripFacts) -> dict[str, Any] | None:
    if facts.origin is None:
        return None
    city = facts.origin_city
    return {
        "name": city_name(city, facts.language) if city else facts.origin,
        "city_id": city.id if city else None,
        "country": city.country if city else None,
    }


def _day(facts: TripFacts, day: DayCardOut) -> dict[str, Any]:
    return {
        "day_index": day.day_index,
        "date": day.date.isoformat(),
        "weekday": day.date.strftime("%a"),
        "title": day.title,
        "stops": [_stop(facts, stop) for stop in day.sub_trips],
    }


def _stop(facts: TripFacts, stop: SubTripOut) -> dict[str, Any]:
    place = facts.places.get(stop.place_id or "")
    return {
        "order_index": stop.order_index,
        "kind": stop.kind,
        "name": _name(facts, stop),
        "place_id": place.id if place else None,
        "category": place.category if place else None,
        "start": stop.start_time,
        "end": stop.end_time,
        "cost": stop.cost,
        "popularity": place.popularity if place else None,
        "indoor": place.indoor if place else None,
        "tags": list(place.tags) if place else [],
    }


def _hotels(facts: TripFacts) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for day in facts.trip.day_cards:
        for stop in day.sub_trips:
            if stop.kind is SubTripKind.HOTEL:
                name = _name(facts, stop)
                place = facts.places.get(stop.place_id or "")
                found.setdefault(name, {"name": name, "place_id": place.id if place else None})
    return list(found.values())


def _gateways(facts: TripFacts, kind: PlaceKind) -> list[dict[str, Any]]:
    known: Sequence[Place] = [place for place in facts.places.values() if place.kind is kind]
    best = sorted(known, key=lambda place: (-place.popularity, place.id))[:_GATEWAYS_MOST]
    return [{"id": place.id, "name": _local(facts, place)} for place in best]


def _name(facts: TripFacts, stop: SubTripOut) -> str:
    """Return the stop's name as the traveller gave it, or the catalogue's in his language."""
    place = facts.places.get(stop.place_id or "")
    if place is not None and stop.name in place.names:
        return _local(facts, place)
    return stop.name


def _local(facts: TripFacts, place: Place) -> str:
    return place_name(place, facts.language)
