"""The shipped catalogue without a database."""

from functools import lru_cache

from core.catalog.domain import City, Place
from core.catalog.importer import ShippedCatalogue, read_shipped, shipped_files
from core.catalog.memory import MemoryCatalogue


@lru_cache(maxsize=1)
def shipped() -> ShippedCatalogue:
    """Return all that ships with the product; it is read once, for that takes a second."""
    return read_shipped(shipped_files())


@lru_cache(maxsize=1)
def shipped_catalogue() -> MemoryCatalogue:
    """Return a catalogue of all that ships with the product."""
    found = shipped()
    return MemoryCatalogue(found.cities, found.places, connections=found.connections)


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, City], dict[str, list[Place]]]:
    places: dict[str, list[Place]] = {}
    for place in shipped().places:
        places.setdefault(place.city_id, []).append(place)
    return {city.id: city for city in shipped().cities}, places


def city_ids() -> list[str]:
    """Return the id of every city."""
    return sorted(_shipped()[0])


def city_of(city_id: str) -> City:
    """Return a city."""
    return _shipped()[0][city_id]


def places_of(city_id: str) -> list[Place]:
    """Return every place of a city."""
    return _shipped()[1][city_id]
