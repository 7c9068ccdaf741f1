"""Trips in SQL. Every question names the owner: somebody else's trip is not there."""

from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from core.db.models.trip import DayCard, SubTrip, Trip


class TripRepository:
    """Trips with their days and stops; reading a whole one takes three queries."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, trip: Trip) -> None:
        """Keep a new trip with the days and stops it has."""
        self._session.add(trip)
        await self._session.flush()

    async def find(self, owner_id: str, trip_id: str, *, lock: bool = False) -> Trip | None:
        """Return a trip as it is in the database now, with days and stops in order.

        With `lock`, whoever else wants to change it waits until this transaction ends. Only the
        trip's row is locked: nothing changes a day or a stop without holding it.
        """
        statement = (
            select(Trip)
            .where(Trip.owner_id == owner_id, Trip.id == trip_id)
            .options(selectinload(Trip.day_cards).selectinload(DayCard.sub_trips))
            .execution_options(populate_existing=True)
        )
        return await self._session.scalar(statement.with_for_update() if lock else statement)

    async def list_recent(
        self, owner_id: str, limit: int, after: tuple[datetime, str] | None
    ) -> list[Trip]:
        """Return up to `limit` trips that come after a cursor, newest first, without stops."""
        statement = (
            select(Trip).where(Trip.owner_id == owner_id).options(selectinload(Trip.day_cards))
        )
        if after is not None:
            statement = statement.where(tuple_(Trip.created_at, Trip.id) < after)
        statement = statement.order_by(Trip.created_at.desc(), Trip.id.desc()).limit(limit)
        return list(await self._session.scalars(statement))

    def add_part(self, part: DayCard | SubTrip) -> None:
        """Keep a new day or stop of a trip that was read here."""
        self._session.add(part)

    async def flush(self) -> None:
        """Send what was changed of the trips that were read here."""
        await self._session.flush()

    async def delete(self, owner_id: str, trip_id: str) -> None:
        """Delete a trip with everything in it."""
        await self._session.execute(
            delete(Trip).where(Trip.owner_id == owner_id, Trip.id == trip_id)
        )

    async def delete_day(self, day: DayCard) -> None:
        """Delete a day, with its stops, of a trip that was read here."""
        await self._session.execute(delete(DayCard).where(DayCard.id == day.id))

    async def delete_stop(self, stop: SubTrip) -> None:
        """Delete a stop of a trip that was read here."""
        await self._session.execute(delete(SubTrip).where(SubTrip.id == stop.id))
