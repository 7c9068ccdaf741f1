"""Talk with the assistant: asked, answered, stopped, judged, gone on with, and forgotten."""

import asyncio
from typing import Any

import pytest

from chat_demo import desk, talking_desk
from chat_demo.backend import Backend
from chat_demo.desk import TalkView, Window
from chat_demo.visitors import Visitor
from core.schemas.chat import Intent, ProposalStatus
from core.schemas.plans import PlanMode
from tests.chat_demo.acting import NOWHERE, shown
from tests.chat_demo.fake_api import FakeApi, failed, wire
from tests.chat_demo.fake_talk import NEVER_S, Turn, a_memory, failing_turn
from tests.support.answers import a_pair
from tests.support.plans import a_day, an_answer
from tests.support.talk import (
    a_kept_turn,
    a_proposal,
    a_reply,
    a_session,
    a_trace,
    some_frames,
)
from tests.support.waiting import eventually


async def talk(visitor: Visitor, window: Window | None = None, text: str = "Hello") -> TalkView:
    """Say something and return what is to be seen in the end."""
    asked = window or desk.page(visitor, "en").talk.window
    views = [view async for view in desk.ask(visitor, asked, text, None, "en")]
    return views[-1]


async def test_words_are_heard_as_they_come_and_the_answer_stays(
    wei: Visitor, api: FakeApi
) -> None:
    begun = some_frames("Gladly! ", nodes=[a_trace("memory_read")])
    api.talk.script = lambda _: [*begun, NEVER_S]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "Hello", None, "en")

    async with asyncio.timeout(10):
        view = await anext(views)
        while "Gladly!" not in shown(view):
            view = await anext(views)
    await views.aclose()

    assert view.window.conversation.busy
    assert not view.window.conversation.can_judge


async def test_the_question_goes_to_the_assistant_and_the_next_one_on_in_its_conversation(
    wei: Visitor, api: FakeApi
) -> None:
    first = await talk(wei, text="  你好  ")
    second = await talk(wei, first.window, text="再见")

    one, two = api.talk.asked
    assert (one["query"], one["language"], one["use_memory"]) == ("你好", "zh", True)
    assert "session_id" not in one or one["session_id"] is None
    assert two["session_id"] == "session-1"
    assert one["request_id"] != two["request_id"]
    assert api.asked == []
    assert shown(second).count("Gladly! Where to?") == 2
    assert second.window.conversation.can_judge


async def test_who_wants_nothing_remembered_is_not(wei: Visitor, api: FakeApi) -> None:
    window = desk.page(wei, "en").talk.window

    _ = [view async for view in desk.ask(wei, window, "Hi", None, "en", use_memory=False)]

    assert api.talk.asked[0]["use_memory"] is False


async def test_with_a_mode_the_words_are_planned_as_they_stand(wei: Visitor, api: FakeApi) -> None:
    window = desk.page(wei, "en").talk.window

    _ = [view async for view in desk.ask(wei, window, "2 days", PlanMode.DEEP, "en")]

    assert api.talk.asked == []
    assert [body["mode"] for _, body in api.asked] == ["deep"]


async def test_a_plan_made_in_talk_is_shown_whole_with_its_files_and_can_be_changed(
    wei: Visitor, api: FakeApi
) -> None:
    kept = await desk_keeps_a_plan(wei, api)
    reply = a_reply("I saved it.", intent=Intent.TRIP_PLAN, trip_id=kept)
    api.talk.script = lambda _: [*some_frames("I saved it."), reply]

    view = await talk(wei, text="Plan 2 days in Guangzhou")

    text = shown(view)
    for part in ("I saved it.", "✓ Saved to your trips", "Show the whole plan: 2 days", "Day 2",
                 "Chen Clan Ancestral Hall 陈家祠", "The bay is shut then"):  # fmt: skip
        assert part in text
    conversation = view.window.conversation
    assert conversation.saved_trip == kept
    assert conversation.swapping is not None
    assert not conversation.can_save


async def desk_keeps_a_plan(visitor: Visitor, api: FakeApi) -> str:
    api.opens_saved = True
    trip = await visitor.backend.keep(an_answer(a_day(0), a_day(1)).plan, "en")  # type: ignore[arg-type]
    return trip.id


async def test_a_deep_plan_is_followed_to_its_end_and_shown(wei: Visitor, api: FakeApi) -> None:
    kept = await desk_keeps_a_plan(wei, api)
    api.planned = wire(an_answer(a_day(0), a_day(1), trip_id=kept))
    reply = a_reply("I am planning it.", intent=Intent.TRIP_PLAN, task_id="task-1")
    api.talk.script = lambda _: [*some_frames("I am planning it."), reply]

    view = await talk(wei, text="Plan it deep")

    assert "Show the whole plan: 2 days" in shown(view)
    assert view.window.conversation.saved_trip == kept


async def test_a_change_waits_for_a_button_and_is_then_shown_as_made(
    wei: Visitor, api: FakeApi
) -> None:
    kept = await desk_keeps_a_plan(wei, api)
    applied = a_proposal(ProposalStatus.APPLIED, trip_id=kept, version=2)

    def turn(body: dict[str, Any]) -> Turn:
        proposal = applied if body["query"] == "Yes" else a_proposal()
        return [*some_frames(), a_reply("So?", intent=Intent.TRIP_EDIT, proposal=proposal)]

    api.talk.script = turn
    asked = await talk(wei, text="Move the museum")
    assert asked.window.conversation.can_answer
    assert "Waits for your yes or no." in shown(asked)

    done = await talk(wei, asked.window, text="Yes")

    assert not done.window.conversation.can_answer
    assert "✓ Changed; version 2." in shown(done)
    assert "Show the whole plan: 2 days" in shown(done)


async def test_stopping_ends_the_turn_here_and_at_the_api(wei: Visitor, api: FakeApi) -> None:
    api.talk.script = lambda _: [*some_frames("Glad"), NEVER_S]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "Hello", None, "en")
    view = await anext(views)
    while "Glad" not in shown(view):
        view = await anext(views)

    stopped = await desk.stop(wei, view.window, "en")
    await views.aclose()

    assert "Stopped." in shown(stopped)
    assert stopped.window.conversation.can_retry
    assert api.talk.cancelled == [api.talk.asked[0]["request_id"]]


async def test_who_only_leaves_lets_the_turn_go_on(wei: Visitor, api: FakeApi) -> None:
    wei.linger_s = 0.0
    api.talk.script = lambda _: [*some_frames("Glad"), NEVER_S]
    views = desk.ask(wei, desk.page(wei, "en").talk.window, "Hello", None, "en")
    while "Glad" not in shown(await anext(views)):
        pass

    await views.aclose()

    async def over() -> bool:
        return not wei.making

    assert await eventually(over)
    assert api.talk.cancelled == []


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [(3001, 502, "The language model gave no usable answer"), (5001, 503, "depend on is down")],
)
async def test_a_question_without_an_answer_says_why_and_can_be_asked_again(
    wei: Visitor, api: FakeApi, code: int, status: int, said: str
) -> None:
    api.talk.script = lambda _: failing_turn(code, status)

    view = await talk(wei)

    assert said in shown(view)
    assert f"code {code}" in shown(view)
    assert view.window.conversation.can_retry


async def test_without_the_api_that_is_said_and_the_words_come_back(api: FakeApi) -> None:
    visitor = Visitor(Backend(NOWHERE))
    visitor.backend._client.tokens = a_pair()
    visitor.signed_in()

    view = await talk(visitor, text="Hello there")
    await visitor.leave()

    assert "does not answer" in shown(view)
    assert view.back == "Hello there"


async def test_earlier_conversations_are_listed_and_gone_on_with(
    wei: Visitor, api: FakeApi
) -> None:
    api.talk.sessions = [a_session(title=" A\nhello "), a_session("session-2", title="")]
    api.talk.messages = a_kept_turn("Hello", a_reply("Gladly!"))

    found = await talking_desk.past(wei, "en")
    window = desk.page(wei, "en").talk.window
    opened = await talking_desk.go_on(wei, window, "session-1", "en")
    await talk(wei, opened.window, text="Next")

    assert found.choices == (
        ("A hello · 2026-11-22 09:30", "session-1"),
        ("Conversation of 2026-11-22 09:30", "session-2"),
    )
    assert "Gladly!" in shown(opened)
    assert api.talk.asked[0]["session_id"] == "session-1"


async def test_a_new_conversation_begins_with_nothing(wei: Visitor, api: FakeApi) -> None:
    await talk(wei)

    begun = talking_desk.begin_anew(wei, "en")
    await talk(wei, begun.window, text="Again")

    assert begun.messages == []
    assert api.talk.asked[1].get("session_id") is None


async def test_a_thumb_is_kept_and_pressed_again_taken_back(wei: Visitor, api: FakeApi) -> None:
    view = await talk(wei)

    up = await talking_desk.judge(wei, view.window, 1, "en")
    down = await talking_desk.judge(wei, up.window, -1, "en")
    none = await talking_desk.judge(wei, down.window, -1, "en")

    assert [judged[1] for judged in api.talk.judged] == [1, -1, None]
    assert (up.good_news, up.hint[:9]) == (True, "Thank you")
    assert "taken back" in none.hint


async def test_who_has_judged_an_answer_may_say_why(wei: Visitor, api: FakeApi) -> None:
    view = await talk(wei)
    unasked = await talking_desk.comment(wei, view.window, "Why not", "en")
    down = await talking_desk.judge(wei, unasked.window, -1, "en")

    why = await talking_desk.comment(wei, down.window, " Too early for me ", "en")
    up = await talking_desk.judge(wei, why.window, 1, "en")
    none = await talking_desk.judge(wei, up.window, 1, "en")

    assert api.talk.judged == [
        ("message-2", -1, ""),
        ("message-2", -1, "Too early for me"),
        ("message-2", 1, "Too early for me"),
        ("message-2", None, ""),
    ]
    assert (unasked.hint, why.good_news) == ("", True)
    last = none.window.conversation.last
    assert last is not None
    assert last.talk is not None
    assert last.talk.comment == ""


async def test_what_is_remembered_is_shown_and_forgotten_one_by_one_or_whole(
    wei: Visitor, api: FakeApi
) -> None:
    api.talk.memories = [a_memory("m1"), a_memory("m2", "Not before\nten", level="session")]

    before = await talking_desk.remembered(wei, "en")
    untouched = await talking_desk.forget(wei, [], "en")
    one = await talking_desk.forget(wei, ["m1"], "en")
    none = await talking_desk.forget(wei, None, "zh")

    assert before.choices == (
        ("I am vegetarian · always · 2026-11-22", "m1"),
        ("Not before ten · for one conversation · 2026-11-22", "m2"),
    )
    assert untouched == before
    assert ([key for _, key in one.choices], one.hint) == (["m2"], "Forgotten: 1.")
    assert (none.choices, none.hint) == ((), "已忘记 1 条。")


async def test_what_the_api_refuses_is_told_in_the_place_of_a_list(
    wei: Visitor, api: FakeApi
) -> None:
    view = await talk(wei)
    api.talk.refusal = failed(5001, 503)

    assert "depend on is down" in (await talking_desk.past(wei, "en")).hint
    assert "depend on is down" in (await talking_desk.remembered(wei, "en")).hint
    assert "depend on is down" in (await talking_desk.judge(wei, view.window, 1, "en")).hint
    refused = await talking_desk.go_on(wei, view.window, "session-1", "en")
    assert "depend on is down" in refused.hint
    assert refused.window == view.window


async def test_who_is_signed_out_sees_nothing_of_anybody(wei: Visitor, api: FakeApi) -> None:
    api.talk.sessions, api.talk.memories = [a_session()], [a_memory()]
    view = await talk(wei)
    wei.sign_out()

    assert (await talking_desk.past(wei, "en")).choices == ()
    assert (await talking_desk.remembered(wei, "en")).choices == ()
    judged = await talking_desk.judge(wei, view.window, 1, "en")
    assert judged.hint == ""
    assert api.talk.judged == []
