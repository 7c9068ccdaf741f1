"""Trips that people have changed: checked, repaired, and what else would fit."""

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.editing import AlternativeOut, RepairIn, TripCheck, TripRepair
from core.schemas.envelope import Envelope


def check_trip(trip_id: str, *, language: str | None = None) -> Call[TripCheck]:
    """Ask what the rules say of a trip as it is."""
    path = path_of("/api/trips", trip_id, "check")
    return Call("POST", path, Envelope[TripCheck], query=given(language=language))


def repair_trip(trip_id: str, body: RepairIn, *, language: str | None = None) -> Call[TripRepair]:
    """Ask for a trip that holds, with what is locked in its place."""
    path = path_of("/api/trips", trip_id, "repair")
    query = given(language=language)
    return Call("POST", path, Envelope[TripRepair], query=query, body=changed(body))


def alternatives(
    trip_id: str, stop_id: str, *, limit: int = 3, language: str | None = None
) -> Call[list[AlternativeOut]]:
    """Ask for unused places that fit where a stop is."""
    path = path_of("/api/trips", trip_id, "sub_trips", stop_id, "alternatives")
    query = given(limit=limit, language=language)
    return Call("GET", path, Envelope[list[AlternativeOut]], query=query)
