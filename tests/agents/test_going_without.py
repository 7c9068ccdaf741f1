"""Whatever becomes of the model, a deep plan ends with the best plan there is, and says how."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from core.catalog.service import CatalogService
from core.kernel.errors import ModelError
from core.llm.types import ChatCall, ProviderAnswer
from core.planning.asking import Run, SpentError
from core.planning.domain import Plan
from core.planning.journal import Journal
from tests.support.builders import a_request
from tests.support.models import SilentModel, SpoiltModel, a_call, a_model_error
from tests.support.planner import Watched, make_tools

_DAYS = 4
_THIRD_DAY = 4
"""Number of the call that asks for the third day, after the sketch and two days."""
_NARRATION = 6
_GONE = ["provider_unavailable", "provider_rejected", "timeout", "rate_limited"]


def gone_from(call: int, error_type: str = "provider_unavailable") -> SpoiltModel:
    """Return a model that answers so many calls less one, and then no more."""
    return SpoiltModel(dict.fromkeys(range(call, 60), a_model_error(error_type)))


async def run(
    catalog: CatalogService, model: Any, *, tools: dict[str, Any] | None = None, **fields: object
) -> Watched:
    """Return a deep run for four days in Guangzhou."""
    made = replace(make_tools(catalog, model), **(tools or {}))
    return await Watched(made).plan(a_request(mode="deep", day_count=_DAYS, **fields))


_TOLD: list[Watched] = []


async def told(catalog: CatalogService) -> Watched:
    """Return the run that nothing spoils, which is made once."""
    if not _TOLD:
        _TOLD.append(await run(catalog, SpoiltModel()))
    return _TOLD[0]


def sights_of(plan: Plan) -> list[list[str]]:
    """Return the ids of places by day, hotels apart."""
    return [
        [stop.place.id for stop in day.stops if stop.place and stop.place not in plan.hotels]
        for day in plan.days
    ]


@pytest.mark.parametrize("error_type", _GONE)
async def test_a_model_that_goes_at_the_third_day_leaves_a_whole_plan_that_passes(
    catalog: CatalogService, error_type: str
) -> None:
    model = gone_from(_THIRD_DAY, error_type)

    done = await run(catalog, model)

    assert done.state["report"].passed
    assert all(len(day) >= 3 for day in sights_of(done.state["plan"]))
    (alone,) = done.steps("planner_alone")
    assert alone.detail["reason"] == str(done.journal.fallback_reason)
    assert error_type in str(done.journal.fallback_reason)


async def test_what_it_picked_before_is_looked_over_with_the_rest_and_it_is_asked_no_more(
    catalog: CatalogService,
) -> None:
    model = gone_from(_THIRD_DAY, "provider_rejected")

    done = await run(catalog, model)

    assert model.asked == ["fast", "deep_day", "deep_day", "deep_day"]
    picked = {pick.place.id for draft in done.state["picked"] for pick in draft.picks if pick.place}
    kept = picked & {place for day in sights_of(done.state["plan"]) for place in day}
    assert len(kept) >= len(picked) / 2 > 2
    assert "planner_narration" not in done.told


async def test_a_model_that_was_never_there_leaves_a_plan_of_our_own(
    catalog: CatalogService,
) -> None:
    model = gone_from(1, "provider_rejected")

    done = await run(catalog, model)

    assert model.asked == ["fast"]
    assert done.state["report"].passed
    assert all(len(day) >= 3 for day in sights_of(done.state["plan"]))
    assert done.told[:3] == ["planner_candidates", "planner_seed_fast!", "planner_alone"]


async def test_whoever_will_ask_again_waits_for_a_model_that_may_come_back(
    catalog: CatalogService,
) -> None:
    with pytest.raises(ModelError) as caught:
        await run(catalog, gone_from(_THIRD_DAY, "timeout"), tools={"patient": True})
    rejected = await run(
        catalog, gone_from(_THIRD_DAY, "provider_rejected"), tools={"patient": True}
    )

    assert caught.value.error_type == "timeout"
    assert rejected.state["report"].passed


@pytest.mark.parametrize("refusal", [{"tools": {"fallback_to_fast": False}}, {"repair": False}])
async def test_where_nothing_may_be_put_in_its_place_the_failure_is_the_answer(
    catalog: CatalogService, refusal: dict[str, Any]
) -> None:
    with pytest.raises(ModelError):
        await run(catalog, gone_from(_THIRD_DAY), **refusal)


@pytest.mark.parametrize(
    ("limit", "what"), [({"deep_tokens": 1}, "tokens"), ({"deep_seconds": 1e-6}, "time")]
)
async def test_a_deep_plan_that_has_had_its_share_is_finished_without_the_model(
    catalog: CatalogService, limit: dict[str, Any], what: str
) -> None:
    model = SpoiltModel()

    done = await run(catalog, model, tools=limit)

    assert model.asked == ["fast"]
    assert str(done.journal.fallback_reason) == f"no {what} left for the model"
    assert [step.detail["code"] for step in done.steps("planner_alone")] == [f"no_{what}"]
    assert done.state["report"].passed


async def test_where_nothing_is_mended_a_deep_plan_that_has_had_its_share_falls_back(
    catalog: CatalogService,
) -> None:
    done = await run(catalog, SpoiltModel(), tools={"deep_tokens": 1}, repair=False)

    assert [step.detail["reason"] for step in done.steps("planner_fallback")] == [
        "no tokens left for the model"
    ]
    assert done.told[-1] == "plan_validate"


async def test_an_answer_that_comes_after_the_time_of_the_run_is_not_waited_for(
    catalog: CatalogService,
) -> None:
    silent = SilentModel()
    tools = replace(make_tools(catalog, silent), deep_seconds=100.05)
    late = Run(tools, Journal(began=time.perf_counter() - 100.0))

    with pytest.raises(SpentError, match="no time left"):
        await late.ask_within(a_call())

    assert silent.left.is_set() or not silent.asked.is_set()


@pytest.mark.parametrize("spoil", [*map(a_model_error, _GONE), "No.", "[]", {"days": 7}])
async def test_without_a_narration_the_plan_is_the_same_with_the_words_it_had(
    catalog: CatalogService, spoil: Any
) -> None:
    whole = await told(catalog)
    silent = await run(catalog, SpoiltModel(narration=spoil))

    plan = silent.state["plan"]
    assert sights_of(plan) == sights_of(whole.state["plan"])
    assert (plan.summary, {day.summary for day in plan.days}) == ("", {""})
    assert all(stop.reason for day in plan.days for stop in day.stops if stop.meal)
    assert silent.state["report"].passed
    assert silent.journal.fallback_reason is None


async def test_a_narration_that_fails_is_a_failed_step_with_its_reason(
    catalog: CatalogService,
) -> None:
    done = await run(catalog, gone_from(_NARRATION, "timeout"))

    (step,) = done.steps("planner_narration")
    assert (step.status, step.detail) == ("failed", {"reason": "timeout"})


async def test_a_deep_plan_that_fails_stays_where_the_fast_one_cannot_be_had(
    catalog: CatalogService,
) -> None:
    done = await run(catalog, gone_from(_NARRATION), budget=1)

    assert "planner_fast!" in done.told
    assert not done.state["report"].passed
    assert [len(day) > 0 for day in sights_of(done.state["plan"])] == [True] * _DAYS


async def test_of_a_deep_and_a_fast_plan_that_fail_the_one_that_fails_less_is_kept(
    catalog: CatalogService,
) -> None:
    done = await run(catalog, SpoiltModel(), budget=1)

    (step,) = done.steps("planner_compare")
    better = "deep" if step.detail["deep"] < step.detail["fast"] else "fast"
    assert step.detail["kept"] == better
    assert (done.journal.fallback_reason is None) == (better == "deep")


async def test_whoever_leaves_during_the_narration_ends_the_run(catalog: CatalogService) -> None:
    class Hanging(SpoiltModel):
        def __init__(self) -> None:
            super().__init__()
            self.silent = SilentModel()

        async def complete(self, call: ChatCall) -> ProviderAnswer:
            narrates = call.prompt_key == "planner.narrate"
            return await (self.silent if narrates else super()).complete(call)

    model = Hanging()
    running = asyncio.create_task(run(catalog, model))
    await model.silent.asked.wait()

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert model.silent.left.is_set()


async def test_a_second_plan_is_weighed_against_the_first_and_the_trace_says_which_is_kept(
    catalog: CatalogService,
) -> None:
    done = await told(catalog)

    (step,) = done.steps("planner_second")
    first, second = step.detail["first"], step.detail["second"]
    keys = [([-count for count in each["rank"]], each["utility"]) for each in (first, second)]
    assert step.detail["kept"] == ("second" if keys[1] > keys[0] else "first")
    assert second["utility"] > 0.9 * first["utility"] > 0
