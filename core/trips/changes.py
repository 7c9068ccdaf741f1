"""Changes to the rows of one trip that was read and locked; nothing here speaks to the database."""

from collections.abc import Mapping
from datetime import date

from core.catalog.domain import Place
from core.db.models.trip import DayCard, SubTrip, Trip
from core.kernel.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    VersionMismatchError,
)
from core.schemas.envelope import RequestModel
from core.schemas.fields import MAX_DAYS
from core.schemas.links import LegOut
from core.schemas.trips import MAX_STOPS, MoveSubTrip, SubTripEdit, SubTripKind, Transfer, TripEdit
from core.trips.domain import Order, date_of_day, inserted, moved, removed, rerouted, settled
from core.trips.legs import shifted
from core.trips.rows import Cities, day_row, wishes_row

_MAY_BE_NULL = {"place_id", "start_time", "end_time", "transfer"}


def require_version(trip: Trip, version: int) -> None:
    """Make sure that the caller has seen the trip as it is now.

    Raises:
        VersionMismatchError: Somebody changed it since; `current_version` says what it is now.
    """
    if trip.version != version:
        raise VersionMismatchError(
            f"Trip {trip.id!r} is at version {trip.version}, not {version}",
            data={"current_version": trip.version},
        )


def day_of(trip: Trip, day_id: str) -> DayCard:
    """Return a day of the trip.

    Raises:
        NotFoundError: It is none of this trip.
    """
    for day in trip.day_cards:
        if day.id == day_id:
            return day
    raise NotFoundError(f"Trip {trip.id!r} has no day card {day_id!r}")


def day_on(trip: Trip, wanted: date, label: str) -> DayCard:
    """Return the day of the trip with this date.

    Raises:
        InvalidRequestError: `day_outside_trip`; its message names what was to be on it by `label`.
    """
    for day in trip.day_cards:
        if day.date == wanted:
            return day
    first, last = trip.day_cards[0].date, trip.day_cards[-1].date
    raise InvalidRequestError.of(
        "item_ids", f"{label} is on {wanted}, outside of {first} to {last}", "day_outside_trip"
    )


def stands_already(day: DayCard, name: str, start_time: str | None) -> bool:
    """Say whether a stop of this name and time is on the day."""
    return any(stop.name == name and stop.start_time == start_time for stop in day.sub_trips)


def index_at(day: DayCard, start_time: str | None) -> int | None:
    """Return the place before the first stop that begins later; None for the end of the day."""
    if start_time is None:
        return None
    return next(
        (
            index
            for index, stop in enumerate(day.sub_trips)
            if stop.start_time is not None and stop.start_time > start_time
        ),
        None,
    )


def stop_of(trip: Trip, stop_id: str) -> SubTrip:
    """Return a stop of the trip.

    Raises:
        NotFoundError: It is none of this trip.
    """
    for day in trip.day_cards:
        for stop in day.sub_trips:
            if stop.id == stop_id:
                return stop
    raise NotFoundError(f"Trip {trip.id!r} has no sub-trip {stop_id!r}")


def edit_trip(trip: Trip, change: TripEdit, cities: Cities) -> None:
    """Change what the request names; a new start date moves every day and its journeys.

    Raises:
        InvalidRequestError: A field may not be null, or a day would be beyond the calendar.
    """
    _assign(trip, change, nullable={"budget", "wishes"})
    if "wishes" in change.model_fields_set:
        trip.wishes = wishes_row(change.wishes)
    _redate(trip, cities)


def append_day(trip: Trip, title: str) -> DayCard:
    """Return a new last day, in the city of the day before.

    Raises:
        ConflictError: The trip has as many days as a trip may have.
        InvalidRequestError: It would be beyond the calendar.
    """
    if trip.day_count >= MAX_DAYS:
        raise ConflictError(f"Trip {trip.id!r} has {MAX_DAYS} days already, the most there can be")
    day = day_row(trip.start_date, trip.day_count, trip.day_cards[-1].city_id, title)
    day.trip_id = trip.id
    trip.day_count += 1
    return day


def drop_day(trip: Trip, day: DayCard, cities: Cities) -> None:
    """Move later days up one, with their dates and journeys, for a day that goes.

    Raises:
        ConflictError: It is the only day.
    """
    if trip.day_count == 1:
        raise ConflictError(f"Trip {trip.id!r} has only this day; delete the trip instead")
    for later in trip.day_cards:
        if later.day_index > day.day_index:
            later.day_index -= 1
    trip.day_count -= 1
    _redate(trip, cities)


def insert_stop(trip: Trip, day: DayCard, stop: SubTrip, index: int | None) -> None:
    """Give a new stop its place in a day; at its end without an index.

    Raises:
        InvalidRequestError: The index is beyond the end of the day.
        ConflictError: The day has as many stops as a day may have.
    """
    _require_room(day)
    before = _order(trip)
    _arrange(trip, before, inserted(before, day.id, stop.id, index), new=stop)


def drop_stop(trip: Trip, stop: SubTrip) -> None:
    """Close the gap in the order that a stop leaves which goes."""
    before = _order(trip)
    _arrange(trip, before, removed(before, stop.id))


def move_stop(trip: Trip, stop: SubTrip, target: MoveSubTrip, cities: Cities) -> None:
    """Put a stop elsewhere in its day or into another day of the trip, whose date a journey takes.

    Raises:
        NotFoundError: The day is none of this trip.
        InvalidRequestError: The index is beyond the end of the day.
        ConflictError: The day has as many stops as a day may have.
    """
    day, left = day_of(trip, target.day_card_id), day_of(trip, stop.day_card_id)
    if day is not left:
        _require_room(day)
        _shift(stop, (day.date - left.date).days, cities)
    before = _order(trip)
    _arrange(trip, before, moved(before, stop.id, day.id, target.order_index))


def settle(trip: Trip, places: Mapping[str, Mapping[str, int]]) -> None:
    """Put stops at the places of their days that are given by day; the others keep their order."""
    before = _order(trip)
    after = {day_id: settled(stops, places.get(day_id, {})) for day_id, stops in before.items()}
    _arrange(trip, before, after)


def edit_stop(trip: Trip, stop: SubTrip, change: SubTripEdit, place: Place | None) -> None:
    """Change what the request names; `place` is the one it names, times may be taken away.

    Raises:
        InvalidRequestError: A field may not be null, the stop would end before it starts, its times
            or its place are those of a journey, the place is in none of the trip's cities, or
            nothing comes after it to tell the way to.
    """
    if stop.leg is not None and change.model_fields_set & {"start_time", "end_time"}:
        raise InvalidRequestError.of("start_time", "the times of a journey are not one's own")
    if "place_id" in change.model_fields_set and change.place_id != stop.place_id:
        _put_at(trip, stop, place)
    _assign(stop, change, nullable=_MAY_BE_NULL, but={"transfer_to_next"})
    if "transfer_to_next" in change.model_fields_set:
        _tell_way_on(trip, stop, change.transfer_to_next)
    if stop.start_time and stop.end_time and stop.end_time < stop.start_time:
        raise InvalidRequestError.of("end_time", f"is before start_time {stop.start_time}")


def told_of(trip: Trip) -> Mapping[str, object]:
    """Return what summaries speak of, by the id of the trip or the day they are of."""
    days = {
        day.id: (
            day.date,
            [
                (stop.kind, stop.name, stop.start_time, stop.end_time, stop.cost)
                for stop in day.sub_trips
            ],
        )
        for day in trip.day_cards
    }
    return {**days, trip.id: (trip.travellers, trip.budget, trip.wishes, list(days.values()))}


def forget_untold(trip: Trip, before: Mapping[str, object]) -> bool:
    """Take away summaries of what is not as it was, and say whether there were any."""
    now = told_of(trip)
    rows: list[Trip | DayCard] = [trip, *trip.day_cards]
    untrue = [row for row in rows if row.summary and now[row.id] != before.get(row.id)]
    for row in untrue:
        row.summary = ""
    return bool(untrue)


def _put_at(trip: Trip, stop: SubTrip, place: Place | None) -> None:
    """Put a stop at another place, or at none; forget the ways to and from the one it was at."""
    if stop.leg is not None:
        raise InvalidRequestError.of("place_id", "a journey is at no place")
    if place is not None:
        if place.city_id not in {*(day.city_id for day in trip.day_cards), trip.origin_city_id}:
            raise InvalidRequestError.of("place_id", f"{place.id!r} is in no city of the trip")
        stop.name = place.name_en
    stop.transfer = None
    if after := _stop_after(trip, stop):
        after.transfer = None


def _tell_way_on(trip: Trip, stop: SubTrip, way: Transfer | None) -> None:
    after = _stop_after(trip, stop)
    if after is not None:
        after.transfer = way.model_dump(mode="json") if way else None
    elif way is not None:
        raise InvalidRequestError.of("transfer_to_next", "nothing comes after it")


def _stop_after(trip: Trip, stop: SubTrip) -> SubTrip | None:
    """Return where one goes from a stop: after a night, to the first one of the next day."""
    day = day_of(trip, stop.day_card_id)
    later = day.sub_trips[stop.order_index + 1 :]
    if not later and stop.kind == SubTripKind.HOTEL:
        later = [each for next_day in trip.day_cards if next_day.day_index == day.day_index + 1
                 for each in next_day.sub_trips]  # fmt: skip
    return later[0] if later else None


def _assign(
    row: Trip | SubTrip, change: RequestModel, nullable: set[str], but: set[str] | None = None
) -> None:
    for name, value in change.model_dump(exclude_unset=True, exclude=but).items():
        if value is None and name not in nullable:
            raise InvalidRequestError.of(name, "may not be null; leave it out to keep it")
        setattr(row, name, value)


def _redate(trip: Trip, cities: Cities) -> None:
    for day in trip.day_cards:
        wanted = date_of_day(trip.start_date, day.day_index)
        for stop in day.sub_trips:
            _shift(stop, (wanted - day.date).days, cities)
        day.date = wanted


def _shift(stop: SubTrip, days: int, cities: Cities) -> None:
    if stop.leg is None or not days:
        return
    try:
        moved_leg = shifted(LegOut.model_validate(stop.leg), days, cities)
    except OverflowError as error:
        message = f"the journey {stop.name!r} would be beyond the calendar"
        raise InvalidRequestError.of("start_date", message) from error
    stop.leg = moved_leg.model_dump(mode="json")


def _require_room(day: DayCard) -> None:
    if len(day.sub_trips) >= MAX_STOPS:
        raise ConflictError(f"Day {day.id!r} has {MAX_STOPS} stops already, the most there can be")


def _order(trip: Trip) -> Order:
    return {day.id: [stop.id for stop in day.sub_trips] for day in trip.day_cards}


def _arrange(trip: Trip, before: Order, after: Order, new: SubTrip | None = None) -> None:
    """Write an order into the rows; forget ways that are no longer true."""
    stops = {stop.id: stop for day in trip.day_cards for stop in day.sub_trips}
    if new is not None:
        stops[new.id] = new
    for day_id, stop_ids in after.items():
        for index, stop_id in enumerate(stop_ids):
            stops[stop_id].day_card_id = day_id
            stops[stop_id].order_index = index
    for stop_id in rerouted(before, after):
        stops[stop_id].transfer = None
