"""What is computed for a saved trip: functions of a module, for whoever computes."""

from collections.abc import Sequence

from core.catalog.domain import City, Place, place_name
from core.kernel.errors import InvalidRequestError, NotFoundError
from core.kernel.times import clock_of_day
from core.planning.domain import Day, Plan
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
    TripCheck,
    TripRepair,
)
from core.schemas.trips import SubTripKind, TripOut


def checked_trip(trip: TripOut, world: World, language: str) -> TripCheck:
    """Return what the rules say of a trip as it is."""
    reading = read_trip(trip, world, language)
    return TripCheck(
        version=trip.version,
        report=full_report(reading.plan),
        laid_out=[
            LaidStop(
                stop_id=row.id, start_time=clock_of_day(stop.start), end_time=clock_of_day(stop.end)
            )
            for _, row, stop in reading.stops()
            if row.id in reading.laid
        ],
    )


def repaired_trip(
    trip: TripOut, world: World, pool: Sequence[Place], locked: frozenset[str], language: str
) -> tuple[TripRepair, list[list[str | None]] | None]:
    """Return what a repair makes of a trip, and for every stop then which it was before, if any.

    Instead of the stops None where the trip stays as it is.
    """
    reading = read_trip(trip, world, language)
    cities: list[City] = [world.cities[day.city_id] for day in trip.day_cards]
    found = repair(reading, cities, pool, locked)
    before = [[row.id if row else None for row in rows] for rows in found.rows]
    return _told(reading, found), before if found.is_news else None


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
                        start_time=clock_of_day(stop.start),
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
                        to_start=clock_of_day(stop.start),
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


def alternatives_for(
    trip: TripOut, world: World, pool: Sequence[Place], stop_id: str, limit: int, language: str
) -> list[AlternativeOut]:
    """Return unused places that fit where a stop is, the best first.

    Raises:
        NotFoundError: The trip has no such stop.
        InvalidRequestError: It is a journey (`no_alternatives`).
    """
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
        start_time=clock_of_day(fitting.start),
        end_time=clock_of_day(fitting.end),
        transfer=fitting.way_in,
        minutes_to_next=fitting.way_out.minutes if fitting.way_out else 0,
        transfer_to_next=fitting.way_out,
        cost=fitting.cost,
        currency=brief.money,
        why=_why(plan, day, index, place),
    )


def _why(plan: Plan, day: Day, index: int, place: Place) -> str:
    stop = day.stops[index]
    if stop.kind is SubTripKind.HOTEL:
        return reason_for_night(plan.brief, plan.frame.stay_after(day.index), place)
    return reason_for(plan.brief, place, stop.meal)
