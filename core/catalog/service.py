"""The catalogue: what cities and places there are."""

import asyncio
import time
from collections.abc import Collection
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.connections import Network
from core.catalog.domain import City, ImportReport, Place
from core.catalog.expiring import ExpiringCache, Monotonic
from core.catalog.files import MAX_FILE_BYTES
from core.catalog.gazetteer import Gazetteer
from core.catalog.importer import (
    PlaceFile,
    read_connections,
    read_places,
    read_shipped,
    shipped_files,
)
from core.catalog.importers.registry import USUAL_LIMIT, ExtractFormat, read_extract
from core.catalog.links import Link
from core.catalog.port import Catalogue
from core.catalog.repository import CatalogRepository, PlaceFilter
from core.db.engine import Transaction
from core.db.pagination import decode_keys, encode_keys
from core.kernel.errors import InvalidRequestError, MalformedError, NotFoundError
from core.schemas.catalog import PlaceKind, PlaceOut
from core.schemas.envelope import Page

log = structlog.get_logger(__name__)

_CACHE_LIFE_S = 60.0
_MOST_POPULAR = 100


class CatalogService(Catalogue):
    """Answers from the catalogue, and takes files into it.

    Cities and the places of a city are kept in the process for a minute; an import shows at once
    in the process that made it.
    """

    def __init__(self, transaction: Transaction, monotonic: Monotonic = time.monotonic) -> None:
        self._transaction = transaction
        self._cities: ExpiringCache[None, Gazetteer] = ExpiringCache(_CACHE_LIFE_S, monotonic)
        self._network: ExpiringCache[None, Network] = ExpiringCache(_CACHE_LIFE_S, monotonic)
        self._places: ExpiringCache[str, list[Place]] = ExpiringCache(_CACHE_LIFE_S, monotonic)

    async def list_cities(self) -> list[City]:
        """Return every city, by id."""
        return list((await self._all_cities()).by_id.values())

    async def get_city(self, city_id: str) -> City:
        """Return the city with this id.

        Raises:
            NotFoundError: There is none.
        """
        city = (await self._all_cities()).by_id.get(city_id)
        if city is None:
            raise NotFoundError(f"There is no city {city_id!r} in the catalogue")
        return city

    async def find_city(self, text: str) -> City | None:
        """Return the city with this id, name or alias.

        Case, accents, width, spaces, punctuation and the suffix 市 make no difference.
        """
        return (await self._all_cities()).find(text)

    async def cities_of(self, region: str) -> list[City]:
        """Return the cities of a region or country named so, by id; none where nothing is.

        Regions and countries are known by English and Chinese names, countries by their code too.
        """
        return (await self._all_cities()).cities_of(region)

    async def place_counts(self) -> dict[str, dict[PlaceKind, int]]:
        """Return how many places of each kind each city has; a kind without any is left out."""
        async with self._transaction() as session:
            return await CatalogRepository(session).place_counts()

    async def places_of(self, city_id: str) -> list[Place]:
        """Return every place of a city, the most wanted first; none for an unknown city.

        What closed for good is left out: nobody is to be sent there. `find_place` and `list_places`
        know it still.
        """

        async def load() -> list[Place]:
            async with self._transaction() as session:
                found = await CatalogRepository(session).places_of([city_id])
            return [place for place in found if place.is_open]

        return list(await self._places.get(city_id, load))

    async def closed_of(self, city_id: str) -> list[Place]:
        """Return the places of a city that closed for good; maybe none."""
        async with self._transaction() as session:
            found = await CatalogRepository(session).places_of([city_id])
        return [place for place in found if not place.is_open]

    async def links(self, origin_id: str, target_id: str, day: date) -> list[Link]:
        """Return the journeys that leave on a day, by departure and id; maybe none.

        Those one can begin at any time come last.
        """
        return (await self.network()).links(origin_id, target_id, day)

    async def network(self) -> Network:
        """Return every connection; the same value as long as it is kept."""

        async def load() -> Network:
            cities = (await self._all_cities()).by_id
            async with self._transaction() as session:
                catalogue = CatalogRepository(session)
                connections = await catalogue.list_connections()
                stops = await catalogue.stops()
            return Network(connections, cities, {stop.id: stop.name_en for stop in stops})

        return await self._network.get(None, load)

    async def get_place(self, place_id: str) -> Place:
        """Return the place with this id.

        Raises:
            NotFoundError: There is none.
        """
        place = await self.find_place(place_id)
        if place is None:
            raise NotFoundError(f"There is no place {place_id!r} in the catalogue")
        return place

    async def find_place(self, place_id: str) -> Place | None:
        """Return the place with this id."""
        async with self._transaction() as session:
            return await CatalogRepository(session).find_place(place_id)

    async def find_places(self, place_ids: Collection[str]) -> dict[str, Place]:
        """Return those of these places that are there, by id; asked of the database at once."""
        if not place_ids:
            return {}
        async with self._transaction() as session:
            found = await CatalogRepository(session).find_places(place_ids)
        return {place.id: place for place in found}

    async def list_places(
        self, wanted: PlaceFilter, *, limit: int, cursor: str | None
    ) -> Page[PlaceOut]:
        """Return a page of places, the most wanted first.

        Raises:
            MalformedError: The cursor is none of this list.
        """
        after = _after(cursor) if cursor is not None else None
        async with self._transaction() as session:
            found = await CatalogRepository(session).list_places(wanted, limit + 1, after)
        shown = found[:limit]
        has_more = len(found) > limit
        next_cursor = encode_keys(shown[-1].popularity, shown[-1].id) if has_more else None
        items = [PlaceOut.model_validate(place) for place in shown]
        return Page(items=items, next_cursor=next_cursor, has_more=has_more)

    async def import_shipped(self, folder: Traversable | None = None) -> ImportReport:
        """Bring the catalogue up to what ships with the product; what has other sources stays.

        Raises:
            InvalidRequestError: A file is wrong; then nothing is changed.
        """
        shipped = await asyncio.to_thread(read_shipped, folder or shipped_files())
        async with self._transaction() as session:
            catalogue = CatalogRepository(session)
            await catalogue.lock_for_import()
            changed = await catalogue.save_cities(shipped.cities)
            changed += await catalogue.save_places(shipped.places, keep_imported=True)
            changed += await catalogue.save_connections(shipped.connections, keep_imported=True)
        self.invalidate()
        rows = len(shipped.cities) + len(shipped.places) + len(shipped.connections)
        log.info("catalog_shipped_imported", rows=rows, changed=changed)
        return ImportReport(rows, changed)

    async def import_file(
        self, source: Path | bytes, name: str, *, dry_run: bool = False
    ) -> ImportReport:
        """Take a CSV or GeoJSON file of places into the catalogue: all of it, or nothing.

        Args:
            source: Where the file is, or what is in it.
            name: Its name; the ending says which format it is.
            dry_run: Report what would become of it, and change nothing.

        Raises:
            InvalidRequestError: The file cannot be opened. What is wrong *in* it is in the report.
        """
        content = await asyncio.to_thread(_read, source) if isinstance(source, Path) else source
        cities = (await self._all_cities()).by_id
        file = await asyncio.to_thread(read_places, content, name, cities)
        async with self._transaction() as session:
            changed = await _save(session, file, dry_run=dry_run)
        self.invalidate()
        log.info("catalog_file_imported", rows=len(file.rows), problems=len(file.problems))
        return file.report(changed)

    async def import_extract(
        self,
        path: Path,
        form: ExtractFormat,
        city_id: str,
        *,
        limit: int = USUAL_LIMIT,
        dry_run: bool = False,
    ) -> ImportReport:
        """Take a city's share of a file that others publish: all that is wanted of it, or nothing.

        What the catalogue has already, under another id, is left out, as is whatever is no place
        one plans with; the report counts both by reason.

        Args:
            path: Where the file is; it may be larger than the memory.
            form: What it is.
            city_id: Whose places are wanted.
            limit: How many places of each kind are taken, the best known first.
            dry_run: Report what would become of it, and change nothing.

        Raises:
            NotFoundError: There is no such city.
            InvalidRequestError: The file cannot be read, or its reader is not installed.
        """
        city = await self.get_city(city_id)
        places = await self.places_of(city_id)
        extract = await asyncio.to_thread(read_extract, path, form, city, places, limit=limit)
        async with self._transaction() as session:
            catalogue = CatalogRepository(session)
            await catalogue.lock_for_import()
            existing = await catalogue.places_of([city_id])
            await asyncio.to_thread(extract.leave_out_twins, existing)
            changed = 0
            if not extract.problems and not dry_run:
                changed = await catalogue.save_places(extract.places, keep_imported=False)
        self.invalidate()
        rows, problems = len(extract.rows), len(extract.problems)
        log.info("catalog_extract_imported", form=form, city=city_id, rows=rows, problems=problems)
        return extract.report(changed)

    async def import_connections(self, source: Path | bytes, name: str) -> ImportReport:
        """Take a CSV file of connections between cities into the catalogue: all, or nothing.

        Args:
            source: Where the file is, or what is in it.
            name: Its name, which ends in `.csv`.

        Raises:
            InvalidRequestError: The file cannot be opened. What is wrong *in* it is in the report.
        """
        content = await asyncio.to_thread(_read, source) if isinstance(source, Path) else source
        cities = (await self._all_cities()).by_id
        async with self._transaction() as session:
            stops = {place.id: place for place in await CatalogRepository(session).stops()}
        file = await asyncio.to_thread(read_connections, content, name, cities, stops)
        changed = 0
        if not file.problems:
            async with self._transaction() as session:
                catalogue = CatalogRepository(session)
                await catalogue.lock_for_import()
                changed = await catalogue.save_connections(file.connections, keep_imported=False)
        self.invalidate()
        rows, problems = len(file.connections), len(file.problems)
        log.info("catalog_connections_imported", rows=rows, problems=problems)
        return file.report(changed)

    def invalidate(self) -> None:
        """Forget what is kept in this process."""
        self._cities.clear()
        self._places.clear()
        self._network.clear()

    async def _all_cities(self) -> Gazetteer:
        async def load() -> Gazetteer:
            async with self._transaction() as session:
                return Gazetteer(await CatalogRepository(session).list_cities())

        return await self._cities.get(None, load)


def _after(cursor: str) -> tuple[int, str]:
    popularity, place_id = decode_keys(cursor, int, str)
    if not 0 <= int(popularity) <= _MOST_POPULAR:
        raise MalformedError("cursor: not a cursor of this list")
    return int(popularity), str(place_id)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)  # one more, so that too much is seen as such
    except OSError as error:
        raise InvalidRequestError.of("file", f"{path} cannot be read: {error.strerror}") from error


async def _save(session: AsyncSession, file: PlaceFile, *, dry_run: bool) -> int:
    """Save a file without problems and return how many places changed."""
    catalogue = CatalogRepository(session)
    await catalogue.lock_for_import()
    existing = await catalogue.places_of({place.city_id for place in file.places})
    await asyncio.to_thread(file.add_twins, existing)
    is_kept_out = dry_run or bool(file.problems)
    return 0 if is_kept_out else await catalogue.save_places(file.places, keep_imported=False)
