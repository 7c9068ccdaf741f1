"""Cities, places, and the words for them."""

from datetime import date

from core.client.calls.call import Call, given, path_of
from core.schemas.catalog import CityOut, PlaceKind, PlaceOut, VocabularyOut
from core.schemas.envelope import Envelope, Page
from core.schemas.links import LinkOut


def cities() -> Call[list[CityOut]]:
    """Ask for every city."""
    return Call("GET", "/api/cities", Envelope[list[CityOut]])


def city(city_id: str) -> Call[CityOut]:
    """Ask for one city."""
    return Call("GET", path_of("/api/cities", city_id), Envelope[CityOut])


def places(
    city_id: str,
    kind: PlaceKind | None = None,
    *,
    text: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Call[Page[PlaceOut]]:
    """Ask for places of a city, the best known first; `text` is part of a name or an area."""
    query = given(city=city_id, kind=kind, q=text, limit=limit, cursor=cursor)
    return Call("GET", "/api/places", Envelope[Page[PlaceOut]], query=query)


def place(place_id: str) -> Call[PlaceOut]:
    """Ask for one place."""
    return Call("GET", path_of("/api/places", place_id), Envelope[PlaceOut])


def links(origin_id: str, target_id: str, day: date) -> Call[list[LinkOut]]:
    """Ask for the journeys from a city to another on one day, by departure."""
    query = given(origin=origin_id, target=target_id, date=day.isoformat())
    return Call("GET", "/api/catalog/links", Envelope[list[LinkOut]], query=query)


def vocabulary() -> Call[VocabularyOut]:
    """Ask for the words of catalogue and requests with their labels."""
    return Call("GET", "/api/catalog/vocabulary", Envelope[VocabularyOut])
