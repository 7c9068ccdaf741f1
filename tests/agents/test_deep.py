"""Deep planning: a day that fails is asked for again, alone, with what was wrong; then fast."""

from typing import Any

import pytest

from core.catalog.service import CatalogService
from core.kernel.errors import ModelError, PlanInvalidError
from tests.support.builders import a_request
from tests.support.models import SpoiltModel, a_model_error
from tests.support.planner import Watched, make_tools
from tests.support.questions import blocks_of

_SECOND_DAY = 3
"""Number of the call that asks for the second day, after the sketch and the first."""


def names_nobody(answer: dict[str, Any]) -> None:
    """Put a place nobody knows first."""
    answer["stops"][0]["id"] = "atlantis"


def dines_at_dawn(answer: dict[str, Any]) -> None:
    """Put the last stop first, where it is a meal at the wrong time."""
    answer["stops"].insert(0, answer["stops"].pop())


def sees_nothing(answer: dict[str, Any]) -> None:
    """Leave every sight out."""
    answer["stops"] = [stop for stop in answer["stops"] if stop["meal"]]


def forgets_the_hotel(answer: dict[str, Any]) -> None:
    """Choose no hotel."""
    answer["hotel_id"] = None
    answer["hotels"] = {}


async def run(
    catalog: CatalogService,
    model: SpoiltModel,
    *,
    deep_retries: int = 2,
    fallback: bool = True,
    **fields: object,
) -> Watched:
    """Return a deep run for two days in Guangzhou, where nothing is mended unless asked for."""
    asked = {"mode": "deep", "repair": False} | fields
    tools = make_tools(catalog, model, deep_retries=deep_retries, fallback=fallback)
    return await Watched(tools).plan(a_request(**asked))


async def test_only_the_failing_day_is_asked_for_again(catalog: CatalogService) -> None:
    model = SpoiltModel({_SECOND_DAY: names_nobody})

    done = await run(catalog, model)

    days = [blocks_of(call)["days"][0]["day_index"] for call in model.calls[1:-1]]
    assert days == [0, 1, 1]
    assert done.told == [
        "planner_candidates", "planner_seed_fast", "planner_themes",
        "plan_validate", "planner_deep_day", "day 0",
        "plan_validate!", "planner_deep_day!",
        "plan_validate", "planner_deep_day", "day 1", "plan_validate_global",
        "planner_narration", "day 0", "day 1",
    ]  # fmt: skip
    assert done.state["report"].passed
    assert (done.journal.retries, done.journal.fallback_reason) == (1, None)
    first, again = done.steps("planner_deep_day")[1:]
    assert first.detail == {
        "day_index": 1,
        "city": "guangzhou",
        "attempt": 1,
        "violations": ["place_known"],
    }
    assert again.detail == {"day_index": 1, "city": "guangzhou", "attempt": 2, "violations": []}


async def test_what_was_wrong_goes_back_to_the_model_with_its_answer(
    catalog: CatalogService,
) -> None:
    model = SpoiltModel({_SECOND_DAY: names_nobody})

    await run(catalog, model)

    first, again = (blocks_of(call) for call in model.calls[_SECOND_DAY - 1 : -1])
    assert (first["previous"], first["violations"]) == (None, [])
    assert again["previous"]["stops"][0]["id"] == "atlantis"
    assert again["violations"] == [
        {"code": "place_known", "order_index": 0, "place_id": None,
         "message": "atlantis is not in the catalogue of Guangzhou",
         "numbers": {"name": "atlantis", "city": "Guangzhou"}}
    ]  # fmt: skip


async def test_a_violation_names_its_place_which_is_then_left_out(catalog: CatalogService) -> None:
    model = SpoiltModel({_SECOND_DAY: dines_at_dawn})

    done = await run(catalog, model)

    violations = blocks_of(model.calls[-2])["violations"]
    assert {violation["code"] for violation in violations} >= {"meal_times"}
    used = {stop.place.id for stop in done.state["plan"].days[1].stops if stop.place}
    assert not used & {v["place_id"] for v in violations if v["place_id"]}


async def test_an_answer_that_is_none_is_a_failed_try_as_well(catalog: CatalogService) -> None:
    model = SpoiltModel({_SECOND_DAY: "Let me think about it."})

    done = await run(catalog, model)

    assert done.state["report"].passed
    assert blocks_of(model.calls[-2])["violations"] == [
        {"code": "invalid_output",
         "message": "Unusable model answer: the answer is not a JSON object"}
    ]  # fmt: skip
    assert blocks_of(model.calls[-2])["previous"] is None


@pytest.mark.parametrize("spoil", [names_nobody, sees_nothing, {"stops": 7}, {}, "[]"])
async def test_each_kind_of_bad_answer_is_mended_by_asking_again(
    catalog: CatalogService, spoil: Any
) -> None:
    done = await run(catalog, SpoiltModel({2: spoil, 4: spoil}))

    assert done.state["report"].passed
    assert (done.journal.retries, done.journal.fallback_reason) == (2, None)


@pytest.mark.parametrize("deep_retries", [0, 1, 3])
async def test_a_day_is_tried_once_and_then_as_often_as_the_setting_says(
    catalog: CatalogService, deep_retries: int
) -> None:
    model = SpoiltModel(all_days=names_nobody)

    done = await run(catalog, model, deep_retries=deep_retries)

    assert model.asked == ["fast", *["deep_day"] * (1 + deep_retries), "fast"]
    assert done.journal.retries == deep_retries


async def test_where_a_day_cannot_be_made_the_plan_is_a_fast_one_and_says_why(
    catalog: CatalogService,
) -> None:
    done = await run(catalog, SpoiltModel(all_days=names_nobody), deep_retries=1)

    assert str(done.journal.fallback_reason) == "day 1 failed place_known"
    assert done.told[-4:] == ["planner_fast", "day 0", "day 1", "plan_validate"]
    assert done.state["report"].passed
    assert len(done.state["plan"].days) == 2


async def test_where_a_later_day_cannot_be_made_every_day_is_made_anew(
    catalog: CatalogService,
) -> None:
    model = SpoiltModel(dict.fromkeys(range(_SECOND_DAY, _SECOND_DAY + 3), "no"))

    done = await run(catalog, model)

    assert str(done.journal.fallback_reason) == "day 2 failed invalid_output"
    assert [told for told in done.told if told.startswith("day")] == ["day 0", "day 0", "day 1"]


async def test_without_a_fallback_a_failed_day_is_the_error_3002(catalog: CatalogService) -> None:
    model = SpoiltModel(all_days=names_nobody)

    with pytest.raises(PlanInvalidError) as caught:
        await run(catalog, model, deep_retries=1, fallback=False)

    assert (caught.value.code, caught.value.status) == (3002, 502)
    assert caught.value.detail == "Deep planning gave up: day 1 failed place_known"
    assert model.asked == ["fast", "deep_day", "deep_day"]


async def test_days_that_pass_may_fail_as_a_whole(catalog: CatalogService) -> None:
    done = await run(catalog, SpoiltModel(), budget=1)

    assert str(done.journal.fallback_reason) == "the whole trip failed budget"
    assert [step.status for step in done.steps("plan_validate_global")] == ["failed"]
    assert not done.state["report"].passed
    assert done.journal.retries == 0


async def test_without_a_fallback_a_failed_whole_is_an_error_with_the_checks(
    catalog: CatalogService,
) -> None:
    with pytest.raises(PlanInvalidError) as caught:
        await run(catalog, SpoiltModel(), fallback=False, budget=1)

    assert caught.value.detail == "Deep planning gave up: the whole trip failed budget"
    (check,) = caught.value.data["checks"]
    assert (check["code"], check["passed"], check["numbers"]["budget_minor"]) == (
        "budget", False, 1
    )  # fmt: skip


async def test_a_night_without_a_hotel_fails_the_whole(catalog: CatalogService) -> None:
    done = await run(catalog, SpoiltModel({1: forgets_the_hotel}, all_days=forgets_the_hotel))

    assert str(done.journal.fallback_reason) == "the whole trip failed nights_lodged"
    assert done.state["report"].passed  # the fast plan has one


@pytest.mark.parametrize("error_type", ["provider_unavailable", "provider_rejected", "timeout"])
async def test_a_model_that_is_gone_is_no_failed_day(
    catalog: CatalogService, error_type: str
) -> None:
    gone = dict.fromkeys(range(_SECOND_DAY, 20), a_model_error(error_type))

    with pytest.raises(ModelError) as caught:
        await run(catalog, SpoiltModel(gone))

    assert caught.value.error_type == error_type


async def test_each_day_is_told_what_the_others_left(catalog: CatalogService) -> None:
    model = SpoiltModel()

    done = await run(
        catalog, model, day_count=3, budget=900_000, must_see=["广州塔", "陈家祠"], seed_mode="none"
    )

    asked = [blocks_of(call) for call in model.calls[:-1]]
    plan = done.state["plan"]
    (hotel,) = plan.hotels
    assert hotel is not None
    assert [{stay: row["id"] for stay, row in blocks["chosen_hotels"].items()}
            for blocks in asked] == [{}, {"0": hotel.id}, {"0": hotel.id}]  # fmt: skip
    assert [blocks["days_left"] for blocks in asked] == [3, 2, 1]
    spent_on_hotel = hotel.typical_cost * 2
    spent = sum(stop.cost + stop.way_cost for stop in plan.days[0].stops[:-1])
    spent += plan.days[0].stops[-1].way_cost
    assert [blocks["request"]["budget"] for blocks in asked[:2]] == [
        900_000, 900_000 - spent - spent_on_hotel
    ]  # fmt: skip
    used = {stop.place.id for stop in plan.days[0].stops[:-1] if stop.place}
    offered = {row["id"] for kind in ("sights", "restaurants") for row in asked[1][kind]}
    assert not used & offered
    assert set(asked[0]["request"]["must_see"]) > set(asked[2]["request"]["must_see"])


async def test_a_day_is_not_offered_what_is_sketched_for_a_later_one(
    catalog: CatalogService,
) -> None:
    model = SpoiltModel()

    done = await run(catalog, model)

    sketch = done.state["seed"]
    assert sketch is not None
    first, second = (blocks_of(call) for call in model.calls[1:-1])
    later = {pick.place.id for pick in sketch.drafts[1].picks if pick.place}
    offered = {row["id"] for kind in ("sights", "restaurants") for row in first[kind]}
    assert not later & offered
    assert {stop["id"] for stop in second["draft"]["stops"]} == later
    assert first["chosen_hotels"] == second["chosen_hotels"] != {}
