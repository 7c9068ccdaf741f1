"""Trips, their days and stops.

Every change of a trip says which version it has seen; where that is not the present one any more,
the API answers 1005 and nothing is changed.
"""

from pydantic import BaseModel

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.envelope import Envelope, Page
from core.schemas.trips import (
    DayCardEdit,
    DayCardIn,
    MoveSubTrip,
    SubTripEdit,
    SubTripIn,
    TripEdit,
    TripIn,
    TripOut,
    TripSummary,
)


def trips(*, limit: int = 20, cursor: str | None = None) -> Call[Page[TripSummary]]:
    """Ask for one's own trips, newest first."""
    query = given(limit=limit, cursor=cursor)
    return Call("GET", "/api/trips", Envelope[Page[TripSummary]], query=query)


def create_trip(body: TripIn) -> Call[TripOut]:
    """Ask for a new trip with empty days."""
    return Call("POST", "/api/trips", Envelope[TripOut], body=changed(body))


def trip(trip_id: str) -> Call[TripOut]:
    """Ask for one trip with its days."""
    return Call("GET", path_of("/api/trips", trip_id), Envelope[TripOut])


def edit_trip(trip_id: str, version: int, body: TripEdit) -> Call[TripOut]:
    """Ask to change a trip's own fields."""
    return _change("PATCH", path_of("/api/trips", trip_id), version, body)


def delete_trip(trip_id: str, version: int) -> Call[None]:
    """Ask to delete a trip with everything in it."""
    return Call("DELETE", path_of("/api/trips", trip_id), Envelope[None], version=version)


def add_day(trip_id: str, version: int, body: DayCardIn) -> Call[TripOut]:
    """Ask for one more day at the end of a trip."""
    return _change("POST", path_of("/api/trips", trip_id, "day_cards"), version, body)


def edit_day(trip_id: str, version: int, day_id: str, body: DayCardEdit) -> Call[TripOut]:
    """Ask for another title of a day."""
    return _change("PATCH", path_of("/api/trips", trip_id, "day_cards", day_id), version, body)


def delete_day(trip_id: str, version: int, day_id: str) -> Call[TripOut]:
    """Ask to delete a day with its stops."""
    return _change("DELETE", path_of("/api/trips", trip_id, "day_cards", day_id), version)


def add_stop(trip_id: str, version: int, day_id: str, body: SubTripIn) -> Call[TripOut]:
    """Ask for one more stop of a day."""
    path = path_of("/api/trips", trip_id, "day_cards", day_id, "sub_trips")
    return _change("POST", path, version, body)


def edit_stop(trip_id: str, version: int, stop_id: str, body: SubTripEdit) -> Call[TripOut]:
    """Ask to change a stop where it stands."""
    return _change("PATCH", path_of("/api/trips", trip_id, "sub_trips", stop_id), version, body)


def delete_stop(trip_id: str, version: int, stop_id: str) -> Call[TripOut]:
    """Ask to take a stop out of a trip."""
    return _change("DELETE", path_of("/api/trips", trip_id, "sub_trips", stop_id), version)


def move_stop(trip_id: str, version: int, stop_id: str, body: MoveSubTrip) -> Call[TripOut]:
    """Ask to put a stop elsewhere in the trip."""
    path = path_of("/api/trips", trip_id, "sub_trips", stop_id, "move")
    return _change("POST", path, version, body)


def _change(method: str, path: str, version: int, body: BaseModel | None = None) -> Call[TripOut]:
    content = None if body is None else changed(body)
    return Call(method, path, Envelope[TripOut], body=content, version=version)
