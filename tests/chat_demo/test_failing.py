"""There is no plan, and a sentence says why."""

from collections.abc import AsyncIterator

from chat_demo import desk, words
from chat_demo.backend import Backend
from chat_demo.visitors import Visitor
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.plans import PlanRequest
from tests.chat_demo.acting import NOWHERE, ask, failing, shown
from tests.chat_demo.conftest import PASSWORD
from tests.chat_demo.fake_api import FakeApi, served, usual_plan
from tests.support.answers import TRACE_ID
from tests.support.plans import a_day, a_stop, an_answer


async def test_an_unknown_city_is_answered_with_those_we_know(wei: Visitor, api: FakeApi) -> None:
    loc = [{"loc": ["body", "destination"], "type": "unknown_city", "msg": "unknown"}]
    api.script = lambda _: failing(1001, 422, detail="'Atlantis' is no city", errors=loc)

    english = shown(await ask(wei, text="3 days in Atlantis"))
    chinese = shown(await ask(wei, text="亚特兰蒂斯三天"))

    assert "We do not know this city yet" in english
    assert "Cities we know: Guangzhou, Paris" in english
    assert "code 1001 · trace " + TRACE_ID in english
    assert "广州、巴黎" in chinese


async def test_a_failure_in_the_middle_keeps_what_was_ready_and_can_be_tried_again(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda body: [*usual_plan(body)[:3], *failing(3001, 502, detail="no answer")]

    view = await ask(wei)

    assert f"{words.SENTENCES[3001].en}no answercode 3001" in shown(view)
    assert "Day 1" in shown(view)
    assert view.window.conversation.can_retry


async def test_an_answer_that_is_none_of_ours_is_a_sentence(wei: Visitor, api: FakeApi) -> None:
    api.script = lambda _: [(0, "final", {"surprise": True})]

    assert words.UNREACHABLE.en in shown(await ask(wei))


async def test_an_api_that_is_down_is_a_sentence_and_can_be_tried_again(api: FakeApi) -> None:
    with served(api.app) as address:
        visitor = Visitor(Backend(address))
        await desk.sign_in(visitor, "wei@example.org", PASSWORD, "en", new=False)

    view = await ask(visitor)
    await visitor.backend.close()

    assert words.UNREACHABLE.en in shown(view)
    assert view.window.conversation.can_retry


async def test_signing_in_to_an_api_that_is_down_says_so() -> None:
    visitor = Visitor(Backend(NOWHERE))

    page = await desk.sign_in(visitor, "wei@example.org", PASSWORD, "en", new=False)
    await visitor.backend.close()

    assert page.note == words.UNREACHABLE.en
    assert page.email is None


class BrokenBackend(Backend):
    """Signs in, and has a bug."""

    def plan(self, wanted: PlanRequest, language: Language) -> AsyncIterator[PlanEvent]:
        raise RuntimeError("bug")


async def test_a_bug_of_ours_is_a_failed_turn_and_never_an_endless_wait(api_address: str) -> None:
    visitor = Visitor(BrokenBackend(api_address))
    await desk.sign_in(visitor, "wei@example.org", PASSWORD, "en", new=False)

    view = await ask(visitor)
    await visitor.backend.close()

    assert words.SENTENCES[5000].en in shown(view)
    assert not view.window.conversation.busy


async def test_a_plan_that_cannot_be_drawn_does_not_take_the_page_with_it(
    wei: Visitor, api: FakeApi
) -> None:
    nowhere = a_day(0, a_stop(lat=float("inf")))
    api.script = lambda _: [(0, "final", an_answer(nowhere).model_dump(mode="json"))]

    view = await ask(wei)

    assert words.SENTENCES[5000].en in shown(view)
    assert words.SENTENCES[5000].en in shown(desk.page(wei, "en").talk)
