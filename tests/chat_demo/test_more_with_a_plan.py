"""What can be done with the last plan: try again, keep, vary."""

import pytest

from chat_demo import desk, words
from chat_demo.desk import Again
from chat_demo.visitors import Visitor
from core.schemas.plans import PlanMode
from tests.chat_demo.acting import NEVER_S, again, ask, failing, shown
from tests.chat_demo.fake_api import FakeApi, usual_plan, wire
from tests.support.plans import a_day, a_stop, an_answer


async def test_a_stopped_plan_keeps_its_days_and_can_be_tried_again(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda body: [*usual_plan(body)[:3], (NEVER_S, "final", {})]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "2 days", PlanMode.DEEP, "en")
    view = await anext(views)
    while not view.window.conversation.turns[-1].days:
        view = await anext(views)
    await views.aclose()

    stopped = desk.stop(wei, view.window, "en")

    assert "Stopped. Nothing was saved." in shown(stopped)
    assert "Day 1" in shown(stopped)
    api.script = usual_plan
    assert "✓ all 1 passed" in shown(await again(wei, stopped, Again.RETRY))


async def test_saving_repeats_the_plan_to_be_kept_and_shows_that_it_was(
    wei: Visitor, api: FakeApi
) -> None:
    planned = await ask(wei)

    saved = await again(wei, planned, Again.SAVE)

    first, second = (body for _, body in api.asked)
    assert second == first | {"save": True, "start_date": "2026-12-01"}
    assert saved.hint == words.SAVED.en
    assert "trip trip-1" in shown(saved)
    assert not saved.window.conversation.can_save


async def test_saving_another_plan_than_the_one_shown_is_said(wei: Visitor, api: FakeApi) -> None:
    planned = await ask(wei)
    other = an_answer(a_day(0, a_stop(name="Somewhere else")), trip_id="trip-2")
    api.script = lambda _: [(0, "final", wire(other))]

    saved = await again(wei, planned, Again.SAVE)

    assert words.SAVED_OTHER.en in shown(saved)
    assert "Somewhere else" in shown(saved)


async def test_a_plan_that_cannot_be_saved_is_not_lost(wei: Visitor, api: FakeApi) -> None:
    planned = await ask(wei)
    api.script = lambda _: failing(5001, 503, detail="PostgreSQL does not answer")

    failed = await again(wei, planned, Again.SAVE)

    assert failed.hint == words.NOT_SAVED.en
    assert "PostgreSQL does not answer" in shown(failed)
    assert "Chen Clan Ancestral Hall" in shown(failed)
    api.script = usual_plan
    assert "trip trip-1" in shown(await again(wei, failed, Again.SAVE))


async def test_another_version_asks_the_same_with_the_next_seed(wei: Visitor, api: FakeApi) -> None:
    varied = await again(wei, await ask(wei), Again.VARY)

    assert [body["seed"] for _, body in api.asked] == [0, 1]
    assert len(varied.window.conversation.turns) == 2


@pytest.mark.parametrize("how", [*Again])
async def test_without_a_plan_there_is_nothing_to_do_more_with(wei: Visitor, how: Again) -> None:
    empty = desk.page(wei, "en").talk

    assert await again(wei, empty, how) is empty
