"""The built-in model as a planner: out of the words of a prompt alone, and the same every time."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.kernel.errors import ModelError
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.structured import parse_object
from core.llm.types import ChatCall, Message
from core.planning.parsing import parse_day, parse_trip
from core.schemas.catalog import Interest, PlaceKind
from core.schemas.wishes import Pace
from tests.support.models import a_call
from tests.support.questions import (
    a_city_brief,
    a_day_question,
    a_trip_question,
    blocks_of,
    object_of,
)
from tests.support.shipped import city_ids, places_of


async def answer(call: ChatCall) -> dict[str, Any]:
    """Return what the built-in model answers."""
    return object_of(await OfflineProvider().complete(call))


def stops_of(trip: dict[str, Any]) -> list[str]:
    """Return the ids of all stops of a trip, or of one day, in order."""
    return [stop["id"] for day in trip.get("days", [trip]) for stop in day["stops"]]


def offered(call: ChatCall) -> set[str]:
    """Return the ids of everything a question offers."""
    blocks = blocks_of(call)
    return {row["id"] for kind in ("sights", "restaurants", "hotels") for row in blocks[kind]}


@pytest.mark.parametrize("city_id", city_ids())
async def test_a_trip_is_an_answer_of_the_asked_shape_out_of_the_candidates_alone(
    city_id: str,
) -> None:
    call = await a_trip_question(a_city_brief(city_id))

    result = await OfflineProvider().complete(call)

    trip = parse_trip(parse_object(result.text, result.finish_reason), 3)
    used = {stop.id for day in trip.days for stop in day.stops}
    assert {*used, *trip.hotels.values()} <= offered(call)
    assert all(day.stops for day in trip.days)
    assert len(used) == sum(len(day.stops) for day in trip.days)


async def test_a_day_is_an_answer_of_the_asked_shape_out_of_the_candidates_alone() -> None:
    call = await a_day_question(a_city_brief())

    day = parse_day(await answer(call))

    assert {*(stop.id for stop in day.stops), day.hotel_id} <= offered(call)
    assert {stop.meal for stop in day.stops} >= {"lunch", "dinner"}


@pytest.mark.parametrize("ask", [a_trip_question, a_day_question])
async def test_the_same_question_and_seed_get_the_same_answer(ask: Any) -> None:
    first, second = await ask(a_city_brief(seed=7)), await ask(a_city_brief(seed=7))

    assert first == second
    assert await answer(first) == await answer(second)


async def test_another_seed_gets_another_plan_of_the_same_candidates() -> None:
    call = await a_trip_question(a_city_brief())

    plans = {tuple(stops_of(await answer(replace(call, seed=seed)))) for seed in range(4)}

    assert len(plans) > 1


async def test_it_knows_nothing_but_what_the_prompt_says() -> None:
    call = await a_trip_question(a_city_brief())
    blocks = blocks_of(call)
    kept = blocks["sights"][:3]
    lines = [f"<{name}>{json.dumps(value)}</{name}>" for name, value in
             (blocks | {"sights": kept}).items()]  # fmt: skip

    trip = await answer(replace(call, messages=(Message("user", "\n".join(lines)),)))

    assert set(stops_of(trip)) <= {row["id"] for row in (*kept, *blocks["restaurants"])}


async def test_what_was_in_violation_is_not_chosen_again() -> None:
    first = await answer(await a_day_question(a_city_brief()))
    banned = stops_of(first)[:3]
    violations = [{"code": "open_at_time", "place_id": place_id} for place_id in banned]

    second = await answer(
        await a_day_question(a_city_brief(), previous=first, violations=violations)
    )

    assert not set(banned) & set(stops_of(second))


async def test_violations_without_a_place_change_nothing_but_the_whim() -> None:
    violations = [{"code": "invalid_output", "message": "no JSON"}]

    day = await answer(await a_day_question(a_city_brief(), violations=violations))

    assert stops_of(day)


async def test_must_sees_are_in_the_plan_cafes_and_the_hotel_among_them() -> None:
    places = places_of("rome")
    known = {place.id: place for place in places}
    wanted = ["rome-colosseum", "rome-giolitti", "rome-vatican-museums-sistine-chapel"]
    hotel = max((place for place in places if place.kind is PlaceKind.HOTEL),
                key=lambda place: place.typical_cost)  # fmt: skip
    brief = a_city_brief("rome", must_see=(*(known[place_id] for place_id in wanted), hotel))

    trip = await answer(await a_trip_question(brief))

    assert set(wanted) <= set(stops_of(trip))
    assert trip["hotels"] == {"0": hotel.id}


async def test_no_sight_keeps_a_party_from_the_table_that_must_be_seen() -> None:
    table = next(place for place in places_of("guangzhou") if place.id == "guangzhou-lai-heen")
    brief = a_city_brief(
        day_count=1, must_see=(table,), pace=Pace.PACKED, window=(8 * 60 + 13, 18 * 60 + 32),
        start_date=date(2027, 2, 2), interests=(Interest.FOOD, Interest.PHOTOGRAPHY), seed=26,
    )  # fmt: skip

    trip = await answer(await a_trip_question(brief))

    assert {"id": table.id, "meal": "lunch", "reason": ""} in trip["days"][0]["stops"]


async def test_a_table_that_must_be_seen_is_worth_waiting_for_its_door() -> None:
    bar = next(place for place in places_of("shanghai") if place.id == "shanghai-speak-low")
    assert bar.opening_hours.startswith("Mo-Su 18:00")  # an hour after dinner may begin

    trip = await answer(await a_trip_question(a_city_brief("shanghai", must_see=(bar,))))

    assert bar.id in stops_of(trip)


async def test_few_sights_are_spread_over_all_days() -> None:
    call = await a_trip_question(a_city_brief(day_count=6, pace=Pace.PACKED))
    blocks = blocks_of(call)
    few = {"sights": [row for row in blocks["sights"] if row["stay"] <= 120][:12]}
    lines = [f"<{name}>{json.dumps(value)}</{name}>" for name, value in (blocks | few).items()]

    trip = await answer(replace(call, messages=(Message("user", "\n".join(lines)),)))

    assert all(any(stop["meal"] is None for stop in day["stops"]) for day in trip["days"])


async def test_what_is_wished_for_is_what_is_offered() -> None:
    tags = {place.id: place.tags for place in places_of("tokyo")}

    async def matches(*interests: Interest) -> int:
        brief = a_city_brief("tokyo", interests=interests)
        stops = stops_of(await answer(await a_trip_question(brief)))
        return sum(Interest.TECHNOLOGY in tags[stop] for stop in stops)

    assert await matches(Interest.TECHNOLOGY) > await matches(Interest.GARDENS)


async def test_a_relaxed_day_has_fewer_sights_than_a_packed_one() -> None:
    async def sights(pace: Pace) -> int:
        trip = await answer(await a_trip_question(a_city_brief(pace=pace)))
        return sum(stop["meal"] is None for day in trip["days"] for stop in day["stops"])

    assert await sights(Pace.RELAXED) < await sights(Pace.NORMAL) < await sights(Pace.PACKED)


async def test_a_small_budget_makes_a_cheaper_plan() -> None:
    costs = {place.id: place.typical_cost for place in places_of("london")}

    async def cost(budget: int | None) -> int:
        brief = a_city_brief("london", budget=budget, budget_local=budget)
        trip = await answer(await a_trip_question(brief))
        return sum(costs[stop] for stop in [*stops_of(trip), *trip["hotels"].values()])

    assert await cost(50_000) < await cost(None)


@pytest.mark.parametrize("budget", [1, 10**12])
async def test_no_budget_is_too_small_or_too_large_to_answer(budget: int) -> None:
    brief = a_city_brief(budget=budget, budget_local=budget)

    assert stops_of(await answer(await a_trip_question(brief)))
    assert stops_of(await answer(await a_day_question(brief)))


@pytest.mark.parametrize("ask", [a_trip_question, a_day_question])
@pytest.mark.parametrize("window", [(0, 1), (9 * 60, 9 * 60 + 30), (23 * 60, 24 * 60), (0, 1440)])
async def test_no_window_of_the_day_is_too_short_or_too_long_to_answer(
    ask: Any, window: tuple[int, int]
) -> None:
    found = await answer(await ask(a_city_brief(window=window)))

    assert isinstance(stops_of(found), list)


async def test_titles_are_in_the_language_asked_for() -> None:
    chinese = await answer(await a_trip_question(a_city_brief(language="zh")))
    english = await answer(await a_trip_question(a_city_brief(language="en")))

    assert chinese["title"] == "广州3日游"
    assert english["title"] == "3 days in Guangzhou"


async def test_tokens_are_counted_so_that_two_modes_can_be_compared() -> None:
    call = await a_trip_question(a_city_brief())

    result = await OfflineProvider().complete(call)

    assert result.usage.prompt_tokens == sum(len(m.content) for m in call.messages) // 4
    assert result.usage.completion_tokens == len(result.text) // 4


@pytest.mark.parametrize(
    "words", ["", "Plan a trip.", "<task>\"sing\"</task>", "<data>\n</data>"]
)  # fmt: skip
async def test_a_prompt_without_a_task_it_knows_is_rejected(words: str) -> None:
    with pytest.raises(ModelError) as caught:
        await OfflineProvider().complete(a_call(messages=(Message("user", words),)))

    assert caught.value.error_type == "provider_rejected"
