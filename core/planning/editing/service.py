"""What people ask of a saved trip: whether it holds, what would mend it, what else would fit."""

from collections.abc import Sequence

from core.catalog.domain import City, Place, place_name
from core.catalog.service import CatalogService
from core.kernel.errors import InvalidRequestError, NotFoundError, VersionMismatchError
from core.kernel.thinking import think
from core.planning.clock import clock_text
from core.planning.domain import DAY_END, Day, Plan
from core.planning.editing.reading import Reading, World, read_trip
from core.planning.editing.repairing import Repaired, repair
from core.planning.editing.slots import Fitting, places_instead
from core.planning.reasons import reason_for, reason_for_night
from core.planning.rules.book import full_report
from core.planning.wire import plan_out
from core.schemas.editing import (
    AlternativeOut,
    LaidStop,
    LeftStop,
    MovedStop,
    NewStop,
    RepairIn,
    TripCheck,
    TripRepair,
)
from core.schemas.trips import SubTripKind, TripOut
from core.trips.rearranging import Arranged
from core.trips.service import SeenTrip, TripService


class TripEditing:
    """Answers for the owner of a trip; to others it is not there. Computes in threads."""

    def __init__(self, trips: TripService, catalog: CatalogService) -> None:
        self._trips = trips
        self._catalog = catalog

    async def check(self, owner_id: str, trip_id: str, language: str) -> TripCheck:
        """Return what the rules say of a trip as it is.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        trip, world, _ = await self._load(owner_id, trip_id)
        return await think(_checked, trip, world, language)

    async def repair(
        self, owner_id: str, trip_id: str, wish: RepairIn, language: str
    ) -> TripRepair:
        """Return a trip that holds, or holds better; with `save` it is the next version.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
            VersionMismatchError: It was changed since it was seen.
            InvalidRequestError: A locked stop is none of the trip (`unknown_stop`).
            ConflictError: A day would have more stops than a day may have.
        """
        trip, world, pool = await self._load(owner_id, trip_id)
        if trip.version != wish.version:
            raise VersionMismatchError(
                f"Trip {trip.id!r} is at version {trip.version}, not {wish.version}",
                data={"current_version": trip.version},
            )
        _require_stops(trip, wish.locked)
        reading, repaired = await think(
            _repaired, trip, world, pool, frozenset(wish.locked), language
        )
        answer = _told(reading, repaired)
        if not wish.save:
            return answer
        seen = SeenTrip(owner_id, trip_id, wish.version)
        saved = await self._trips.rearrange(seen, _arranged(answer, repaired))
        return answer.model_copy(update={"trip": saved, "version": saved.version})

    async def alternatives(
        self, owner_id: str, trip_id: str, stop_id: str, *, limit: int, language: str
    ) -> list[AlternativeOut]:
        """Return unused places that fit where a stop is, the best first.

        Raises:
            NotFoundError: The trip or the stop is not there, or not the caller's.
            InvalidRequestError: It is a journey (`no_alternatives`).
        """
        trip, world, pool = await self._load(owner_id, trip_id)
        return await think(_alternatives, trip, world, pool, stop_id, limit, language)

    async def _load(self, owner_id: str, trip_id: str) -> tuple[TripOut, World, list[Place]]:
        """Return a trip, the world it is read with, and the places it could have instead."""
        trip = await self._trips.get(owner_id, trip_id)
        cities = {city.id: city for city in await self._catalog.list_cities()}
        pool = [
            place for city_id in trip.city_ids for place in await self._catalog.places_of(city_id)
        ]
        places = {place.id: place for place in pool}
        named = {row.place_id for day in trip.day_cards for row in day.sub_trips if row.place_id}
        places |= await self._catalog.find_places(named - places.keys())
        return trip, World(cities, places), pool


def _checked(trip: TripOut, world: World, language: str) -> TripCheck:
    reading = read_trip(trip, world, language)
    return TripCheck(
        version=trip.version,
        report=full_report(reading.plan),
        laid_out=[
            LaidStop(stop_id=row.id, start_time=_clock(stop.start), end_time=_clock(stop.end))
            for _, row, stop in reading.stops()
            if row.id in reading.laid
        ],
    )


def _repaired(
    trip: TripOut, world: World, pool: Sequence[Place], locked: frozenset[str], language: str
) -> tuple[Reading, Repaired]:
    reading = read_trip(trip, world, language)
    cities: list[City] = [world.cities[day.city_id] for day in trip.day_cards]
    return reading, repair(reading, cities, pool, locked)


def _told(reading: Reading, repaired: Repaired) -> TripRepair:
    """Return the repaired trip beside the one it was."""
    before = {row.id: (day, row) for day, row, _ in reading.stops()}
    laid = {row.id: stop.start for _, row, stop in reading.stops()}
    moved, came = [], []
    stayed: set[str] = set()
    for day, rows in zip(repaired.plan.days, repaired.rows, strict=True):
        for stop, row in zip(day.stops, rows, strict=True):
            if row is None:
                came.append(
                    NewStop(
                        place_id=stop.place.id if stop.place else None,
                        name=stop.named,
                        date=day.date,
                        start_time=_clock(stop.start),
                    )
                )
                continue
            stayed.add(row.id)
            was: Day = before[row.id][0]
            if was.index != day.index or laid[row.id] != stop.start:
                moved.append(
                    MovedStop(
                        stop_id=row.id,
                        name=row.name,
                        from_date=was.date,
                        from_start=row.start_time,
                        to_date=day.date,
                        to_start=_clock(stop.start),
                    )
                )
    return TripRepair(
        version=reading.trip.version,
        plan=plan_out(repaired.plan),
        moved=moved,
        left=[
            LeftStop(stop_id=row.id, name=row.name, date=day.date)
            for stop_id, (day, row) in before.items()
            if stop_id not in stayed
        ],
        came=came,
        before=full_report(reading.plan),
        after=repaired.report,
    )


def _arranged(answer: TripRepair, repaired: Repaired) -> list[list[Arranged]]:
    return [
        [
            Arranged(row.id if row else None, planned)
            for row, planned in zip(rows, card.sub_trips, strict=True)
        ]
        for rows, card in zip(repaired.rows, answer.plan.day_cards, strict=True)
    ]


def _require_stops(trip: TripOut, locked: Sequence[str]) -> None:
    known = {row.id for day in trip.day_cards for row in day.sub_trips}
    for number, stop_id in enumerate(locked):
        if stop_id not in known:
            raise InvalidRequestError.of(
                f"locked.{number}", f"trip {trip.id!r} has no sub-trip {stop_id!r}", "unknown_stop"
            )


def _alternatives(
    trip: TripOut, world: World, pool: Sequence[Place], stop_id: str, limit: int, language: str
) -> list[AlternativeOut]:
    plan = read_trip(trip, world, language).plan
    day, index = _where(trip, plan, stop_id)
    stop = day.stops[index]
    if stop.kind is SubTripKind.TRANSPORT:
        raise InvalidRequestError.of(
            "stop_id", "a journey has no other place in its stead", "no_alternatives"
        )
    return [
        _alternative_out(plan, day, index, fitting)
        for fitting in places_instead(plan, day, index, pool, limit)
    ]


def _where(trip: TripOut, plan: Plan, stop_id: str) -> tuple[Day, int]:
    for card, day in zip(trip.day_cards, plan.days, strict=True):
        for index, row in enumerate(card.sub_trips):
            if row.id == stop_id:
                return day, index
    raise NotFoundError(f"Trip {trip.id!r} has no sub-trip {stop_id!r}")


def _alternative_out(plan: Plan, day: Day, index: int, fitting: Fitting) -> AlternativeOut:
    brief, place = plan.brief, fitting.place
    return AlternativeOut(
        place_id=place.id,
        name=place_name(place, brief.language),
        start_time=_clock(fitting.start),
        end_time=_clock(fitting.end),
        transfer=fitting.way_in,
        minutes_to_next=fitting.way_out.minutes if fitting.way_out else 0,
        cost=fitting.cost,
        currency=brief.money,
        why=_why(plan, day, index, place),
    )


def _why(plan: Plan, day: Day, index: int, place: Place) -> str:
    stop = day.stops[index]
    if stop.kind is SubTripKind.HOTEL:
        return reason_for_night(plan.brief, plan.frame.stay_after(day.index), place)
    return reason_for(plan.brief, place, stop.meal)


def _clock(minute: int) -> str:
    return clock_text(min(max(minute, 0), DAY_END))
