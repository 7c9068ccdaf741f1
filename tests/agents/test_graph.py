"""The planner's graph: which steps are taken, in which order, and what watchers hear of them."""

import pytest

from core.catalog.service import CatalogService
from core.kernel.errors import InvalidRequestError, ModelError
from core.planning.graph import RECURSION_LIMIT, build_graph
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanDayCard, PlanMode
from tests.support.builders import a_request
from tests.support.models import SpoiltModel, a_model_error
from tests.support.planner import Watched, make_tools

_DEEP_DAY = ["plan_validate", "planner_deep_day"]


async def run(catalog: CatalogService, model: SpoiltModel, **fields: object) -> Watched:
    """Return a run of the graph for a request with these fields; nothing is mended."""
    return await Watched(make_tools(catalog, model)).plan(a_request(**{"repair": False} | fields))


async def test_fast_is_one_question_and_one_look_at_the_answer(catalog: CatalogService) -> None:
    model = SpoiltModel()

    done = await run(catalog, model, mode="fast")

    assert model.asked == ["fast"]
    assert done.told == ["planner_candidates", "planner_fast", "day 0", "day 1", "plan_validate"]
    assert done.state["report"].passed


async def test_deep_begins_with_a_fast_sketch_and_goes_day_by_day(catalog: CatalogService) -> None:
    model = SpoiltModel()

    done = await run(catalog, model, mode="deep")

    assert model.asked == ["fast", "deep_day", "deep_day", "narrate"]
    assert done.told == [
        "planner_candidates", "planner_seed_fast", "planner_themes",
        *_DEEP_DAY, "day 0", *_DEEP_DAY, "day 1", "plan_validate_global",
        "planner_narration", "day 0", "day 1",
    ]  # fmt: skip
    assert [trace.detail["day_index"] for trace in done.steps("planner_deep_day")] == [0, 1]
    assert done.state["report"].passed
    assert done.journal.fallback_reason is None


async def test_deep_may_begin_without_a_sketch(catalog: CatalogService) -> None:
    model = SpoiltModel()

    done = await run(catalog, model, mode="deep", seed_mode="none")

    assert model.asked == ["deep_day", "deep_day", "narrate"]
    assert "planner_seed_fast" not in done.told
    assert done.state["report"].passed


@pytest.mark.parametrize("mode", PlanMode)
async def test_words_are_read_first(catalog: CatalogService, mode: PlanMode) -> None:
    model = SpoiltModel()

    done = await run(catalog, model, mode=mode, text="喜欢美食")

    assert model.asked[0] == "understand"
    assert done.told[:2] == ["planner_understand", "planner_candidates"]
    assert done.steps("planner_understand")[0].detail == {"found": ["interests", "language"]}
    assert done.state["understood"].brief.interests == ("food",)


async def test_watchers_hear_of_each_day_as_it_is_in_the_plan(catalog: CatalogService) -> None:
    done = await run(catalog, SpoiltModel(), mode="deep")

    told = [data for _, data in done.events if isinstance(data, PlanDayCard)]
    stops = [[stop.place_id for stop in day.sub_trips] for day in told[-2:]]
    assert stops == [
        [stop.place.id if stop.place else None for stop in day.stops]
        for day in done.state["plan"].days
    ]
    assert [day.summary for day in told] == [
        "", "", *(day.summary for day in done.state["plan"].days)
    ]  # fmt: skip


async def test_the_books_count_calls_tokens_and_retries(catalog: CatalogService) -> None:
    model = SpoiltModel({2: a_model_error("timeout")})

    done = await run(catalog, model, mode="deep")

    assert done.journal.model_calls == len(model.calls) == 5
    assert done.journal.retries == 1
    assert done.journal.prompt_tokens > done.journal.completion_tokens > 0


async def test_what_was_offered_is_told(catalog: CatalogService) -> None:
    done = await run(catalog, SpoiltModel())

    assert done.steps("planner_candidates")[0].detail == {
        "city": "Guangzhou",
        "days": 2,
        "sights": len(done.state["candidates"].sights),
        "restaurants": len(done.state["candidates"].restaurants),
        "hotels": len(done.state["candidates"].hotels),
    }


@pytest.mark.parametrize("mode", PlanMode)
async def test_a_model_that_cannot_be_reached_ends_a_run_that_mends_nothing_and_its_step_says_so(
    catalog: CatalogService, mode: PlanMode
) -> None:
    watched = Watched(make_tools(catalog, SpoiltModel({1: a_model_error("provider_rejected")})))

    with pytest.raises(ModelError) as caught:
        await watched.plan(a_request(mode=mode, repair=False))

    assert caught.value.error_type == "provider_rejected"
    name = "planner_fast" if mode is PlanMode.FAST else "planner_seed_fast"
    assert watched.told == ["planner_candidates", f"{name}!"]
    assert watched.steps(name)[0].detail == {"error_code": 3001}


async def test_fast_gives_up_at_an_answer_that_is_no_plan(catalog: CatalogService) -> None:
    with pytest.raises(ModelError) as caught:
        await run(catalog, SpoiltModel({1: "I cannot help with that."}), mode="fast")

    assert caught.value.error_type == "invalid_output"


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"destination": "Atlantis"}, "'Atlantis' is not a city we know; known are Beijing, Chengdu"),
     ({"destination": None}, "no city is named, in the field or in the text; known are Beijing")],
)  # fmt: skip
async def test_without_a_city_nobody_is_asked_for_a_plan(
    catalog: CatalogService, fields: dict[str, str | None], words: str
) -> None:
    model = SpoiltModel()

    with pytest.raises(InvalidRequestError, match=words) as caught:
        await run(catalog, model, **fields)

    assert caught.value.errors[0]["loc"] == ["body", "destination"]
    assert model.calls == []


async def test_the_city_may_be_in_the_words_and_a_field_wins(catalog: CatalogService) -> None:
    read = await run(catalog, SpoiltModel(), destination=None, text="两天巴黎")
    told = await run(catalog, SpoiltModel(), destination="罗马", text="两天巴黎")

    assert read.state["understood"].brief.city.id == "paris"
    assert told.state["understood"].brief.city.id == "rome"


async def test_a_city_a_model_invents_is_refused_by_name(catalog: CatalogService) -> None:
    with pytest.raises(InvalidRequestError, match="'Atlantis' is not a city we know"):
        await run(
            catalog, SpoiltModel({1: {"destination": "Atlantis"}}), destination=None, text="?"
        )


@pytest.mark.parametrize(
    ("text", "island"),
    [("去塞舌尔玩五天，两个人", "塞舌尔"), ("From Shanghai to Mauritius for 5 days", "Mauritius")],
)
async def test_an_island_nobody_has_in_the_catalogue_is_refused_by_name(
    catalog: CatalogService, text: str, island: str
) -> None:
    with pytest.raises(InvalidRequestError, match=f"'{island}' is not a city we know"):
        await run(catalog, SpoiltModel(), destination=None, text=text)


async def test_tomorrow_is_tomorrow_in_the_city(catalog: CatalogService) -> None:
    done = await run(catalog, SpoiltModel(), destination="tokyo", start_date=None)
    late = Watched(make_tools(catalog, SpoiltModel(), now=done.tools.clock().replace(hour=16)))
    await late.plan(a_request(destination="tokyo", start_date=None))

    assert str(done.state["understood"].brief.start_date) == "2026-11-19"
    assert str(late.state["understood"].brief.start_date) == "2026-11-20"


async def test_the_longest_trip_that_falls_back_stays_within_the_limit_of_steps(
    catalog: CatalogService,
) -> None:
    model = SpoiltModel({MAX_DAYS + 1: {"stops": []}, MAX_DAYS + 2: {"stops": []},
                         MAX_DAYS + 3: {"stops": []}})  # fmt: skip

    done = await run(catalog, model, mode="deep", day_count=MAX_DAYS)

    assert done.journal.fallback_reason is not None
    assert len(done.state["plan"].days) == MAX_DAYS
    assert MAX_DAYS + 5 < RECURSION_LIMIT


def test_the_drawing_of_the_graph() -> None:
    edges = {
        (edge.source.strip("_"), edge.target.strip("_")) for edge in build_graph().get_graph().edges
    }

    assert edges == {
        ("start", "understand"), ("understand", "fast"), ("understand", "seed_fast"),
        ("understand", "themes"), ("seed_fast", "themes"), ("themes", "deep_day"),
        ("deep_day", "deep_day"),
        ("deep_day", "polish"), ("deep_day", "give_up"), ("polish", "validate_global"),
        ("validate_global", "give_up"), ("validate_global", "end"), ("give_up", "fast"),
        ("fast", "end"), ("validate_global", "narrate"), ("narrate", "end"),
    }  # fmt: skip


async def test_a_sketch_that_cannot_be_read_is_done_without(catalog: CatalogService) -> None:
    done = await run(catalog, SpoiltModel({1: "no JSON at all"}), mode="deep")

    assert "planner_seed_fast!" in done.told
    assert done.state["seed"] is None
    assert done.state["report"].passed
    assert done.journal.fallback_reason is None
