"""One complete change of one stop, made in the rows of a trip that was read and locked."""

from core.catalog.domain import Place
from core.db.models.trip import DayCard, SubTrip, Trip
from core.kernel.errors import InvalidRequestError
from core.schemas.catalog import PlaceKind
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.trips import MoveSubTrip, SubTripEdit, SubTripIn, SubTripKind
from core.trips import changes
from core.trips.fresh import new_stop
from core.trips.repository import TripRepository
from core.trips.rows import Cities, language_of

_KINDS = {
    PlaceKind.ATTRACTION: SubTripKind.ATTRACTION,
    PlaceKind.RESTAURANT: SubTripKind.MEAL,
    PlaceKind.HOTEL: SubTripKind.HOTEL,
}


def kind_at(place: Place | None) -> SubTripKind:
    """Return what a stop at a place is; without one it is of the traveller's own."""
    return _KINDS.get(place.kind, SubTripKind.CUSTOM) if place else SubTripKind.CUSTOM


def cost_at(place: Place | None, travellers: int) -> int:
    """Return what a visit or a night costs the party, as estimated."""
    if place is None:
        return 0
    is_hotel = place.kind is PlaceKind.HOTEL
    return place.typical_cost * (
        -(-travellers // place.guests_per_room) if is_hotel else travellers
    )


async def make_change(
    trips: TripRepository, trip: Trip, change: TripChange, place: Place | None, cities: Cities
) -> str:
    """Make a change, and return the id of the stop it is of.

    Raises:
        NotFoundError: The stop is gone.
        InvalidRequestError: The day or the place is none of the trip's, or the stop is a journey.
        ConflictError: The day has as many stops as a day may have.
    """
    if change.kind is ChangeKind.ADD:
        return _add(trips, trip, change, place, cities)
    stop = changes.stop_of(trip, change.stop_id or "")
    match change.kind:
        case ChangeKind.REMOVE:
            changes.drop_stop(trip, stop)
            await trips.delete_stop(stop)
        case ChangeKind.MOVE | ChangeKind.RETIME:
            _move(trip, stop, change, cities)
            _retime(trip, stop, change)
        case ChangeKind.REPLACE:
            _replace(trip, stop, change, place)
            _retime(trip, stop, change)
    return stop.id


def _add(
    trips: TripRepository, trip: Trip, change: TripChange, place: Place | None, cities: Cities
) -> str:
    day = _day_then(trip, change)
    wish = SubTripIn(
        kind=kind_at(place),
        place_id=place.id if place else None,
        name=change.place_name or change.stop_name,
        start_time=change.start_time,
        end_time=change.end_time,
        cost=cost_at(place, trip.travellers),
    )
    stop = new_stop(wish, place, cities[day.city_id], language_of(trip))
    changes.insert_stop(trip, day, stop, change.order_index)
    trips.add_part(stop)
    return stop.id


def _move(trip: Trip, stop: SubTrip, change: TripChange, cities: Cities) -> None:
    day = _day_then(trip, change)
    index = change.order_index
    if index is None:
        index = len([row for row in day.sub_trips if row.id != stop.id])
    target = MoveSubTrip(day_card_id=day.id, order_index=index)
    changes.move_stop(trip, stop, target, cities)


def _replace(trip: Trip, stop: SubTrip, change: TripChange, place: Place | None) -> None:
    wish = SubTripEdit(
        place_id=place.id if place else None,
        name=change.place_name,
        cost=cost_at(place, trip.travellers),
        reason="",
    )
    changes.edit_stop(trip, stop, wish, place)


def _retime(trip: Trip, stop: SubTrip, change: TripChange) -> None:
    if stop.leg is None and change.start_time is not None:
        times = SubTripEdit(start_time=change.start_time, end_time=change.end_time)
        changes.edit_stop(trip, stop, times, None)


def _day_then(trip: Trip, change: TripChange) -> DayCard:
    if change.to_date is None:
        raise InvalidRequestError.of("to_date", "is needed for a stop that stays in the trip")
    return changes.day_on(trip, change.to_date, change.stop_name)
