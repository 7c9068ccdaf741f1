"""What a model gets wrong is put right, and what it has picked is kept where it can be."""

from collections.abc import Callable
from typing import Any

import pytest

from core.catalog.service import CatalogService
from core.kernel.errors import ModelError
from core.planning.domain import Plan
from core.schemas.plans import PlanMode
from tests.support.builders import a_request
from tests.support.models import SpoiltModel
from tests.support.planner import Watched, make_tools

Answer = dict[str, Any]


def days_of(answer: Answer) -> list[Answer]:
    """Return the days of an answer, which is one itself where one day was asked for."""
    days: list[Answer] = answer.get("days", [answer])
    return days


def names_nobody(answer: Answer) -> None:
    """Put a place that nobody knows into every day."""
    for day in days_of(answer):
        day["stops"].insert(0, {"id": "atlantis", "meal": None, "reason": "Sunken."})


def repeats_itself(answer: Answer) -> None:
    """Go to every day's first place twice."""
    for day in days_of(answer):
        day["stops"] += day["stops"][:1]


def goes_where_it_is_closed(answer: Answer) -> None:
    """Begin each day with what opens in the evening: the order is turned round."""
    for day in days_of(answer):
        day["stops"].reverse()


def never_stops(answer: Answer) -> None:
    """Put everything into the first day."""
    first, *others = days_of(answer)
    for day in others:
        first["stops"] += day["stops"]
        day["stops"] = []


def forgets_to_eat_and_sleep(answer: Answer) -> None:
    """Choose neither tables nor hotels."""
    answer |= {"hotels": {}, "hotel_id": None}
    for day in days_of(answer):
        day["stops"] = [stop for stop in day["stops"] if not stop["meal"]]


def says_nothing(answer: Answer) -> None:
    """Leave every day empty."""
    for day in days_of(answer):
        day["stops"] = []


FAULTS = [
    names_nobody, repeats_itself, goes_where_it_is_closed, never_stops, forgets_to_eat_and_sleep,
    says_nothing,
]  # fmt: skip


async def run(catalog: CatalogService, model: SpoiltModel, **fields: object) -> Watched:
    """Return a run for four days in Guangzhou."""
    tools = make_tools(catalog, model, deep_retries=1)
    return await Watched(tools).plan(a_request(day_count=4, **fields))


def picks_of(plan: Plan) -> list[str]:
    """Return the ids of every sight and table."""
    return [stop.place.id for stop in plan.stops() if stop.place and stop.place not in plan.hotels]


def always(fault: Callable[[Answer], None] | str) -> SpoiltModel:
    """Return a model that makes this mistake in every answer."""
    return SpoiltModel(dict.fromkeys(range(1, 30), fault))


@pytest.mark.parametrize("mode", PlanMode)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_whatever_the_model_gets_wrong_the_plan_passes_every_check(
    catalog: CatalogService, mode: PlanMode, fault: Callable[[Answer], None]
) -> None:
    done = await run(catalog, always(fault), mode=mode)

    assert [check for check in done.state["report"].checks if not check.passed] == []
    picks = picks_of(done.state["plan"])
    assert len(picks) == len(set(picks)) >= 4 * 3


@pytest.mark.parametrize("mode", PlanMode)
async def test_answers_that_are_no_json_at_all_leave_a_plan_of_our_own(
    catalog: CatalogService, mode: PlanMode
) -> None:
    done = await run(catalog, always("Sorry, I cannot."), mode=mode)

    assert done.state["report"].passed
    assert len(picks_of(done.state["plan"])) >= 4 * 3
    assert all(stop.reason or stop.place in done.state["plan"].hotels
               for stop in done.state["plan"].stops())  # fmt: skip


async def test_what_could_be_kept_of_the_models_plan_is_kept(catalog: CatalogService) -> None:
    right = await run(catalog, SpoiltModel(), mode="fast")
    mended = await run(catalog, always(names_nobody), mode="fast")

    picked, kept = set(picks_of(right.state["plan"])), set(picks_of(mended.state["plan"]))
    assert len(picked & kept) >= 0.9 * len(picked)
    (step,) = mended.steps("planner_repair")
    assert step.detail["kept"] >= 0.9
    assert step.detail["hard_before"] > step.detail["hard_after"] == 0


def places_by_day(plan: Plan) -> list[set[str]]:
    """Return the ids of the places of each day."""
    return [{stop.place.id for stop in day.stops if stop.place} for day in plan.days]


def minutes_on_the_way(plan: Plan) -> int:
    """Return how long all ways of a plan take."""
    return sum(stop.transfer.minutes for stop in plan.stops() if stop.transfer)


async def test_a_fast_plan_without_a_fault_is_at_most_put_in_a_better_order(
    catalog: CatalogService,
) -> None:
    mended = await run(catalog, SpoiltModel(), mode="fast")
    raw = await run(catalog, SpoiltModel(), mode="fast", repair=False)

    assert mended.steps("planner_repair") == []
    ordered, drafted = mended.state["plan"], raw.state["plan"]
    assert places_by_day(ordered) == places_by_day(drafted)
    assert minutes_on_the_way(ordered) <= minutes_on_the_way(drafted)


async def test_where_nothing_is_to_be_mended_the_raw_plan_comes_with_its_faults(
    catalog: CatalogService,
) -> None:
    done = await run(catalog, always(names_nobody), mode="fast", repair=False)

    assert not done.state["report"].passed
    assert any(stop.place is None for stop in done.state["plan"].stops())
    with pytest.raises(ModelError):
        await run(catalog, always("Sorry, I cannot."), mode="fast", repair=False)


@pytest.mark.parametrize("mode", PlanMode)
async def test_the_same_request_gets_the_same_plan(catalog: CatalogService, mode: PlanMode) -> None:
    one, other = [await run(catalog, always(never_stops), mode=mode) for _ in range(2)]

    assert one.state["plan"] == other.state["plan"]
