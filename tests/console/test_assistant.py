"""The Assistant page: talk, what answers rest on, memories, and what operators see."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.client.calls import Call
from core.schemas.chat import Intent, ProposalStatus
from core.schemas.chat_watch import ChatSummary, ChatWindow, IntentCount, WatchedSession
from core.schemas.memories import Forgotten, HeldPreferenceOut, MemoryOut, PreferencesOut
from core.schemas.plans import PlanMode
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import FakeApi, refused, unreachable
from tests.console.prompts import a_page_of
from tests.support.talk import (
    AT,
    a_kept_turn,
    a_proposal,
    a_reply,
    a_session,
    a_trace,
    a_used_memory,
    some_frames,
    some_meta,
)

SESSIONS = "/api/ai/sessions"
MESSAGES = f"{SESSIONS}/session-1/messages"
MEMORIES = "/api/ai/memories"


def open_talk(open_page: Open, api: FakeApi, *messages: Any, **query: str) -> AppTest:
    """Open a conversation that has these messages, the newest first."""
    api.answers[SESSIONS] = a_page_of(a_session(title="A hello"))
    api.answers[MESSAGES] = a_page_of(*messages)
    return open_page("assistant", **({"session": "session-1"} | query))


def say(page: AppTest, words: str) -> AppTest:
    return page.chat_input[0].set_value(words).run()


@pytest.mark.usefixtures("signed_in")
def test_before_anything_was_said_the_page_says_what_to_do(open_page: Open, api: FakeApi) -> None:
    api.answers[SESSIONS] = a_page_of()

    page = open_page("assistant")

    assert "Nothing was said here yet" in page.info[0].value
    assert page.selectbox[0].options == ["a new one"]
    assert "Summary" not in [option.content for option in page.get("button_group")[1].proto.options]


@pytest.mark.usefixtures("signed_in")
def test_an_answer_shows_what_it_rests_on(open_page: Open, api: FakeApi) -> None:
    reply = a_reply(
        "At **nine**.", intent=Intent.TRIP_QUERY, trip_id="trip-7",
        used_memory=[a_used_memory("No early mornings")],
        tool_traces=[a_trace("trip_query", extra={"queried_day": "2026-12-02"})],
        ai_meta=some_meta(degraded=True, degraded_reason="rate_limited"),
    )  # fmt: skip

    page = open_talk(open_page, api, *a_kept_turn("What is on tomorrow?", reply, thumb=-1))

    said = texts_of(page)
    for shown in ("What is on tomorrow?", r"At \*\*nine\*\*", "offline\\-1 of offline",
                  "judged bad", "Open the trip", "2026-11-22 17:30"):  # fmt: skip
        assert shown in said
    assert page.expander[1].label == (
        "about a trip · 12 ms · 345 tokens · memories: 1 · trip read: yes"
    )
    assert r"rate\_limited" in page.warning[0].value
    memories, nodes, prompts = (table.value.to_numpy().tolist() for table in page.dataframe)
    assert memories == [["No early mornings", 0.82]]
    assert nodes == [["trip_query", "ok", 1.5, "queried_day=2026-12-02"]]
    assert prompts == [["assistant.route", "v2"]]


@pytest.mark.usefixtures("signed_in")
def test_an_answer_of_an_older_product_is_shown_without_its_small_print(
    open_page: Open, api: FakeApi
) -> None:
    answered, asked = a_kept_turn()

    page = open_talk(open_page, api, answered.model_copy(update={"meta": {}}), asked)

    assert "Gladly" in texts_of(page)
    assert not page.dataframe


@pytest.mark.usefixtures("signed_in")
def test_a_question_is_asked_as_chosen_and_opens_a_conversation(
    open_page: Open, api: FakeApi
) -> None:
    api.answers[SESSIONS] = a_page_of()
    page = open_page("assistant")
    page.checkbox(key="chat_use_memory").uncheck()
    page.selectbox(key="chat_mode").set_value(PlanMode.DEEP)
    api.turns = [[*some_frames("Gladly! ", nodes=[a_trace()]), a_reply()]]
    api.answers[SESSIONS] = a_page_of(a_session())
    api.answers[MESSAGES] = a_page_of(*a_kept_turn())

    say(page, "Hello")

    (wanted,) = api.talked
    assert (wanted.query, wanted.session_id, wanted.mode) == ("Hello", None, PlanMode.DEEP)
    assert (wanted.use_memory, wanted.return_tool_traces) == (False, True)
    assert page.query_params["session"] in ("session-1", ["session-1"])
    assert "Where to" in texts_of(page)


@pytest.mark.usefixtures("signed_in")
def test_the_next_question_goes_on_in_the_same_conversation(open_page: Open, api: FakeApi) -> None:
    page = open_talk(open_page, api, *a_kept_turn())
    api.turns = [[*some_frames(), a_reply()]]

    say(page, "And then?")

    assert api.talked[0].session_id == "session-1"


@pytest.mark.parametrize(("key", "word"), [("chat_yes", "Yes"), ("chat_no", "No")])
@pytest.mark.usefixtures("signed_in")
def test_a_change_is_answered_by_a_button_that_says_so_in_words(
    open_page: Open, api: FakeApi, key: str, word: str
) -> None:
    waiting = a_kept_turn("Move it", a_reply("Shall I?", proposal=a_proposal()))
    page = open_talk(open_page, api, *waiting)
    assert "Proposed change: move Nanyue King Museum (waits)" in texts_of(page)
    assert "It is shut then" in texts_of(page)
    made = a_reply("Done.", proposal=a_proposal(ProposalStatus.APPLIED))
    api.turns = [[*some_frames("Done."), made]]
    api.answers[MESSAGES] = a_page_of(*a_kept_turn(word, made, first=3), *waiting)

    page.button(key=key).click().run()

    assert api.talked[0].query == word
    assert "chat_yes" not in [button.key for button in page.button]


@pytest.mark.parametrize("error", [refused(3001, 502, "AI call failed"), unreachable()])
@pytest.mark.usefixtures("signed_in")
def test_a_question_without_an_answer_says_why_and_the_page_goes_on(
    open_page: Open, api: FakeApi, error: Exception
) -> None:
    page = open_talk(open_page, api, *a_kept_turn())
    api.turns = [[*some_frames("Gl"), error]]

    say(page, "Hello?")

    assert "Trace id" in page.error[0].value or "trace" in page.error[0].value.lower()
    assert "Gladly" in texts_of(page)


@pytest.mark.usefixtures("signed_in")
def test_a_thumb_is_sent_and_pressed_again_taken_back(open_page: Open, api: FakeApi) -> None:
    sent: list[Any] = []

    def judged(call: Call[Any]) -> None:
        sent.append(call.body)

    api.answers["/api/ai/messages/message-2/feedback"] = judged
    page = open_talk(open_page, api, *a_kept_turn())

    page.button(key="chat_good").click().run()
    api.answers[MESSAGES] = a_page_of(*a_kept_turn(thumb=1))
    page.run().button(key="chat_good").click().run()

    page.run().text_input(key="comment_message-2_").set_value("Quick and right").run()

    assert [body["thumb"] for body in sent] == [1, None, 1]
    assert [body["comment"] for body in sent] == ["", "", "Quick and right"]


@pytest.mark.usefixtures("signed_in")
def test_a_closed_conversation_takes_no_questions(open_page: Open, api: FakeApi) -> None:
    page = open_talk(open_page, api, *a_kept_turn())
    api.answers[SESSIONS] = a_page_of(a_session(closed_at=AT))

    page.run()

    assert "takes no further questions" in texts_of(page)
    assert page.chat_input[0].disabled


def a_memory(memory_id: str = "m1", **values: Any) -> MemoryOut:
    usual: dict[str, Any] = {
        "id": memory_id, "text": "I am vegetarian", "level": "user", "kind": "preference",
        "trip_id": None, "session_id": None, "said_at": AT, "preferences": [],
    }  # fmt: skip
    return MemoryOut(**(usual | values))


def open_memories(open_page: Open, api: FakeApi, *memories: MemoryOut) -> AppTest:
    held = HeldPreferenceOut(
        slot="diet", value="vegetarian", holds=True, memory_id="m1", words="", said_at=AT
    )
    api.answers[f"{MEMORIES}/preferences"] = PreferencesOut(items=[held] if memories else [])
    api.answers[MEMORIES] = a_page_of(*memories)
    return open_page("assistant", assistant_part="memories")


@pytest.mark.usefixtures("signed_in")
def test_memories_are_read_narrowed_and_what_holds_is_told(open_page: Open, api: FakeApi) -> None:
    page = open_memories(open_page, api, a_memory())

    said = texts_of(page)
    assert "- diet: vegetarian" in said
    assert "always · a preference · 2026-11-22 17:30" in said
    page.selectbox(key="memory_level").set_value("trip").run()
    page.text_input(key="memory_search").set_value("food").run()

    asked = [call.query for call, _ in api.sent if call.path == MEMORIES]
    assert asked[-1] == {"limit": 50, "level": "trip", "q": "food"}


@pytest.mark.usefixtures("signed_in")
def test_a_memory_is_changed_and_forgotten(open_page: Open, api: FakeApi) -> None:
    done: list[tuple[str, Any]] = []

    def one(call: Call[Any]) -> object:
        done.append((call.method, call.body))
        return a_memory() if call.method == "PATCH" else None

    api.answers[f"{MEMORIES}/m1"] = one
    page = open_memories(open_page, api, a_memory())

    page.text_area(key="text_m1").set_value("I eat fish").run()
    page.button(key="save_m1").click().run()
    page.button(key="forget_m1").click().run()

    assert done == [("PATCH", {"text": "I eat fish"}), ("DELETE", None)]


@pytest.mark.usefixtures("signed_in")
def test_everything_is_forgotten_at_once(open_page: Open, api: FakeApi) -> None:
    page = open_memories(open_page, api, a_memory())
    left = [a_memory()]

    def all_of_it(call: Call[Any]) -> object:
        if call.method == "DELETE":
            left.clear()
            return Forgotten(count=1)
        return a_page_of(*left)

    api.answers[MEMORIES] = all_of_it
    page.button(key="forget_all").click().run()

    assert left == []
    assert "Nothing is remembered" in texts_of(page)


def a_summary(**values: Any) -> ChatSummary:
    window = ChatWindow(
        hours=24, sessions=3, users=2, answers=80, tokens=9_000, degraded=8, degraded_share=0.1,
        withheld=2, thumbs_up=4, thumbs_down=1, turns=82, turns_failed=1, turns_cancelled=1,
        turn_p50_ms=21.4, turn_p95_ms=58.2,
    )  # fmt: skip
    usual: dict[str, Any] = {
        "at": AT, "today": AT.date(), "zone": "UTC", "sessions_total": 12, "sessions_today": 3,
        "messages_total": 1_200, "avg_turns_per_session": 10.0, "window": window,
        "top_intents": [IntentCount(intent=Intent.TRIP_QUERY, count=30)],
    }  # fmt: skip
    return ChatSummary(**(usual | values))


@pytest.mark.usefixtures("operator")
def test_operators_see_how_much_is_talked_and_how_it_goes(open_page: Open, api: FakeApi) -> None:
    api.answers["/admin/chat/summary"] = a_summary()

    page = open_page("assistant", assistant_part="summary")

    figures = [(metric.value, metric.delta) for metric in page.metric]
    assert figures == [
        ("12", "3 today"), ("1,200", ""), ("10.0", ""), ("80", "people: 2"), ("21", "p95 58 ms"),
        ("10%", "failed: 1, cancelled: 1"), ("2", ""), ("4 / 1", ""),
    ]  # fmt: skip
    assert len(page.get("plotly_chart")) == 1


@pytest.mark.usefixtures("operator")
def test_a_summary_of_nothing_has_no_picture_and_no_zero_for_what_is_unknown(
    open_page: Open, api: FakeApi
) -> None:
    nothing = a_summary().window.model_copy(
        update={"degraded_share": None, "turn_p50_ms": None, "turn_p95_ms": None}
    )
    api.answers["/admin/chat/summary"] = a_summary(window=nothing, top_intents=[])

    page = open_page("assistant", assistant_part="summary")

    assert [metric.value for metric in page.metric].count("–") == 2
    assert "No question was answered" in texts_of(page)


@pytest.mark.usefixtures("operator")
def test_operators_narrow_everybodys_conversations(open_page: Open, api: FakeApi) -> None:
    watched = WatchedSession(
        **a_session(title="Kyoto").model_dump(), user_id="u1", email="wei@example.org"
    )
    api.answers["/admin/chat/sessions"] = a_page_of(watched)
    page = open_page("assistant", assistant_part="everybody")

    row = page.dataframe[0].value.to_numpy().tolist()[0]
    page.selectbox(key="watch_intent").set_value(Intent.WEATHER).run()
    page.selectbox(key="watch_thumb").set_value("down").run()
    page.checkbox(key="watch_degraded").check().run()
    page.checkbox(key="watch_withheld").check().run()

    assert row == ["Kyoto", "wei@example.org", "2026-11-22 17:30", 2, "2026-11-22 17:30"]
    asked = [call.query for call, _ in api.sent if call.path == "/admin/chat/sessions"]
    assert asked[-1] == {
        "limit": 50, "intent": "weather", "degraded": "true", "withheld": "true", "thumb": "down",
    }  # fmt: skip


@pytest.mark.usefixtures("operator")
def test_operators_read_what_was_said_and_cannot_answer(open_page: Open, api: FakeApi) -> None:
    api.answers["/admin/chat/sessions/session-1/messages"] = a_page_of(*a_kept_turn("Hello"))

    page = open_page("assistant", assistant_part="everybody", watched="session-1")

    assert "Hello" in texts_of(page)
    assert not page.chat_input
    api.answers["/admin/chat/sessions"] = a_page_of()
    page.button(key="watch_back").click().run()
    assert "No conversation is as asked for" in texts_of(page)


@pytest.mark.usefixtures("signed_in")
def test_the_page_of_the_assistant_speaks_chinese(open_page: Open, api: FakeApi) -> None:
    api.answers[SESSIONS] = a_page_of()

    page = open_page("assistant", locale="zh-CN")

    assert page.title[0].value == "助手"
    assert "还没有内容" in page.info[0].value
