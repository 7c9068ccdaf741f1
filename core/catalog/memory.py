"""A catalogue in memory: what ships with the product, or any values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources.abc import Traversable

from core.catalog.connections import Connection, Network, in_order
from core.catalog.domain import City, Place
from core.catalog.gazetteer import Gazetteer
from core.catalog.importer import read_shipped, shipped_files
from core.catalog.links import Link
from core.catalog.port import Catalogue


class MemoryCatalogue(Catalogue):
    """Answers as the catalogue in the database does, from what it was given."""

    def __init__(
        self,
        cities: Iterable[City],
        places: Iterable[Place],
        *,
        connections: Iterable[Connection] = (),
        links: Iterable[Link] = (),
    ) -> None:
        """Take cities with their places, and journeys: by rule, or each on its day."""
        self._gazetteer = Gazetteer(cities)
        self._places: defaultdict[str, list[Place]] = defaultdict(list)
        self._closed: defaultdict[str, list[Place]] = defaultdict(list)
        names: dict[str, str] = {}
        for place in sorted(places, key=lambda place: (-place.popularity, place.id)):
            names[place.id] = place.name_en
            if place.city_id in self._gazetteer.by_id:
                there = self._places if place.is_open else self._closed
                there[place.city_id].append(place)
        self._network = Network(connections, self._gazetteer.by_id, names)
        self._links: defaultdict[tuple[str, str, date], list[Link]] = defaultdict(list)
        for link in links:
            self._links[link.origin_city, link.target_city, link.day].append(link)

    @classmethod
    def shipped(cls, folder: Traversable | None = None) -> "MemoryCatalogue":
        """Return what ships with the product, or what is in a folder of the same form.

        Raises:
            InvalidRequestError: A file is wrong.
        """
        found = read_shipped(folder or shipped_files())
        return cls(found.cities, found.places, connections=found.connections)

    async def list_cities(self) -> Sequence[City]:
        """Return every city, by id."""
        return list(self._gazetteer.by_id.values())

    async def find_city(self, text: str) -> City | None:
        """Return the city with this id, name or alias."""
        return self._gazetteer.find(text)

    async def cities_of(self, region: str) -> Sequence[City]:
        """Return the cities of a region or country named so, by id; none where nothing is."""
        return self._gazetteer.cities_of(region)

    async def places_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city that are still there, the most wanted first; maybe none."""
        return list(self._places.get(city_id, ()))

    async def closed_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city that closed for good; maybe none."""
        return list(self._closed.get(city_id, ()))

    async def links(self, origin_id: str, target_id: str, day: date) -> Sequence[Link]:
        """Return the journeys that leave on a day, by departure and id; maybe none."""
        dated = self._links.get((origin_id, target_id, day), ())
        return in_order((*self._network.links(origin_id, target_id, day), *dated))
