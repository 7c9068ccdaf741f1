"""The driver of `make bench-quality`: requests that can be met, a judge that sees what lacks."""

from dataclasses import replace

import pytest

from core.planning.domain import Plan
from core.schemas.catalog import Meal
from core.schemas.plans import PlanRequest
from tests.bench.planning.faults import SPOILS
from tests.bench.planning.judging import missing_meals, regret
from tests.bench.planning.quality import Job, examine
from tests.bench.planning.wishes import LONGEST, requests_of, world_of
from tests.support.shipped import shipped_catalogue
from tests.support.worlds import planned


async def draw(count: int, seed: int = 1) -> list[PlanRequest]:
    """Return requests drawn from the shipped catalogue."""
    return requests_of(await world_of(shipped_catalogue()), count, seed)


def without(plan: Plan, meal: Meal) -> Plan:
    """Return the plan where nobody has this meal."""
    days = [
        replace(day, stops=tuple(stop for stop in day.stops if stop.meal is not meal))
        for day in plan.days
    ]
    return replace(plan, days=tuple(days))


async def test_requests_go_everywhere_for_any_length_and_are_the_same_for_a_seed() -> None:
    requests = await draw(200)

    cities = {wish.name for request in requests for wish in request.destinations or ()}
    assert cities == {city.id for city in await shipped_catalogue().list_cities()}
    assert {request.day_count for request in requests} == set(range(1, LONGEST + 1))
    assert {request.language for request in requests} == {"en", "zh"}
    assert any(request.origin for request in requests)
    assert any(request.budget for request in requests)
    assert await draw(3) == requests[:3]
    assert await draw(3, seed=2) != requests[:3]


async def test_a_meal_left_out_is_missed_and_worth_less() -> None:
    state = (await planned(destination="kyoto", day_count=2, mode="deep")).state
    plan, robbed = state["plan"], without(state["plan"], Meal.DINNER)

    assert missing_meals(plan, state["places"]) == 0
    assert missing_meals(robbed, state["places"]) == 2
    losses = [regret(one, state["candidates"], state["picked"], 50) for one in (plan, robbed)]
    assert 0 <= losses[0] < losses[1]


@pytest.mark.parametrize("fault", SPOILS)
def test_every_fault_is_one_for_a_plan_that_is_not_mended(fault: str) -> None:
    body = {"destination": "kyoto", "day_count": 2, "start_date": "2027-04-05", "repair": False}

    assert examine(Job(0, "fast", body)).faults == []
    assert examine(Job(0, "fast", body, fault=fault)).faults != []
