"""A plan in the making goes on while windows come and go."""

import asyncio

import pytest

from chat_demo import desk
from chat_demo.conversation import TurnState
from chat_demo.desk import TalkView, Window
from chat_demo.visitors import Visitor
from core.schemas.plans import PlanMode
from tests.chat_demo.acting import NEVER_S, again, ask, shown
from tests.chat_demo.fake_api import Event, FakeApi, usual_plan
from tests.support.waiting import eventually


@pytest.fixture
def halted(api: FakeApi) -> None:
    """Let plans never come further than their first day."""
    api.script = lambda body: [*usual_plan(body)[:3], (NEVER_S, "final", {})]


async def begun(visitor: Visitor) -> Window:
    """Ask in a window, wait for the first day, and close the window."""
    window = desk.page(visitor, "en").talk.window
    views = desk.ask(visitor, window, "2 days", PlanMode.DEEP, "en")
    view = await anext(views)
    while not view.window.conversation.turns[-1].days:
        view = await anext(views)
    await views.aclose()
    return view.window


async def followed(visitor: Visitor, window: Window) -> list[TalkView]:
    return [view async for view in desk.follow(visitor, window, "en")]


def slow_plan(body: dict[str, object]) -> list[Event]:
    """Return a plan whose second half takes a moment."""
    return [(0.05, name, data) for _, name, data in usual_plan(body)]


async def test_a_reloaded_page_shows_the_plan_that_is_still_made_and_sees_its_end(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = slow_plan
    await begun(wei)

    page = desk.page(wei, "en")
    views = await followed(wei, page.talk.window)

    assert page.talk.window.conversation.busy
    assert page.mode is PlanMode.DEEP
    assert "✓ all 1 passed" in shown(views[-1])
    assert len(api.asked) == 1


async def test_two_windows_see_the_same_plan_grow(wei: Visitor, api: FakeApi) -> None:
    api.script = slow_plan
    await begun(wei)
    window = desk.page(wei, "en").talk.window

    one, two = await asyncio.gather(followed(wei, window), followed(wei, window))

    assert shown(one[-1]) == shown(two[-1])
    assert len(api.asked) == 1


@pytest.mark.usefixtures("halted")
async def test_stopping_in_one_window_is_seen_in_the_other(wei: Visitor, api: FakeApi) -> None:
    window = await begun(wei)
    other = desk.page(wei, "en").talk.window
    views = desk.follow(wei, other, "en")
    await anext(views)

    stopped = await desk.stop(wei, window, "en")
    last = [view async for view in views][-1]

    assert "Stopped. Nothing was saved." in shown(stopped)
    assert shown(last) == shown(stopped)
    assert await eventually_broken_off(api)


@pytest.mark.usefixtures("halted")
async def test_a_plan_nobody_has_watched_for_a_while_is_given_up(
    wei: Visitor, api: FakeApi
) -> None:
    wei.linger_s = 0.0
    await begun(wei)

    assert await eventually_broken_off(api)
    page = desk.page(wei, "en")
    assert [turn.state for turn in page.talk.window.conversation.turns] == [TurnState.STOPPED]
    assert await followed(wei, page.talk.window) == []


@pytest.mark.usefixtures("halted")
async def test_who_comes_back_in_time_keeps_the_plan_going(wei: Visitor, api: FakeApi) -> None:
    wei.linger_s = NEVER_S
    window = await begun(wei)
    views = desk.follow(wei, window, "en")
    await anext(views)

    assert api.broken_off == 0
    assert wei.making
    await views.aclose()


async def test_a_trip_that_is_being_saved_is_saved_though_the_page_is_reloaded(
    wei: Visitor, api: FakeApi
) -> None:
    planned = await ask(wei)
    api.keeping = asyncio.Event()
    saving = desk.again(wei, planned.window, desk.Again.SAVE, "en")
    await anext(saving)
    await saving.aclose()
    api.keeping.set()

    last = (await followed(wei, desk.page(wei, "en").talk.window))[-1]

    assert "trip trip-1" in shown(last)


@pytest.mark.usefixtures("halted")
async def test_signing_out_ends_what_is_at_work_and_the_next_person_sees_nothing_of_it(
    wei: Visitor, api: FakeApi
) -> None:
    await begun(wei)

    await desk.sign_out(wei, "en")

    assert await eventually_broken_off(api)
    assert wei.conversation.turns == ()


@pytest.mark.usefixtures("halted")
async def test_after_a_reload_what_came_before_is_still_there(wei: Visitor, api: FakeApi) -> None:
    halting, api.script = api.script, usual_plan
    first = await ask(wei, text="first")
    api.script = halting
    views = desk.ask(wei, first.window, "second", PlanMode.FAST, "en")
    await anext(views)
    await views.aclose()

    page = desk.page(wei, "en")

    assert page.email == "wei@example.org"
    states = [turn.state for turn in page.talk.window.conversation.turns]
    assert states == [TurnState.DONE, TurnState.RUNNING]


@pytest.mark.usefixtures("halted")
async def test_a_stopped_plan_can_be_tried_again_in_any_window(wei: Visitor, api: FakeApi) -> None:
    window = await begun(wei)
    stopped = await desk.stop(wei, window, "en")
    api.script = usual_plan

    assert "✓ all 1 passed" in shown(await again(wei, stopped, desk.Again.RETRY))


async def eventually_broken_off(api: FakeApi) -> bool:
    async def told() -> bool:
        return api.broken_off == 1

    return await eventually(told)
