"""Who is signed in, and for how long."""

import asyncio

import pytest

from chat_demo import desk, words
from chat_demo.backend import Backend
from chat_demo.conversation import Conversation, TurnState
from chat_demo.desk import Again
from chat_demo.visitors import Visitor
from core.schemas.plans import PlanMode
from tests.chat_demo.acting import NEVER_S, again, ask, shown
from tests.chat_demo.conftest import PASSWORD
from tests.chat_demo.fake_api import FakeApi


@pytest.mark.parametrize(
    ("email", "password", "new", "note"),
    [
        ("wei", PASSWORD, False, words.BAD_EMAIL),
        ("wei@example", PASSWORD, True, words.BAD_EMAIL),
        ("wei@example.org", "short", False, words.SHORT_PASSWORD),
        ("wei@example.org", "x" * 129, True, words.SHORT_PASSWORD),
        ("wei@example.org", "wrong password", False, words.WRONG_CREDENTIALS),
        ("nobody@example.org", PASSWORD, False, words.WRONG_CREDENTIALS),
        ("wei@example.org", PASSWORD, True, words.ACCOUNT_EXISTS),
    ],
)
async def test_why_signing_in_did_not_work_is_a_sentence_in_the_visitors_language(
    api_address: str, email: str, password: str, new: bool, note: words.Phrase
) -> None:
    visitor = Visitor(Backend(api_address))

    english = await desk.sign_in(visitor, email, password, "en", new=new)
    chinese = await desk.sign_in(visitor, email, password, "zh", new=new)
    await visitor.backend.close()

    assert (english.note, chinese.note) == (note.en, note.zh)
    assert english.email is None


async def test_a_new_account_is_signed_in_at_once(api_address: str) -> None:
    visitor = Visitor(Backend(api_address))

    page = await desk.sign_in(visitor, " li@example.org ", PASSWORD, "en", new=True)
    await visitor.backend.close()

    assert page.email == "li@example.org"


async def test_an_expired_sign_in_is_renewed_without_a_word(wei: Visitor, api: FakeApi) -> None:
    api.sessions.clear()

    view = await ask(wei)

    assert api.refreshes == 1
    assert view.window.conversation.turns[0].state is TurnState.DONE


async def test_two_windows_whose_sign_in_expired_renew_it_once(wei: Visitor, api: FakeApi) -> None:
    # The API takes a second use of a refresh token for theft and signs the visitor out.
    api.sessions.clear()

    windows = [desk.page(wei, "en").talk.window for _ in range(3)]
    views = await asyncio.gather(*(ask(wei, window) for window in windows))

    assert api.refreshes == 1
    assert all(view.window.conversation.turns[-1].answer for view in views)


async def test_a_sign_in_that_cannot_be_renewed_asks_for_a_new_one_and_keeps_the_words(
    wei: Visitor, api: FakeApi
) -> None:
    api.sessions.clear()
    api.refreshers.clear()

    view = await ask(wei)

    assert view.signed_out
    assert wei.email is None
    page = await desk.sign_in(wei, "wei@example.org", PASSWORD, "en", new=False)
    assert page.talk.window.conversation.can_retry
    assert "✓ all 1 passed" in shown(await again(wei, page.talk, Again.RETRY))


async def test_one_visitors_plans_and_tokens_are_not_anothers(
    wei: Visitor, api: FakeApi, api_address: str
) -> None:
    ana = Visitor(Backend(api_address))
    await desk.sign_in(ana, "ana@example.org", PASSWORD, "en", new=False)

    weis = await ask(wei, text="trip of wei")
    anas = await ask(ana, text="trip of ana")
    stolen = await again(ana, weis, Again.SAVE)
    await ana.backend.close()

    assert [(email, body["text"]) for email, body in api.asked] == [
        ("wei@example.org", "trip of wei"),
        ("ana@example.org", "trip of ana"),
    ]
    assert "trip of wei" not in shown(anas)
    assert stolen is weis, "nothing happens with a window that is somebody else's"


async def test_who_is_not_signed_in_cannot_ask(api_address: str, api: FakeApi) -> None:
    stranger = Visitor(Backend(api_address))

    view = await ask(stranger)
    await stranger.backend.close()

    assert view.signed_out
    assert api.asked == []


async def test_a_page_that_is_not_known_any_more_says_so() -> None:
    view = await ask(None)

    assert view.hint == words.LOST.en


async def test_signing_out_empties_the_page_and_ends_the_sign_in(
    wei: Visitor, api: FakeApi
) -> None:
    await ask(wei)

    page = await desk.sign_out(wei, "en")

    assert page.email is None
    assert api.refreshers == {}
    assert page.talk.messages == []
    assert wei.conversation == Conversation()


async def test_another_language_for_the_page_leaves_a_running_plan_alone(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda _: [(NEVER_S, "final", {})]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "2 days", PlanMode.FAST, "en")
    running = await anext(views)

    page = desk.speak(wei, running.window, "zh", PlanMode.DEEP)
    await views.aclose()

    assert page.talk.window.conversation.busy
    assert (page.language, page.mode) == ("zh", PlanMode.DEEP)
    assert wei.language == "zh"
