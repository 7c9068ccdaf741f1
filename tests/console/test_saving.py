"""A plan kept as a trip, by the API that is really there."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from api.app import create_app
from console.saving import save_as_trip
from console.texts import TEXTS
from console.understood import readings
from core.client import calls
from core.client.calls import AnswerT, Call
from core.client.errors import ApiError
from core.client.http import AsyncApiClient
from core.kernel.settings import Settings
from core.schemas.plans import PlanAnswer, PlanMode, PlanOut, PlanRequest
from core.schemas.trips import SubTripKind, TripOut
from tests.support.exports import a_leg

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
async def visitor(settings: Settings) -> AsyncIterator[AsyncApiClient]:
    """Yield a client of somebody who has just made an account."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        AsyncApiClient("http://api.test", transport=transport) as client,
    ):
        client.tokens = await client.send(calls.register("wei@example.org", "a long password"))
        yield client


async def save(visitor: AsyncApiClient, plan: PlanOut) -> TripOut:
    """Save as a page does: in a thread that waits for every answer."""
    loop = asyncio.get_running_loop()

    def ask(call: Call[AnswerT]) -> AnswerT:
        return asyncio.run_coroutine_threadsafe(visitor.send(call), loop).result(timeout=20)

    return await asyncio.to_thread(save_as_trip, ask, plan)


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

    assert (trip.title, trip.summary, trip.budget, trip.travellers) == (
        plan.trip.title, plan.trip.summary, plan.trip.budget, plan.trip.travellers,
    )  # fmt: skip
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


async def test_every_measure_and_step_of_a_plan_has_a_name_on_the_page(
    visitor: AsyncApiClient,
) -> None:
    words = "3 days in Guangzhou and Shenzhen, budget 6000 CNY, must see Canton Tower"
    answer = await visitor.send(calls.plan(PlanRequest(mode=PlanMode.DEEP, text=words)))
    assert isinstance(answer, PlanAnswer)
    assert answer.metrics is not None

    measures = {*answer.metrics.quality, *answer.metrics.quality_days[0]}

    assert {f"measure.{name}" for name in measures} <= set(TEXTS)
    assert {f"meaning.{name}" for name in measures} <= set(TEXTS)
    assert {f"step.{trace.name}" for trace in answer.tool_traces} <= set(TEXTS)
    assert {f"field.{each.field}" for each in readings(answer.understood)} <= set(TEXTS)
