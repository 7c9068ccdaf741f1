"""What happens when a visitor does something."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chat_demo import desk, words
from chat_demo.backend import Backend
from chat_demo.conversation import Conversation, TurnState
from chat_demo.desk import Again, TalkView, Window
from chat_demo.visitors import Visitor
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.plans import TEXT_MAX_CHARS, PlanMode, PlanRequest
from tests.chat_demo.conftest import PASSWORD
from tests.chat_demo.fake_api import Event, FakeApi, usual_plan, wire
from tests.chat_demo.plans import a_day, a_stop, an_answer
from tests.chat_demo.reading import read
from tests.support.answers import TRACE_ID, a_problem
from tests.support.waiting import eventually

NOWHERE = "http://127.0.0.1:9"
NEVER_S = 3600.0


async def ask(
    visitor: Visitor | None, window: Window | None = None, text: str = "2 days in Guangzhou"
) -> TalkView:
    """Ask and return what is to be seen in the end."""
    asked = window or desk.page(visitor, "en").talk.window
    views = [view async for view in desk.ask(visitor, asked, text, PlanMode.FAST, "en")]
    return views[-1]


async def again(visitor: Visitor, view: TalkView, how: Again) -> TalkView:
    """Do more with the last turn and return what is to be seen in the end."""
    views = [seen async for seen in desk.again(visitor, view.window, how, "en")]
    return views[-1] if views else view


def shown(view: TalkView) -> str:
    return "\n".join(read(message["content"]).text for message in view.messages)


def failing(code: int, status: int, **values: Any) -> list[Event]:
    return [(0, "failed", a_problem(code, status, **values))]


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


async def test_an_expired_sign_in_is_renewed_without_a_word(wei: Visitor, api: FakeApi) -> None:
    api.sessions.clear()

    view = await ask(wei)

    assert api.refreshes == 1
    assert view.window.conversation.turns[0].state is TurnState.DONE


async def test_two_windows_whose_sign_in_expired_renew_it_once(wei: Visitor, api: FakeApi) -> None:
    # The API takes a second use of a refresh token for theft and signs the visitor out.
    api.sessions.clear()

    views = await asyncio.gather(ask(wei), ask(wei), ask(wei))

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


async def test_a_stopped_plan_keeps_its_days_and_can_be_tried_again(
    wei: Visitor, api: FakeApi
) -> None:
    api.script = lambda body: [*usual_plan(body)[:3], (NEVER_S, "final", {})]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "2 days", PlanMode.DEEP, "en")
    view = await anext(views)
    while not view.window.conversation.turns[-1].days:
        view = await anext(views)
    await views.aclose()

    stopped = desk.stop(wei, view.window)

    assert "Stopped. Nothing was saved." in shown(stopped)
    assert "Day 1" in shown(stopped)
    api.script = usual_plan
    assert "✓ all 1 passed" in shown(await again(wei, stopped, Again.RETRY))


async def test_after_a_reload_the_conversation_is_there_and_what_ran_has_stopped(
    wei: Visitor, api: FakeApi
) -> None:
    await ask(wei, text="first")
    api.script = lambda _: [(NEVER_S, "final", {})]
    window = desk.page(wei, "en").talk.window
    views = desk.ask(wei, window, "second", PlanMode.FAST, "en")
    await anext(views)
    await views.aclose()

    page = desk.page(wei, "en")

    assert page.email == "wei@example.org"
    states = [turn.state for turn in page.talk.window.conversation.turns]
    assert states == [TurnState.DONE, TurnState.STOPPED]


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

    assert "The model gave no usable answer.no answercode 3001" in shown(view)
    assert "Day 1" in shown(view)
    assert view.window.conversation.can_retry


async def test_an_answer_that_is_none_of_ours_is_a_sentence(wei: Visitor, api: FakeApi) -> None:
    api.script = lambda _: [(0, "final", {"surprise": True})]

    assert words.UNREACHABLE.en in shown(await ask(wei))


async def test_an_api_that_is_down_is_a_sentence_and_can_be_tried_again() -> None:
    visitor = Visitor(Backend(NOWHERE), owner_id="wei")

    page = await desk.sign_in(visitor, "wei@example.org", PASSWORD, "en", new=False)
    await visitor.backend.close()

    assert page.note == words.UNREACHABLE.en
    assert page.email is None


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


async def test_signing_out_empties_the_page(wei: Visitor) -> None:
    await ask(wei)

    page = desk.sign_out(wei, "en")

    assert page.email is None
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
