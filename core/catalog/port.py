"""What a planner needs to know of the world, wherever that is kept."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.catalog.connections import Network
from core.catalog.domain import City, Place
from core.catalog.links import Link


class Catalogue(Protocol):
    """Cities, their places, and the journeys between them."""

    async def list_cities(self) -> Sequence[City]:
        """Return every city, by id."""
        ...

    async def find_city(self, text: str) -> City | None:
        """Return the city with this id, name or alias."""
        ...

    async def cities_of(self, region: str) -> Sequence[City]:
        """Return the cities of a region or country named so, by id; none where nothing is."""
        ...

    async def places_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city that are still there, the most wanted first; maybe none."""
        ...

    async def closed_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city that closed for good, where they are known; maybe none."""
        del city_id
        return ()

    async def links(self, origin_id: str, target_id: str, day: date) -> Sequence[Link]:
        """Return the journeys that leave on a day, by departure and id; maybe none."""
        ...


class WholeCatalogue(Catalogue, Protocol):
    """A catalogue that can be copied: all its journeys follow rules."""

    async def network(self) -> Network:
        """Return every connection; the same value as long as nothing has changed."""
        ...
