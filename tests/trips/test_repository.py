"""Trips in SQL: few queries, one owner, and an order the database itself insists on."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import Transaction
from core.db.models.trip import SubTrip
from core.trips.repository import TripRepository
from core.trips.service import TripService
from tests.support.trips import a_plan

START = date(2027, 3, 1)


@pytest.fixture
async def statements(engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """Yield the SQL statements of the engine, as they are sent."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


@pytest.fixture
async def trip_id(trips: TripService, transaction: Transaction, owner_id: str) -> str:
    """Return the id of a trip of three days with four stops."""
    async with transaction() as session:
        return await trips.save_plan(session, owner_id, a_plan(["a", "b"], ["c"], ["d"]), None)


async def test_a_whole_trip_takes_three_queries_however_large(
    transaction: Transaction, owner_id: str, trip_id: str, statements: list[str]
) -> None:
    async with transaction() as session:
        trip = await TripRepository(session).find(owner_id, trip_id)

    assert trip is not None
    assert [[stop.name for stop in day.sub_trips] for day in trip.day_cards] == [
        ["a", "b"],
        ["c"],
        ["d"],
    ]
    assert len(statements) == 3


@pytest.mark.parametrize("lock", [False, True])
async def test_somebody_elses_trip_is_not_found(
    transaction: Transaction, stranger_id: str, trip_id: str, lock: bool
) -> None:
    async with transaction() as session:
        assert await TripRepository(session).find(stranger_id, trip_id, lock=lock) is None


async def test_somebody_else_deletes_nothing(
    transaction: Transaction, owner_id: str, stranger_id: str, trip_id: str
) -> None:
    async with transaction() as session:
        await TripRepository(session).delete(stranger_id, trip_id)

    async with transaction() as session:
        assert await TripRepository(session).find(owner_id, trip_id) is not None


async def test_the_database_refuses_two_stops_at_one_place_in_the_order(
    transaction: Transaction, trip_id: str
) -> None:
    with pytest.raises(IntegrityError, match="order_index"):
        async with transaction() as session:
            await session.execute(update(SubTrip).values(order_index=0))
