"""What can be done with the last plan: try again, keep, vary."""

import pytest

from chat_demo import desk, words
from chat_demo.desk import Again
from chat_demo.visitors import Visitor
from core.client.keeping import file_of_plan
from core.schemas.plans import PlanMode
from tests.chat_demo.acting import NEVER_S, again, ask, shown
from tests.chat_demo.fake_api import FakeApi, failed, usual_plan


async def test_a_stopped_plan_keeps_its_days_and_can_be_tried_again(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda body: [*usual_plan(body)[:3], (NEVER_S, "final", {})]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "2 days", PlanMode.DEEP, "en")
    view = await anext(views)
    while not view.window.conversation.turns[-1].days:
        view = await anext(views)
    await views.aclose()

    stopped = await desk.stop(wei, view.window, "en")

    assert "Stopped. Nothing was saved." in shown(stopped)
    assert "Day 1" in shown(stopped)
    api.script = usual_plan
    assert "✓ all 1 passed" in shown(await again(wei, stopped, Again.RETRY))


async def test_the_very_plan_that_is_shown_is_kept_and_nothing_is_planned_again(
    wei: Visitor, api: FakeApi
) -> None:
    planned = await ask(wei)

    saved = await again(wei, planned, Again.SAVE)

    answer = planned.window.conversation.turns[0].answer
    assert answer is not None
    assert answer.plan is not None
    assert api.kept == [file_of_plan(answer.plan).trip]
    assert len(api.asked) == 1
    assert saved.hint == words.SAVED.en
    assert "trip trip-1" in shown(saved)
    assert not saved.window.conversation.can_save


async def test_a_plan_that_cannot_be_saved_is_not_lost(wei: Visitor, api: FakeApi) -> None:
    planned = await ask(wei)
    api.refusal = failed(5001, 503, detail="PostgreSQL does not answer")

    refused = await again(wei, planned, Again.SAVE)

    assert refused.hint == words.NOT_SAVED.en
    assert "PostgreSQL does not answer" in shown(refused)
    assert "Chen Clan Ancestral Hall" in shown(refused)
    api.refusal = None
    assert "trip trip-1" in shown(await again(wei, refused, Again.SAVE))


async def test_another_version_asks_the_same_with_the_next_seed(wei: Visitor, api: FakeApi) -> None:
    varied = await again(wei, await ask(wei), Again.VARY)

    assert [body["seed"] for _, body in api.asked] == [0, 1]
    assert len(varied.window.conversation.turns) == 2


@pytest.mark.parametrize("how", [*Again])
async def test_without_a_plan_there_is_nothing_to_do_more_with(wei: Visitor, how: Again) -> None:
    empty = desk.page(wei, "en").talk

    assert await again(wei, empty, how) is empty
