"""A trip is asked for in words."""

import asyncio

import pytest

from chat_demo import desk, words
from chat_demo.visitors import Visitor
from core.schemas.plans import TEXT_MAX_CHARS, PlanMode
from tests.chat_demo.acting import NEVER_S, ask, shown
from tests.chat_demo.fake_api import FakeApi, usual_plan
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
    view = await ask(wei, text="字" * TEXT_MAX_CHARS)

    assert view.sent
    assert len(api.asked[0][1]["text"]) == TEXT_MAX_CHARS


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


async def test_leaving_closes_the_stream_to_the_api(wei: Visitor, api: FakeApi) -> None:
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
