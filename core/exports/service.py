"""Writes a saved trip as a file, in the version it has now."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from core.catalog.service import CatalogService
from core.exports.calendar import CalendarOptions, to_calendar
from core.exports.document import Language, TripDocument
from core.exports.formats import MEDIA_TYPES, WRITERS, Exported, file_name
from core.exports.gathering import World, document_of
from core.exports.native import to_json
from core.schemas.exports import ExportFormat
from core.schemas.trips import TripOut
from core.trips.service import TripService

_TAG_CHARS = 16
_PRODUCT = version("tripwright")
"""Another release may write the same trip otherwise."""
_PLAIN = CalendarOptions()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a trip is wanted as; only a calendar has options, and our own format no language."""

    format: ExportFormat
    language: Language = "en"
    calendar: CalendarOptions = _PLAIN


@dataclass(frozen=True, slots=True)
class Prepared:
    """A trip that was read and is yet to be written.

    `tag` begins with the trip's version; it is another one where anything is that the file is made
    of, such as the opening hours of a place.
    """

    tag: str
    name: str
    media_type: str
    write: Callable[[], bytes]

    async def exported(self) -> Exported:
        """Return the file, written off the event loop."""
        return Exported(await asyncio.to_thread(self.write), self.media_type, self.name)


class ExportService:
    """Reads trips with the places of the catalogue, for whoever owns them."""

    def __init__(self, trips: TripService, catalog: CatalogService) -> None:
        self._trips = trips
        self._catalog = catalog

    async def prepare(self, owner_id: str, trip_id: str, wanted: Wanted) -> Prepared:
        """Return what is needed to write the trip.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        trip, world = await self._read(owner_id, trip_id)
        return await asyncio.to_thread(_prepared, trip, world, wanted)

    async def language_of(self, owner_id: str, trip_id: str) -> Language:
        """Return the language a trip is written in; Chinese where nobody knows.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        return (await self._trips.get(owner_id, trip_id)).language or "zh"

    async def document(self, owner_id: str, trip_id: str, language: Language) -> TripDocument:
        """Return the trip as every format but our own sees it.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        trip, world = await self._read(owner_id, trip_id)
        return document_of(trip, world, language)

    async def _read(self, owner_id: str, trip_id: str) -> tuple[TripOut, World]:
        trip = await self._trips.get(owner_id, trip_id)
        stops = [stop for day in trip.day_cards for stop in day.sub_trips]
        named = {stop.place_id for stop in stops if stop.place_id is not None}
        places = await self._catalog.find_places(named)
        cities = {city.id: city for city in await self._catalog.list_cities()}
        return trip, World(cities=cities, places=places)


def _prepared(trip: TripOut, world: World, wanted: Wanted) -> Prepared:
    document = document_of(trip, world, wanted.language)
    if wanted.format is ExportFormat.JSON:
        content = to_json(trip, world)
        seen, write = content, lambda: content
    else:
        seen, write = repr((document, wanted, _PRODUCT)).encode(), _writer(document, wanted)
    return Prepared(
        tag=f"v{trip.version}-{hashlib.sha256(seen).hexdigest()[:_TAG_CHARS]}",
        name=file_name(document.title, wanted.format.value),
        media_type=MEDIA_TYPES[wanted.format],
        write=write,
    )


def _writer(document: TripDocument, wanted: Wanted) -> Callable[[], bytes]:
    if wanted.format is ExportFormat.ICS:
        return partial(to_calendar, document, wanted.calendar)
    return partial(WRITERS[wanted.format], document)
