"""Trips of a person: make, read, change, delete."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.domain import City, Place
from core.catalog.exchange import convert
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.db.models.trip import SubTrip, Trip
from core.db.pagination import decode_cursor, encode_cursor
from core.db.repeats import AnsweredMeanwhileError, Repeatable, Repeats
from core.kernel.errors import InvalidRequestError
from core.kernel.ids import new_id
from core.schemas.envelope import Page
from core.schemas.exports import TripFile, TripImported
from core.schemas.plans import PlanOut
from core.schemas.trips import (
    DayCardEdit,
    DayCardIn,
    MoveSubTrip,
    SubTripEdit,
    SubTripIn,
    SubTripKind,
    TripEdit,
    TripIn,
    TripOut,
    TripSummary,
)
from core.trips import changes
from core.trips.fresh import new_stop, new_trip
from core.trips.importing import (
    named_places,
    repeatable_import,
    require_cities,
    trip_row_of_file,
)
from core.trips.locked import Change, changed_trip, get_trip, lock_trip
from core.trips.rearranging import Arranged, rearrange
from core.trips.repository import TripRepository
from core.trips.rows import (
    Cities,
    language_of,
    trip_out,
    trip_row_of_plan,
    trip_summary,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SeenTrip:
    """A trip as its owner last read it; a change of any other version of it is refused."""

    owner_id: str
    trip_id: str
    version: int


@dataclass(frozen=True, slots=True)
class DatedStop:
    """A stop that is to stand on a certain day; `amount` in minor units of `currency`.

    `label` names it where it cannot be added.
    """

    label: str
    date: date
    kind: SubTripKind
    name: str
    start_time: str | None
    end_time: str | None
    amount: int
    currency: str | None
    reason: str


class TripService:
    """Keeps trips.

    Every change takes the version that was seen, locks the trip, makes the next version and
    answers the whole trip. It raises `NotFoundError` for what is not there or not the caller's, and
    `VersionMismatchError` for a version that is not the present one.
    """

    def __init__(self, transaction: Transaction, catalog: CatalogService) -> None:
        self._transaction = transaction
        self._catalog = catalog

    async def create(self, owner_id: str, wish: TripIn) -> TripOut:
        """Keep a new trip with empty days.

        Raises:
            InvalidRequestError: The city is not in the catalogue, or a day beyond the calendar.
        """
        trip = new_trip(owner_id, wish, await self._city(wish.city_id))
        cities = await self._cities()
        async with self._transaction() as session:
            trips = TripRepository(session)
            await trips.add(trip)
            created = await get_trip(trips, owner_id, trip.id)
        log.info("trip_created", trip_id=trip.id)
        return await self._shown(created, cities)

    async def import_trip(
        self, owner_id: str, file: TripFile, request_id: str | None = None
    ) -> TripImported:
        """Keep the trip of a file as a new one, with the places of it that are known here.

        A request with an id that has made a trip gets it as it is now; a deleted one is made anew.

        Raises:
            InvalidRequestError: A city is not in the catalogue, or a day has another date than its
                place in the trip gives it.
            KeyReusedError: The request id stands for another file.
        """
        repeatable = repeatable_import(owner_id, file, request_id)
        if repeatable and (earlier := await self._imported_before(repeatable)):
            return earlier
        cities = await self._cities()
        require_cities(file.trip, cities)
        named = named_places(file.trip)
        known = await self._catalog.find_places(named)
        trip = trip_row_of_file(owner_id, file.trip, known.keys())
        unknown = [place_id for place_id in named if place_id not in known]
        try:
            async with self._transaction() as session:
                trips = TripRepository(session)
                await trips.add(trip)
                created = await get_trip(trips, owner_id, trip.id)
                if repeatable:
                    answer = {"trip_id": trip.id, "unknown_places": unknown}
                    await Repeats(session).keep(repeatable, answer)
        except AnsweredMeanwhileError:
            if repeatable and (first := await self._imported_before(repeatable)):
                return first
            raise  # first there was a trip and then there was not: nothing was kept of ours
        log.info("trip_imported", trip_id=trip.id, unknown_places=len(unknown))
        return TripImported(trip=await self._shown(created, cities), unknown_places=unknown)

    async def _imported_before(self, repeatable: Repeatable) -> TripImported | None:
        async with self._transaction() as session:
            repeats = Repeats(session)
            if (answer := await repeats.find(repeatable)) is None:
                return None
            trip = await TripRepository(session).find(repeatable.user_id, answer["trip_id"])
            if trip is None:
                await repeats.forget(repeatable)
                return None
        shown = await self._shown(trip, await self._cities())
        return TripImported(trip=shown, unknown_places=answer["unknown_places"], replayed=True)

    async def list_trips(
        self, owner_id: str, *, limit: int, cursor: str | None
    ) -> Page[TripSummary]:
        """Return a page of trips without their days, newest first.

        Raises:
            MalformedError: The cursor is none of this list.
        """
        after = decode_cursor(cursor) if cursor is not None else None
        cities = await self._cities()
        async with self._transaction() as session:
            found = await TripRepository(session).list_recent(owner_id, limit + 1, after)
        shown = found[:limit]
        has_more = len(found) > limit
        next_cursor = encode_cursor(shown[-1].created_at, shown[-1].id) if has_more else None
        items = [trip_summary(trip, cities) for trip in shown]
        return Page(items=items, next_cursor=next_cursor, has_more=has_more)

    async def get(self, owner_id: str, trip_id: str) -> TripOut:
        """Return a whole trip.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        cities = await self._cities()
        async with self._transaction() as session:
            trip = await get_trip(TripRepository(session), owner_id, trip_id)
        return await self._shown(trip, cities)

    async def edit(self, seen: SeenTrip, wish: TripEdit) -> TripOut:
        """Change a trip's own fields; a new start date moves every day and its journeys."""
        cities = await self._cities()

        async def change(_: TripRepository, trip: Trip) -> None:
            changes.edit_trip(trip, wish, cities)

        return await self._change(seen, change)

    async def delete(self, seen: SeenTrip) -> None:
        """Delete a trip with everything in it."""
        async with self._transaction() as session:
            trips = TripRepository(session)
            await lock_trip(trips, seen.owner_id, seen.trip_id, seen.version)
            await trips.delete(seen.owner_id, seen.trip_id)
        log.info("trip_deleted", trip_id=seen.trip_id)

    async def add_day(self, seen: SeenTrip, wish: DayCardIn) -> TripOut:
        """Append a day; `ConflictError` where there are as many as there can be."""

        async def change(trips: TripRepository, trip: Trip) -> None:
            trips.add_part(changes.append_day(trip, wish.title))

        return await self._change(seen, change)

    async def edit_day(self, seen: SeenTrip, day_id: str, wish: DayCardEdit) -> TripOut:
        """Give a day another title."""

        async def change(_: TripRepository, trip: Trip) -> None:
            changes.day_of(trip, day_id).title = wish.title

        return await self._change(seen, change)

    async def delete_day(self, seen: SeenTrip, day_id: str) -> TripOut:
        """Delete a day with its stops, and move later days up; not the only one."""
        cities = await self._cities()

        async def change(trips: TripRepository, trip: Trip) -> None:
            day = changes.day_of(trip, day_id)
            changes.drop_day(trip, day, cities)
            await trips.delete_day(day)

        return await self._change(seen, change)

    async def add_stop(self, seen: SeenTrip, day_id: str, wish: SubTripIn) -> TripOut:
        """Put a new stop into a day.

        Raises:
            InvalidRequestError: The place is not in the catalogue or of another city, the index is
                beyond the end of the day, or there is neither place nor name.
            ConflictError: The day has as many stops as a day may have.
        """
        place = await self._place(wish.place_id)
        cities = await self._cities()

        async def change(trips: TripRepository, trip: Trip) -> None:
            day = changes.day_of(trip, day_id)
            stop = new_stop(wish, place, cities[day.city_id], language_of(trip))
            changes.insert_stop(trip, day, stop, wish.order_index)
            trips.add_part(stop)

        return await self._change(seen, change)

    async def add_dated_stops(self, seen: SeenTrip, stops: Sequence[DatedStop]) -> TripOut:
        """Put stops on their days, by their times; what stands there already is not added again.

        Raises:
            InvalidRequestError: A date is none of the trip's (`day_outside_trip`).
        """
        cities = await self._cities()

        async def change(trips: TripRepository, trip: Trip) -> None:
            days = [(changes.day_on(trip, stop.date, stop.label), stop) for stop in stops]
            for day, wanted in days:
                if changes.stands_already(day, wanted.name, wanted.start_time):
                    continue
                stop = _dated_stop(wanted, cities[day.city_id])
                changes.insert_stop(trip, day, stop, changes.index_at(day, wanted.start_time))
                day.sub_trips.insert(stop.order_index, stop)
                trips.add_part(stop)

        return await self._change(seen, change)

    async def edit_stop(self, seen: SeenTrip, stop_id: str, wish: SubTripEdit) -> TripOut:
        """Change a stop, but not where it stands.

        Raises:
            InvalidRequestError: The place is not in the catalogue or in no city of the trip, a
                field may not be null, or what would be does not fit the stop.
        """
        place = await self._place(wish.place_id)

        async def change(_: TripRepository, trip: Trip) -> None:
            changes.edit_stop(trip, changes.stop_of(trip, stop_id), wish, place)

        return await self._change(seen, change)

    async def move_stop(self, seen: SeenTrip, stop_id: str, target: MoveSubTrip) -> TripOut:
        """Put a stop elsewhere in its day or into another day of the trip."""
        cities = await self._cities()

        async def change(_: TripRepository, trip: Trip) -> None:
            changes.move_stop(trip, changes.stop_of(trip, stop_id), target, cities)

        return await self._change(seen, change)

    async def delete_stop(self, seen: SeenTrip, stop_id: str) -> TripOut:
        """Delete a stop and close the gap in its day."""

        async def change(trips: TripRepository, trip: Trip) -> None:
            stop = changes.stop_of(trip, stop_id)
            changes.drop_stop(trip, stop)
            await trips.delete_stop(stop)

        return await self._change(seen, change)

    async def rearrange(self, seen: SeenTrip, days: Sequence[Sequence[Arranged]]) -> TripOut:
        """Give every day of a trip new stops, in order; what is not named any more goes.

        Raises:
            ConflictError: A day would have more stops than a day may have.
        """

        async def change(trips: TripRepository, trip: Trip) -> None:
            arranged = rearrange(trip, days)
            for stop in arranged.new:
                trips.add_part(stop)
            for stop in arranged.gone:
                await trips.delete_stop(stop)

        return await self._change(seen, change)

    @staticmethod
    async def save_plan(
        session: AsyncSession, owner_id: str, plan: PlanOut, plan_run_id: str | None
    ) -> str:
        """Keep a plan as a trip within the caller's transaction, and return the trip's id."""
        trip = trip_row_of_plan(owner_id, plan, plan_run_id)
        await TripRepository(session).add(trip)
        return trip.id

    async def _change(self, seen: SeenTrip, change: Change) -> TripOut:
        cities = await self._cities()
        async with self._transaction() as session:
            trips = TripRepository(session)
            changed = await changed_trip(trips, seen.owner_id, seen.trip_id, seen.version, change)
        log.info("trip_changed", trip_id=changed.id, version=changed.version)
        return await self._shown(changed, cities)

    async def _shown(self, trip: Trip, cities: Cities) -> TripOut:
        """Return a trip with what its places are called where they are."""
        city_ids = dict.fromkeys(day.city_id for day in trip.day_cards)
        lists = [await self._catalog.places_of(city_id) for city_id in city_ids]
        return trip_out(trip, cities, {place.id: place for places in lists for place in places})

    async def _cities(self) -> Cities:
        return {city.id: city for city in await self._catalog.list_cities()}

    async def _city(self, city_id: str) -> City:
        city = (await self._cities()).get(city_id)
        if city is None:
            raise InvalidRequestError.of("city_id", f"there is no city {city_id!r}")
        return city

    async def _place(self, place_id: str | None) -> Place | None:
        if place_id is None:
            return None
        place = await self._catalog.find_place(place_id)
        if place is None:
            raise InvalidRequestError.of("place_id", f"there is no place {place_id!r}")
        return place


def _dated_stop(wanted: DatedStop, city: City) -> SubTrip:
    """Return the stop, its cost in the city's currency; of an unknown currency there is none."""
    cost = 0
    if wanted.amount and wanted.currency:
        with suppress(InvalidRequestError):
            cost = convert(wanted.amount, wanted.currency, city.currency).amount_minor
    return SubTrip(
        id=new_id(),
        kind=wanted.kind,
        place_id=None,
        name=wanted.name,
        start_time=wanted.start_time,
        end_time=wanted.end_time,
        cost=cost,
        currency=city.currency,
        reason=wanted.reason,
    )
