"""A change of one trip within a transaction: seen, locked, changed, and the next version."""

from collections.abc import Awaitable, Callable

from core.db.models.trip import Trip
from core.kernel.errors import NotFoundError
from core.trips import changes
from core.trips.repository import TripRepository

Change = Callable[[TripRepository, Trip], Awaitable[None]]
"""Changes a trip that was read and locked."""


async def get_trip(trips: TripRepository, owner_id: str, trip_id: str) -> Trip:
    """Return a trip as it is in the database now.

    Raises:
        NotFoundError: It is not there, or not the owner's.
    """
    return _there(await trips.find(owner_id, trip_id), trip_id)


async def lock_trip(trips: TripRepository, owner_id: str, trip_id: str, version: int) -> Trip:
    """Return a trip that nobody else changes until the transaction ends.

    Raises:
        NotFoundError: It is not there, or not the owner's.
        VersionMismatchError: The version is not the present one.
    """
    trip = _there(await trips.find(owner_id, trip_id, lock=True), trip_id)
    changes.require_version(trip, version)
    return trip


async def changed_trip(
    trips: TripRepository, owner_id: str, trip_id: str, version: int, change: Change
) -> Trip:
    """Change a trip, and return its next version; what was told of it and is not so any more goes.

    Raises:
        NotFoundError: It is not there, or not the owner's.
        VersionMismatchError: The version is not the present one.
    """
    trip = await lock_trip(trips, owner_id, trip_id, version)
    told = changes.told_of(trip)
    await change(trips, trip)
    trip.version += 1
    await trips.flush()
    changed = await get_trip(trips, owner_id, trip_id)
    if changes.forget_untold(changed, told):
        await trips.flush()
        changed = await get_trip(trips, owner_id, trip_id)
    return changed


def _there(trip: Trip | None, trip_id: str) -> Trip:
    if trip is None:
        raise NotFoundError(f"There is no trip {trip_id!r}")
    return trip
