"""The built-in model as a maker of to-dos: out of the words of a prompt, and by every rule."""

import re
from datetime import date, timedelta
from string import Formatter
from typing import Any

import pytest

from core.llm.providers.offline.provider import OfflineProvider
from core.llm.providers.offline.todo_phrases import in_both_languages
from core.llm.structured import parse_object
from core.prompts.registry import PromptRegistry
from core.schemas.todos import MAX_DEPTH, TodoCategory, TodoFault
from core.todos.checks import check
from core.todos.domain import Node, ancestors, by_key, order_of
from core.todos.merging import faults_of_new
from core.todos.parsing import Answer, parse_todos
from core.todos.prompting import Question, decompose_call
from tests.support.shipped import city_ids, city_of
from tests.support.todos import FRAME, TODAY, a_node, a_question, a_trip_out

_HAN = re.compile("[\u4e00-\u9fff]")


async def answered(question: Question, violations: list[TodoFault] | None = None) -> Answer:
    """Return the built-in model's answer, read as any model's is."""
    prompt = await PromptRegistry().get("todos.decompose")
    call = decompose_call(prompt, question, None, violations or [])
    result = await OfflineProvider().complete(call)
    return parse_todos(parse_object(result.text, result.finish_reason), question.branch)


def titled(answer: Answer, words: str) -> Node:
    """Return the one to-do with these words in its title."""
    (found,) = [node for node in answer.nodes if words in node.title]
    return found


def arguments_of(answer: Answer, tool: str) -> list[dict[str, Any]]:
    """Return what a tool is asked, to-do by to-do."""
    return [use.arguments for use in answer.tools.values() if use.name == tool]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("day_count", [1, 3, 14])
@pytest.mark.parametrize("city_id", city_ids())
async def test_a_trip_through_any_city_breaks_down_into_to_dos_that_keep_every_rule(
    city_id: str, day_count: int, language: str
) -> None:
    question = a_question(
        a_trip_out(city_id, day_count), language=language, origin="Lyon", wish="with a baby"
    )

    answer = await answered(question)

    assert answer.faults == []
    assert check(answer.nodes, question.frame) == []
    assert {node.category for node in answer.nodes} == set(TodoCategory) - {TodoCategory.OTHER}
    assert {node.day_index for node in answer.nodes} >= set(range(day_count))
    index = by_key(answer.nodes)
    assert max(len(ancestors(index, key)) for key in index) in {MAX_DEPTH - 2, MAX_DEPTH - 1}


@pytest.mark.parametrize("days_left", [-20, -1, 0, 1, 2, 6, 30, 400])
async def test_however_late_one_asks_the_dates_can_be_kept(days_left: int) -> None:
    today = FRAME.start_date - timedelta(days=days_left)
    question = a_question(today=today)

    answer = await answered(question)

    assert check(answer.nodes, question.frame) == []
    dues = [node.due_on for node in answer.nodes if node.due_on is not None]
    if days_left >= 1:
        assert min(dues) >= today


async def test_the_same_question_gets_the_same_answer() -> None:
    assert await answered(a_question()) == await answered(a_question())


async def test_what_a_tool_can_do_comes_with_complete_arguments() -> None:
    question = a_question(origin="Beijing", origin_city=city_of("beijing"))

    answer = await answered(question)

    assert arguments_of(answer, "weather") == [
        {"city": "guangzhou", "start_date": "2027-03-01", "day_count": 3}
    ]
    (hotels,) = arguments_of(answer, "hotels")
    assert hotels["check_in"] == "2027-03-01"
    assert (hotels["nights"], hotels["travellers"]) == (2, 2)
    assert arguments_of(answer, "flights") == [
        {"origin": "beijing", "destination": "guangzhou", "date": "2027-03-01", "travellers": 2},
        {"origin": "guangzhou", "destination": "beijing", "date": "2027-03-03", "travellers": 2},
    ]
    assert all(found["indoor"] is True for found in arguments_of(answer, "places"))


async def test_one_books_after_comparing_and_packs_after_a_look_at_the_weather() -> None:
    answer = await answered(a_question())

    order = order_of(answer.nodes)

    for first, then in (
        ("hotel_compare", "hotel_book"),
        ("weather", "clothes"),
        ("identity", "entry"),
        ("way_book", "transfer_in"),
        ("sight-0-0-check", "sight-0-0-book"),
    ):
        assert order.index(first) < order.index(then)


async def test_what_only_an_authority_knows_is_to_be_checked_and_not_claimed() -> None:
    answer = await answered(a_question(a_trip_out("tokyo")))

    assert titled(answer, "visa").title == (
        "Check whether a visa or another permit is needed for Japan"
    )
    for node in answer.nodes:
        if node.key.endswith("-check"):
            assert node.title.startswith("Check whether")


async def test_nobody_needs_tickets_for_what_is_free_but_perhaps_for_a_museum() -> None:
    trip = a_trip_out("guangzhou", 1)
    for stop in trip.day_cards[0].sub_trips:
        stop.cost = 0
    free = await answered(a_question(trip))
    trip.day_cards[0].sub_trips[0].place_id = "guangzhou-guangdong-museum"
    museum = await answered(a_question(trip))

    assert "sights" not in {node.key for node in free.nodes}
    assert "sight-0-0-check" in {node.key for node in museum.nodes}


async def test_nobody_needs_a_visa_or_a_plug_for_his_own_country() -> None:
    answer = await answered(a_question(origin="Beijing", origin_city=city_of("beijing")))

    keys = {node.key for node in answer.nodes}
    assert keys.isdisjoint({"entry", "entry_apply", "health", "power"})
    assert {"identity", "insurance"} <= keys


async def test_a_place_that_flies_nowhere_we_know_gets_no_flights() -> None:
    answer = await answered(a_question(origin="Lyon"))

    assert arguments_of(answer, "flights") == []
    assert titled(answer, "Decide how to get to Guangzhou").category is TodoCategory.TRANSPORT


@pytest.mark.parametrize(
    ("city_id", "start", "words"),
    [
        ("beijing", date(2027, 1, 10), "winter: coat"),
        ("beijing", date(2027, 7, 10), "Light clothes for summer"),
        ("guangzhou", date(2027, 1, 10), "Layers for winter"),
        ("rome", date(2027, 10, 10), "Layers for autumn"),
    ],
)
async def test_one_packs_for_the_season_and_the_latitude(
    city_id: str, start: date, words: str
) -> None:
    trip = a_trip_out(city_id, 1, start_date=start)

    answer = await answered(a_question(trip, today=date(2026, 12, 1)))

    assert words in titled(answer, words).title


async def test_those_who_bring_children_pack_for_them() -> None:
    without, with_children = await answered(a_question()), await answered(a_question(wish="带孩子"))

    assert "children" not in {node.key for node in without.nodes}
    assert "children" in {node.key for node in with_children.nodes}


async def test_a_day_trip_needs_no_bed_and_an_empty_day_a_decision() -> None:
    trip = a_trip_out("guangzhou", 1)
    trip.day_cards[0].sub_trips.clear()

    answer = await answered(a_question(trip))

    keys = {node.key for node in answer.nodes}
    assert "hotel" not in keys
    assert titled(answer, "Decide what to do on 2027-03-01").day_index == 0


async def test_what_was_in_violation_is_not_answered_again() -> None:
    refused = TodoFault(code="due_before_day", path="hotel", message="late", numbers={})

    answer = await answered(a_question(), [refused])

    keys = {node.key for node in answer.nodes}
    assert keys.isdisjoint({"hotel", "hotel_compare", "hotel_book", "hotel_arrival"})
    assert "packing" in keys
    assert check(answer.nodes, FRAME) == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("category", TodoCategory)
@pytest.mark.parametrize("day_index", [None, 1])
@pytest.mark.parametrize("due_on", [None, TODAY, FRAME.start_date - timedelta(days=9)])
async def test_the_steps_of_one_to_do_keep_every_rule_below_it(
    language: str, category: TodoCategory, day_index: int | None, due_on: date | None
) -> None:
    branch = a_node("branch", category=category, day_index=day_index, due_on=due_on)
    question = a_question(language=language, fixed=[branch], branch=branch)

    answer = await answered(question)

    assert len(answer.nodes) >= 3
    assert {node.parent for node in answer.nodes} == {"branch"}
    assert faults_of_new([branch], answer.nodes, question.frame) == []


async def test_answers_are_in_the_language_that_is_asked_for() -> None:
    english, chinese = await answered(a_question()), await answered(a_question(language="zh"))

    assert not any(_HAN.search(node.title) for node in english.nodes)
    assert all(_HAN.search(node.title) for node in chinese.nodes)


async def test_names_of_any_length_make_titles_that_fit() -> None:
    trip = a_trip_out("guangzhou", 2)
    for stop in trip.day_cards[0].sub_trips:
        stop.name, stop.place_id = f"{stop.order_index}" + "长" * 119, None

    answer = await answered(a_question(trip, language="zh"))

    assert answer.faults == []
    assert check(answer.nodes, a_question(trip).frame) == []


@pytest.mark.parametrize(("key", "both"), sorted(in_both_languages().items()))
def test_every_phrase_says_the_same_things_in_both_languages(key: str, both: Any) -> None:
    english, chinese = both

    assert _holes(english.title) == _holes(chinese.title), key
    assert bool(english.note) == bool(chinese.note), key
    assert _HAN.search(chinese.title)


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
