"""A plan kept as a trip, by the API that is really there."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.client import calls
from core.client.errors import ApiError
from core.client.http import AsyncApiClient
from core.client.keeping import file_of_plan, keep_plan
from core.kernel.settings import Settings
from core.schemas.plans import PlanAnswer, PlanOut, PlanRequest
from core.schemas.trips import SubTripKind, TripOut
from tests.support.exports import a_leg
from tests.support.http import started, visited

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
async def visitor(settings: Settings) -> AsyncIterator[AsyncApiClient]:
    """Yield a client of somebody who has just made an account."""
    async with started(settings) as app, visited(app) as client:
        yield client


async def save(visitor: AsyncApiClient, plan: PlanOut) -> TripOut:
    return (await visitor.send(keep_plan(plan))).trip


async def a_real_plan(visitor: AsyncApiClient) -> PlanOut:
    wanted = PlanRequest(destination="guangzhou", day_count=2, budget=600_000, currency="CNY")
    answer = await visitor.send(calls.plan(wanted))
    assert isinstance(answer, PlanAnswer)
    assert answer.plan is not None
    return answer.plan


async def test_the_trip_has_every_day_and_stop_of_the_plan_as_it_was_shown(
    visitor: AsyncApiClient,
) -> None:
    plan = await a_real_plan(visitor)

    trip = await visitor.send(calls.trip((await save(visitor, plan)).id))

    frame = ("title", "summary", "budget", "travellers", "wishes")
    assert [getattr(trip, name) for name in frame] == [getattr(plan.trip, name) for name in frame]
    assert trip.wishes is not None
    fields = (
        "kind",
        "place_id",
        "name",
        "start_time",
        "end_time",
        "cost",
        "currency",
        "reason",
        "transfer",
        "meal",
        "leg",
    )
    assert [
        (day.title, day.date, [[getattr(stop, name) for name in fields] for stop in day.sub_trips])
        for day in trip.day_cards
    ] == [
        (day.title, day.date, [[getattr(stop, name) for name in fields] for stop in day.sub_trips])
        for day in plan.day_cards
    ]


async def test_a_journey_between_cities_is_kept_with_the_plan(visitor: AsyncApiClient) -> None:
    plan = await a_real_plan(visitor)
    day = plan.day_cards[1]
    flight = day.sub_trips[0].model_copy(
        update={"kind": SubTripKind.TRANSPORT, "leg": a_leg(), "place_id": None}
    )
    day.sub_trips.append(flight)
    day.city_id = "newyork"

    trip = await save(visitor, plan)

    assert trip.city_ids == ["guangzhou", "newyork"]
    assert trip.day_cards[1].sub_trips[-1].leg == a_leg()


async def test_a_day_that_is_refused_leaves_no_half_trip_behind(visitor: AsyncApiClient) -> None:
    plan = await a_real_plan(visitor)
    plan.day_cards[1].city_id = "atlantis"

    with pytest.raises(ApiError) as caught:
        await save(visitor, plan)

    assert caught.value.code == 1001
    assert (await visitor.send(calls.trips())).items == []


async def test_a_plan_that_is_kept_again_and_again_at_once_or_later_is_one_trip(
    visitor: AsyncApiClient,
) -> None:
    plan = await a_real_plan(visitor)

    at_once = await asyncio.gather(*(visitor.send(keep_plan(plan)) for _ in range(4)))
    later = await visitor.send(keep_plan(plan))

    assert {kept.trip.id for kept in (*at_once, later)} == {later.trip.id}
    assert sorted(kept.replayed for kept in (*at_once, later)) == [False, True, True, True, True]
    assert [trip.id for trip in (await visitor.send(calls.trips())).items] == [later.trip.id]


async def test_a_plan_whose_trip_was_deleted_is_kept_anew(visitor: AsyncApiClient) -> None:
    plan = await a_real_plan(visitor)
    first = await save(visitor, plan)
    await visitor.send(calls.delete_trip(first.id, first.version))

    again = await visitor.send(keep_plan(plan))

    assert again.trip.id != first.id
    assert not again.replayed


async def test_a_key_that_stands_for_another_file_is_refused(visitor: AsyncApiClient) -> None:
    file = file_of_plan(await a_real_plan(visitor))
    await visitor.send(calls.import_trip(file, "k"))
    file.trip.title = "Another"

    with pytest.raises(ApiError) as refused:
        await visitor.send(calls.import_trip(file, "k"))

    assert refused.value.code == 1008
