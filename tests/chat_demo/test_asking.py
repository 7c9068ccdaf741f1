"""A trip is asked for in words."""

import asyncio

import pytest

from chat_demo import desk, words
from chat_demo.visitors import Visitor
from core.schemas.plans import TEXT_MAX_CHARS, PlanMode
from tests.chat_demo.acting import NEVER_S, ask, failing, shown
from tests.chat_demo.fake_api import FakeApi, usual_plan, wire
from tests.support.plans import a_trip, an_answer
from tests.support.waiting import eventually


async def test_a_question_is_seen_at_once_and_its_plan_in_the_end(wei: Visitor) -> None:
    window = desk.page(wei, "en").talk.window
    views = [view async for view in desk.ask(wei, window, "2 days", PlanMode.FAST, "en")]

    assert "Planning the whole trip…" in shown(views[0])
    assert "Day 1" not in shown(views[0])
    assert "✓ all 1 passed" in shown(views[-1])
    assert "Planning" not in shown(views[-1])


async def test_a_day_is_seen_as_soon_as_it_is_ready(wei: Visitor, api: FakeApi) -> None:
    api.script = lambda body: [*usual_plan(body)[:3], (NEVER_S, "final", {})]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "2 days", PlanMode.DEEP, "en")

    async with asyncio.timeout(10):
        view = await anext(views)
        while "1 day ready" not in shown(view):
            view = await anext(views)
    await views.aclose()

    assert "Day 1" in shown(view)
    assert "Day 2" not in shown(view)


async def test_the_words_go_to_the_api_with_mode_and_seed_and_nothing_is_kept(
    wei: Visitor, api: FakeApi
) -> None:
    await ask(wei, text="  5 天广州，两个人  ")

    assert api.asked == [
        (
            "wei@example.org",
            {"text": "5 天广州，两个人", "mode": "fast", "seed": 0, "save": False},
        )
    ]


async def test_places_carry_their_name_in_the_other_language(wei: Visitor) -> None:
    assert "Chen Clan Ancestral Hall 陈家祠" in shown(await ask(wei))


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
async def test_no_words_are_no_request(wei: Visitor, api: FakeApi, text: str) -> None:
    view = await ask(wei, text=text)

    assert view.hint == words.EMPTY_ASK.en
    assert not view.sent
    assert api.asked == []


async def test_words_that_are_too_long_stay_in_the_box_with_their_count(
    wei: Visitor, api: FakeApi
) -> None:
    view = await ask(wei, text="字" * (TEXT_MAX_CHARS + 1))

    assert view.hint.startswith("That is 4001 characters; at most 4000")
    assert not view.sent
    assert api.asked == []


async def test_as_many_words_as_can_be_read_are_sent(wei: Visitor, api: FakeApi) -> None:
    await ask(wei, text="字" * TEXT_MAX_CHARS)

    assert len(api.asked[0][1]["text"]) == TEXT_MAX_CHARS


async def test_the_box_is_emptied_once_and_then_belongs_to_the_next_question(wei: Visitor) -> None:
    window = desk.page(wei, "en").talk.window

    first, *later = [view async for view in desk.ask(wei, window, "2 days", PlanMode.FAST, "en")]

    assert first.sent
    assert not any(view.sent or view.back for view in later)


async def test_words_that_come_to_nothing_at_once_go_back_into_the_box(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda _: failing(1001, 422)

    view = await ask(wei, text="a week in Timbuktu")

    assert view.back == "a week in Timbuktu"


async def test_the_page_goes_on_in_the_language_of_the_words(wei: Visitor) -> None:
    window = desk.page(wei, "en").talk.window

    first, *later = [view async for view in desk.ask(wei, window, "三天", PlanMode.DEEP, "en")]

    assert (first.language, first.mode) == ("zh", PlanMode.DEEP)
    assert all((view.language, view.mode) == ("zh", None) for view in later)
    assert desk.page(wei, wei.language or "en").language == "zh"


async def test_words_in_the_language_of_the_page_change_nothing_about_it(wei: Visitor) -> None:
    view = await ask(wei, text="3 days")

    assert (view.language, view.mode) == ("en", None)


async def test_the_names_of_the_places_of_every_city_of_a_trip_are_learnt(
    wei: Visitor, api: FakeApi
) -> None:
    trip = a_trip(city_ids=["paris", "guangzhou"])
    api.script = lambda _: [(0, "final", wire(an_answer(trip=trip)))]

    assert "Paris → Guangzhou" in shown(await ask(wei))


async def test_a_second_click_while_a_plan_is_made_asks_for_nothing(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda _: [(NEVER_S, "final", {})]
    window = desk.page(wei, "en").talk.window
    first = desk.ask(wei, window, "first", PlanMode.FAST, "en")
    running = await anext(first)

    second = await ask(wei, running.window, text="second")
    await first.aclose()

    assert second.window == running.window
    assert [body["text"] for _, body in api.asked] in ([], ["first"])


async def test_who_leaves_for_good_closes_the_stream_to_the_api(wei: Visitor, api: FakeApi) -> None:
    wei.linger_s = 0.0
    api.script = lambda body: [*usual_plan(body)[:3], (NEVER_S, "final", {})]
    window = desk.page(wei, "en").talk.window
    views = desk.ask(wei, window, "2 days", PlanMode.DEEP, "en")
    view = await anext(views)
    while not view.window.conversation.turns[-1].days:
        view = await anext(views)

    await views.aclose()

    async def told() -> bool:
        return api.broken_off == 1

    assert await eventually(told)
