"""What people ask of a saved trip: whether it holds, what would mend it, what else would fit."""

from collections.abc import Sequence

from core.catalog.domain import Place
from core.catalog.service import CatalogService
from core.kernel.errors import InvalidRequestError, VersionMismatchError
from core.kernel.thinking import Think, think
from core.planning.editing.answering import alternatives_for, checked_trip, repaired_trip
from core.planning.editing.fitting import Fitted, fitted_change
from core.planning.editing.reading import World
from core.planning.editing.trying import Wish, differences
from core.planning.kept import named_in
from core.schemas.editing import AlternativeOut, RepairIn, TripCheck, TripRepair
from core.schemas.trips import TripOut
from core.trips.rearranging import Arranged
from core.trips.service import SeenTrip, TripService


class TripEditing:
    """Answers for the owner of a trip; to others it is not there. Computes beside the loop.

    Where no language is asked for it is the trip's own.
    """

    def __init__(self, trips: TripService, catalog: CatalogService, think: Think = think) -> None:
        self._trips = trips
        self._catalog = catalog
        self._think = think

    async def check(self, owner_id: str, trip_id: str, language: str | None) -> TripCheck:
        """Return what the rules say of a trip as it is.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        trip, world, _ = await self._load(owner_id, trip_id)
        return await self._think(checked_trip, trip, world, _language(trip, language))

    async def repair(
        self, owner_id: str, trip_id: str, wish: RepairIn, language: str | None
    ) -> TripRepair:
        """Return a trip that holds, or holds better; with `save` it is the next version.

        A trip that nothing mends, or that needs nothing, stays the version it is.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
            VersionMismatchError: It was changed since it was seen.
            InvalidRequestError: A locked stop is none of the trip (`unknown_stop`).
            ConflictError: A day would have more stops than a day may have.
        """
        trip, world, pool = await self._load(owner_id, trip_id)
        if trip.version != wish.version:
            raise _changed_since(trip, wish.version)
        _require_stops(trip, wish.locked)
        answer, before = await self._think(
            repaired_trip, trip, world, pool, frozenset(wish.locked), _language(trip, language)
        )
        if not wish.save:
            return answer
        if before is None:
            return answer.model_copy(update={"trip": trip})
        seen = SeenTrip(owner_id, trip_id, wish.version)
        saved = await self._trips.rearrange(seen, _arranged(answer, before))
        return answer.model_copy(update={"trip": saved, "version": saved.version})

    async def alternatives(
        self, owner_id: str, trip_id: str, stop_id: str, *, limit: int, language: str | None
    ) -> list[AlternativeOut]:
        """Return unused places that fit where a stop is, the best first.

        Raises:
            NotFoundError: The trip or the stop is not there, or not the caller's.
            InvalidRequestError: It is a journey (`no_alternatives`).
        """
        trip, world, pool = await self._load(owner_id, trip_id)
        told_in = _language(trip, language)
        return await self._think(alternatives_for, trip, world, pool, stop_id, limit, told_in)

    async def weigh(self, owner_id: str, trip: TripOut, wish: Wish, language: str | None) -> Fitted:
        """Return the change of several that suits a trip best, with what has to move for it.

        Nothing is changed. `trip` is as the caller has read it.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
            VersionMismatchError: It was changed since it was read.
        """
        world, pool = await self._as_read(owner_id, trip)
        told_in = _language(trip, language)
        return await self._think(fitted_change, trip, world, pool, wish, told_in)

    async def weigh_back(
        self, owner_id: str, trip: TripOut, then: TripOut, language: str | None
    ) -> tuple[list[str], list[str]]:
        """Return what the rules would say of a trip as it was before and do not now; and reversely.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
            VersionMismatchError: It was changed since it was read.
        """
        world, _ = await self._as_read(owner_id, trip)
        return await self._think(differences, trip, then, world, _language(trip, language))

    async def _as_read(self, owner_id: str, trip: TripOut) -> tuple[World, list[Place]]:
        now, world, pool = await self._load(owner_id, trip.id)
        if now.version != trip.version:
            raise _changed_since(now, trip.version)
        return world, pool

    async def _load(self, owner_id: str, trip_id: str) -> tuple[TripOut, World, list[Place]]:
        """Return a trip, the world it is read with, and the places it could have instead."""
        trip = await self._trips.get(owner_id, trip_id)
        cities = {city.id: city for city in await self._catalog.list_cities()}
        pool = [
            place for city_id in trip.city_ids for place in await self._catalog.places_of(city_id)
        ]
        places = {place.id: place for place in pool}
        named = {row.place_id for day in trip.day_cards for row in day.sub_trips if row.place_id}
        named |= named_in(trip.wishes)
        places |= await self._catalog.find_places(named - places.keys())
        return trip, World(cities, places), pool


def _changed_since(trip: TripOut, seen: int) -> VersionMismatchError:
    return VersionMismatchError(
        f"Trip {trip.id!r} is at version {trip.version}, not {seen}",
        data={"current_version": trip.version},
    )


def _language(trip: TripOut, asked: str | None) -> str:
    """Return the language asked for, else the trip's own, else English."""
    return asked or trip.language or "en"


def _arranged(answer: TripRepair, before: Sequence[Sequence[str | None]]) -> list[list[Arranged]]:
    return [
        [
            Arranged(stop_id, planned)
            for stop_id, planned in zip(stop_ids, card.sub_trips, strict=True)
        ]
        for stop_ids, card in zip(before, answer.plan.day_cards, strict=True)
    ]


def _require_stops(trip: TripOut, locked: Sequence[str]) -> None:
    known = {row.id for day in trip.day_cards for row in day.sub_trips}
    for number, stop_id in enumerate(locked):
        if stop_id not in known:
            raise InvalidRequestError.of(
                f"locked.{number}", f"trip {trip.id!r} has no sub-trip {stop_id!r}", "unknown_stop"
            )
