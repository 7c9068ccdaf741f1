"""Calendar links in SQL."""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.feed import TripFeed
from core.db.models.trip import Trip


class FeedRepository:
    """The links of trips, one each; whoever changes one must own the trip."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def owns(self, owner_id: str, trip_id: str) -> bool:
        """Say whether this trip is there and theirs; until the transaction ends it stays so."""
        trip = select(Trip.id).where(Trip.owner_id == owner_id, Trip.id == trip_id)
        locked = trip.with_for_update(read=True, key_share=True)
        return await self._session.scalar(locked) is not None

    async def put(self, values: dict[str, Any]) -> None:
        """Keep a trip's link in place of the one it may have had."""
        statement = insert(TripFeed).values(values)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["trip_id"], set_={**values, "created_at": func.now()}
            )
        )

    async def delete(self, trip_id: str) -> bool:
        """Delete a trip's link; say whether there was one."""
        gone = await self._session.execute(
            delete(TripFeed).where(TripFeed.trip_id == trip_id).returning(TripFeed.trip_id)
        )
        return gone.first() is not None

    async def find(self, token_hash: str) -> tuple[TripFeed, str] | None:
        """Return the link with this hash, and who owns its trip."""
        found = await self._session.execute(
            select(TripFeed, Trip.owner_id)
            .join(Trip, Trip.id == TripFeed.trip_id)
            .where(TripFeed.token_hash == token_hash)
        )
        row = found.first()
        return (row[0], row[1]) if row is not None else None
