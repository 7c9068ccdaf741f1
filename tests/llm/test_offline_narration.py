"""The offline model tells plans truly: of what it says of any city, nothing has to be left out."""

from typing import Any

import pytest

from core.llm.providers.offline.narrating import narrate
from core.llm.providers.offline.provider import OfflineProvider
from core.planning.candidates import choose_candidates
from core.planning.domain import Plan, frame_of_one_city
from core.planning.mending import Trip, judge
from core.planning.narration.facts import day_facts, trip_facts
from core.planning.narration.reading import Known, Tally, with_words
from core.planning.parsing import ground, ground_hotels, parse_trip
from core.planning.themes import themes_of
from core.schemas.catalog import Interest
from tests.support.questions import a_city_brief, a_trip_question, object_of
from tests.support.shipped import city_ids, city_of, places_of

_BOTH = pytest.mark.parametrize("language", ["en", "zh"])


async def told(city_id: str, **wishes: Any) -> tuple[Plan, Tally, dict[str, Any]]:
    """Return the offline model's plan for three days with its words, and the words as such."""
    brief = a_city_brief(city_id, **wishes)
    frame = frame_of_one_city(brief)
    places = places_of(city_id)
    known = {place.id: place for place in places}
    answer = parse_trip(
        object_of(await OfflineProvider().complete(await a_trip_question(brief))), 3
    )
    trip = Trip(
        answer.title,
        ground_hotels(answer.hotels, frame, known),
        tuple(ground(day, known) for day in answer.days),
    )
    plan = judge(brief, frame, trip).plan
    themes = themes_of(brief, frame, choose_candidates(brief, frame, places), trip.drafts)
    facts = Known(
        trip_facts(plan), [day_facts(plan, day, themes.get(day.index)) for day in plan.days]
    )
    words = narrate({"language": brief.language, "trip": facts.trip, "days": facts.days})
    spoken, tally = with_words(plan, words, facts, [city_of(id_) for id_ in city_ids()], places)
    return spoken, tally, words


@_BOTH
@pytest.mark.parametrize("city_id", city_ids())
async def test_of_what_it_says_of_a_city_nothing_is_untrue(city_id: str, language: str) -> None:
    plan, tally, _ = await told(
        city_id, language=language, interests=(Interest.HISTORY, Interest.FOOD)
    )

    assert dict(tally.dropped) == {}
    assert plan.summary
    assert all(day.summary for day in plan.days)
    assert sum(stop.reason != "" for stop in plan.stops()) >= 9


@_BOTH
async def test_it_says_where_one_sleeps_what_it_costs_and_what_is_to_be_booked(
    language: str,
) -> None:
    plan, _, _ = await told("beijing", language=language, budget=1_000_000, budget_local=1_000_000)

    (hotel,) = plan.hotels
    assert hotel is not None
    name = hotel.name_en if language == "en" else hotel.name_zh or hotel.name_local
    assert f"({name})" in plan.summary or f"（{name}）" in plan.summary
    assert "CNY 10,000" in plan.summary
    assert {"en": "To be booked ahead", "zh": "需要提前预约"}[language] in plan.summary


@_BOTH
async def test_it_leaves_the_title_and_repeats_itself_word_for_word(language: str) -> None:
    _, _, words = await told("paris", language=language)
    _, _, again = await told("paris", language=language)

    assert "title" not in words
    assert words == again


async def test_a_budget_that_is_not_kept_is_not_said_to_be() -> None:
    plan, tally, _ = await told("paris", budget=100, budget_local=100, currency="EUR")

    assert "above the budget of EUR 1." in plan.summary
    assert dict(tally.dropped) == {}
