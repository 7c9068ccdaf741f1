"""What the search counts of a trip is what the trip is checked by."""

from datetime import date
from typing import Any

import pytest

from core.planning.optimizer.plans import used
from core.planning.second import planned_days
from core.planning.solving import build_task
from tests.support.worlds import planned

_MAY = date(2027, 5, 4)


@pytest.mark.parametrize(
    "fields",
    [
        {"destinations": [{"name": "xian"}, {"name": "shenzhen"}], "day_count": 4},
        {"destination": "kyoto", "origin": "nanjing", "day_count": 5},
        {"destination": "rome", "day_count": 2},
    ],
    ids=["a flight at dawn", "there and back", "one city"],
)
async def test_what_the_search_may_spend_and_what_else_is_paid_are_the_whole_budget(
    fields: dict[str, Any],
) -> None:
    made = await planned(mode="fast", start_date=_MAY, travellers=2, budget=9_000_00, **fields)
    plan, candidates = made.state["plan"], made.state["candidates"]

    task = build_task(plan.brief, plan.frame, plan.hotels, candidates, made.state["picked"])

    spent = used(task.problem, planned_days(task, plan))
    left, purse = task.problem.caps[0], plan.brief.purse
    assert left is not None
    assert purse is not None
    assert plan.total_cost == purse - left + spent[0]


async def test_a_long_evening_of_arrival_is_worth_a_sight_more_than_a_meal() -> None:
    made = await planned(
        mode="fast", destination="kyoto", origin="nanjing", start_date=_MAY, day_count=5
    )
    plan, candidates = made.state["plan"], made.state["candidates"]

    task = build_task(plan.brief, plan.frame, plan.hotels, candidates, ())

    for part, day in zip(plan.frame.parts, task.problem.days, strict=True):
        asked = part.is_filled(plan.brief.window)
        assert (day.first_sight > sum(slot.reward for slot in day.slots)) == asked
