"""Where no plan is as cheap as it should be, the cheapest that keeps all else is the nearest."""

from typing import Any

import pytest

from core.planning.rules.engine import hard_failures
from core.schemas.plans import PlanMode
from tests.support.planner import Watched
from tests.support.worlds import planned, planned_anew

MONDAY = "2027-04-05"
NOTHING: dict[str, dict[str, Any]] = {
    "one city": {"destination": "guangzhou", "start_date": MONDAY, "day_count": 3, "travellers": 2},
    "two cities": {
        "origin": "shanghai", "destinations": [{"name": "xian"}, {"name": "chengdu"}],
        "start_date": MONDAY, "day_count": 5, "travellers": 2,
    },
}  # fmt: skip


def failed(done: Watched) -> list[str]:
    """Return the codes of the hard checks that failed."""
    return [row.code for row in hard_failures(done.state["report"].checks)]


@pytest.mark.parametrize("mode", PlanMode)
@pytest.mark.parametrize("wish", NOTHING.values(), ids=NOTHING)
async def test_with_the_money_it_would_take_there_is_a_plan(
    wish: dict[str, Any], mode: PlanMode
) -> None:
    short = await planned(**wish, budget=10_000, mode=mode)
    enough = await planned(**wish, budget=short.state["plan"].total_cost, mode=mode)

    assert (failed(short), failed(enough)) == (["budget"], [])


async def test_it_costs_no_more_than_the_nearest_plan_before_and_keeps_its_meals() -> None:
    done = await planned(**NOTHING["one city"], budget=10_000)

    (step,) = done.steps("planner_saving")
    plan = done.state["plan"]
    assert plan.total_cost == step.detail["cost_after"] < step.detail["cost"]
    assert "meals_present" not in {c.code for c in done.state["report"].checks if not c.passed}


async def test_a_sight_that_must_be_seen_is_paid_for_all_the_same() -> None:
    tower = "guangzhou-canton-tower"

    done = await planned(**NOTHING["one city"], budget=10_000, must_see=[tower])

    assert failed(done) == ["budget"]
    assert tower in {stop.place.id for stop in done.state["plan"].stops() if stop.place}


async def test_nothing_is_saved_on_a_plan_within_its_budget() -> None:
    done = await planned(**NOTHING["one city"], budget=1_000_000)

    assert (failed(done), done.steps("planner_saving")) == ([], [])


async def test_the_same_request_gives_the_same_cheapest_plan() -> None:
    first = await planned(**NOTHING["two cities"], budget=10_000)
    second = await planned_anew(**NOTHING["two cities"], budget=10_000)

    assert first.state["plan"] == second.state["plan"]


async def test_what_no_city_of_several_has_is_proved() -> None:
    done = await planned(
        **NOTHING["two cities"], lodging={"features": ["helipad"]},
    )  # fmt: skip

    codes = [told.code for told in done.state["understood"].obstacles]
    assert codes == ["no_lodging"]
