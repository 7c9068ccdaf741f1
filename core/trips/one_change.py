"""Complete changes of stops, made in the rows of a trip that was read and locked."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.catalog.domain import Place
from core.db.models.trip import DayCard, SubTrip, Trip
from core.kernel.errors import InvalidRequestError
from core.schemas.catalog import PlaceKind
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.trips import MoveSubTrip, SubTripEdit, SubTripIn, SubTripKind
from core.trips import changes
from core.trips.fresh import new_stop
from core.trips.locked import get_trip
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


def places_in_days(changes: Sequence[TripChange], added: str) -> dict[date, dict[str, int]]:
    """Return which places in their days stops have after changes; `added` is what was added."""
    places: dict[date, dict[str, int]] = {}
    for change in changes:
        if change.to_date is not None and change.order_index is not None:
            stop_id = change.stop_id or added
            places.setdefault(change.to_date, {})[stop_id] = change.order_index
    return places


async def make_changes(
    trips: TripRepository,
    trip: Trip,
    wanted: Sequence[TripChange],
    places: Mapping[str, Place],
    cities: Cities,
) -> str | None:
    """Make several changes, of which one at most adds a stop, and return the id of that.

    Raises:
        NotFoundError: A stop is gone.
        InvalidRequestError: A day or a place is none of the trip's, or a stop is a journey.
        ConflictError: A day has as many stops as a day may have.
    """
    added = None
    for change in wanted:
        place = places.get(change.place_id or "")
        stop_id = await _made(trips, trip, change, place, cities)
        added = stop_id if change.kind is ChangeKind.ADD else added
        if len(wanted) > 1:
            # The next one is made in the days as they are by then.
            await trips.flush()
            trip = await get_trip(trips, trip.owner_id, trip.id)
    if len(wanted) > 1:
        in_days = places_in_days(wanted, added or "")
        changes.settle(trip, {changes.day_on(trip, on, "it").id: in_days[on] for on in in_days})
    return added


async def _made(
    trips: TripRepository, trip: Trip, change: TripChange, place: Place | None, cities: Cities
) -> str:
    """Make a change, and return the id of the stop it is of."""
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
    changes.insert_stop(trip, day, stop, _index_in(day, stop, change))
    trips.add_part(stop)
    return stop.id


def _move(trip: Trip, stop: SubTrip, change: TripChange, cities: Cities) -> None:
    day = _day_then(trip, change)
    target = MoveSubTrip(day_card_id=day.id, order_index=_index_in(day, stop, change))
    changes.move_stop(trip, stop, target, cities)


def _index_in(day: DayCard, stop: SubTrip, change: TripChange) -> int:
    """Return the place in the day as it is now, which may have fewer stops than in the end."""
    count = len([row for row in day.sub_trips if row.id != stop.id])
    return count if change.order_index is None else min(change.order_index, count)


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
