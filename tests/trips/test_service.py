"""Trips as a service: what planning saves, and changes that race on connections of their own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction, make_engine, make_transaction
from core.kernel.errors import NotFoundError, VersionMismatchError
from core.kernel.settings import Settings
from core.schemas.fields import TransferMode
from core.schemas.plans import PlanOut
from core.schemas.trips import MoveSubTrip, SubTripIn, Transfer, TripIn, TripOut
from core.trips.service import SeenTrip, TripService
from tests.support.trips import a_plan

PROCESSES = 6


def seen(owner_id: str, trip: TripOut) -> SeenTrip:
    """Return the trip as its owner has it before him."""
    return SeenTrip(owner_id, trip.id, trip.version)


def names_of(trip: TripOut) -> list[list[str]]:
    """Return the names of the stops by day."""
    return [[stop.name for stop in day.sub_trips] for day in trip.day_cards]


@pytest.fixture
async def processes(settings: Settings) -> AsyncIterator[list[TripService]]:
    """Yield the service as several processes have it, each with its own connection."""
    assert settings.database_url is not None
    async with AsyncExitStack() as cleanup:
        services = []
        for _ in range(PROCESSES):
            engine = make_engine(settings.database_url, pool_size=1, timeout_ms=10_000)
            cleanup.push_async_callback(engine.dispose)
            transaction = make_transaction(engine)
            services.append(TripService(transaction, CatalogService(transaction)))
        yield services


async def saved(
    trips: TripService, transaction: Transaction, owner_id: str, plan: PlanOut
) -> TripOut:
    """Return a plan as the trip it became."""
    async with transaction() as session:
        trip_id = await trips.save_plan(session, owner_id, plan, "run-1")
    return await trips.get(owner_id, trip_id)


async def test_a_plan_becomes_a_trip_with_all_it_says(
    trips: TripService, transaction: Transaction, owner_id: str
) -> None:
    plan = a_plan(["a", "b"], [], ["c"])

    trip = await saved(trips, transaction, owner_id, plan)

    assert (trip.title, trip.day_count, trip.travellers) == ("Planned", 3, 2)
    assert (trip.budget, trip.currency, trip.version) == (600_000, "CNY", 1)
    assert [day.title for day in trip.day_cards] == ["Chapter 0", "Chapter 1", "Chapter 2"]
    assert [day.date for day in trip.day_cards] == [date(2027, 3, day) for day in (1, 2, 3)]
    assert names_of(trip) == [["a", "b"], [], ["c"]]
    stop, planned = trip.day_cards[0].sub_trips[1], plan.day_cards[0].sub_trips[1]
    assert stop.transfer == Transfer(mode=TransferMode.WALK, minutes=10, distance_m=700)
    assert stop.model_dump(exclude={"id"}) == planned.model_dump(
        include=stop.model_fields_set - {"id"}
    )


async def test_a_plan_is_saved_with_what_its_caller_saves_or_not_at_all(
    trips: TripService, transaction: Transaction, owner_id: str
) -> None:
    ids = []

    async def save_and_fail() -> None:
        async with transaction() as session:
            ids.append(await trips.save_plan(session, owner_id, a_plan(["a"]), None))
            raise RuntimeError("the caller fails")

    with pytest.raises(RuntimeError, match="the caller fails"):
        await save_and_fail()

    with pytest.raises(NotFoundError):
        await trips.get(owner_id, ids[0])


async def test_of_several_processes_exactly_one_changes_a_version(
    trips: TripService,
    processes: list[TripService],
    transaction: Transaction,
    owner_id: str,
) -> None:
    trip = await saved(trips, transaction, owner_id, a_plan(["a", "b", "c"], []))
    first, second = trip.day_cards
    stop = first.sub_trips[0]
    to_second = MoveSubTrip(day_card_id=second.id, order_index=0)

    outcomes = await asyncio.gather(
        *(each.move_stop(seen(owner_id, trip), stop.id, to_second) for each in processes),
        return_exceptions=True,
    )

    winners = [outcome for outcome in outcomes if isinstance(outcome, TripOut)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, VersionMismatchError)]
    assert (len(winners), len(losers)) == (1, PROCESSES - 1)
    assert {error.data["current_version"] for error in losers} == {trip.version + 1}
    assert await trips.get(owner_id, trip.id) == winners[0]
    assert names_of(winners[0]) == [["b", "c"], ["a"]]


async def add_until_taken(trips: TripService, owner_id: str, trip: TripOut, name: str) -> None:
    """Put a stop at the front of the first day, as often as others come first."""
    while True:
        wish = SubTripIn(name=name, order_index=0)
        try:
            await trips.add_stop(seen(owner_id, trip), trip.day_cards[0].id, wish)
        except VersionMismatchError:
            trip = await trips.get(owner_id, trip.id)
        else:
            return


async def test_whoever_reads_again_and_retries_gets_his_change_in(
    trips: TripService, processes: list[TripService], owner_id: str
) -> None:
    wish = TripIn(title="T", city_id="tokyo", start_date=date(2027, 1, 1), day_count=1)
    trip = await trips.create(owner_id, wish)
    names = [f"by {n}" for n in range(PROCESSES)]

    await asyncio.gather(
        *(
            add_until_taken(each, owner_id, trip, name)
            for each, name in zip(processes, names, strict=True)
        )
    )

    after = await trips.get(owner_id, trip.id)
    assert after.version == trip.version + PROCESSES
    assert sorted(names_of(after)[0]) == names
    assert [stop.order_index for stop in after.day_cards[0].sub_trips] == list(range(PROCESSES))
