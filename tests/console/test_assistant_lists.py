"""The Assistant page: lists that go on, and the task behind an answer."""

from typing import Any

import pytest

from core.client.calls import Call
from core.schemas.chat import Intent
from core.schemas.chat_watch import WatchedSession
from core.schemas.joblogs import JobLine, JobLogPage, JobStats
from core.schemas.memories import MemoryOut, PreferencesOut
from core.schemas.tasks import TaskStatus, TaskView
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import FakeApi
from tests.console.prompts import a_page_of
from tests.console.saved_trips import a_task
from tests.support.talk import AT, a_kept_turn, a_reply, a_session

SESSIONS = "/api/ai/sessions"
MESSAGES = f"{SESSIONS}/session-1/messages"
WATCHED = WatchedSession(**a_session(title="Kyoto").model_dump(), user_id="u1", email="w@x.org")


def in_two_pages(*items: Any) -> Any:
    """Return an answer that has the first of two items, and on the next page the other."""

    def page(call: Call[Any]) -> object:
        later = "cursor" in call.query
        return a_page_of(items[int(later)], has_more=not later)

    return page


@pytest.mark.usefixtures("signed_in")
def test_conversations_and_messages_go_back_to_the_first(open_page: Open, api: FakeApi) -> None:
    answered, asked = a_kept_turn("The very first question")
    api.answers[SESSIONS] = in_two_pages(a_session(), a_session("session-0", title="The oldest"))
    api.answers[MESSAGES] = in_two_pages(answered, asked)
    page = open_page("assistant", session="session-1")
    assert "The very first question" not in texts_of(page)
    assert "The oldest" not in page.selectbox[0].options

    page.button(key="messages_session-1_more").click().run()
    page.button(key="sessions_more").click().run()

    assert "The very first question" in texts_of(page)
    assert "The oldest" in page.selectbox[0].options
    assert not [button for button in page.button if str(button.key).endswith("_more")]


@pytest.mark.usefixtures("signed_in")
def test_memories_go_on(open_page: Open, api: FakeApi) -> None:
    usual: dict[str, Any] = {"level": "user", "kind": "fact", "trip_id": None, "session_id": None,
                             "said_at": AT, "preferences": []}  # fmt: skip
    one, other = (MemoryOut(id=words, text=words, **usual) for words in ("Newest", "Oldest"))
    api.answers["/api/ai/memories/preferences"] = PreferencesOut(items=[])
    api.answers["/api/ai/memories"] = in_two_pages(one, other)

    page = open_page("assistant", assistant_part="memories")
    page.button(key="memories_more").click().run()

    assert "Newest" in texts_of(page)
    assert "Oldest" in texts_of(page)


@pytest.mark.usefixtures("operator")
def test_everybodys_conversations_go_on(open_page: Open, api: FakeApi) -> None:
    other = WATCHED.model_copy(update={"title": "Rome"})
    api.answers["/admin/chat/sessions"] = in_two_pages(WATCHED, other)

    page = open_page("assistant", assistant_part="everybody")
    page.button(key="watched_more").click().run()

    assert page.dataframe[0].value.iloc[:, 0].tolist() == ["Kyoto", "Rome"]


def open_task(open_page: Open, api: FakeApi, task: TaskView, locale: str = "en-GB") -> Any:
    """Open the task behind the last answer of a conversation."""
    reply = a_reply("It is being planned.", intent=Intent.TRIP_PLAN, task_id="task-1")
    line = JobLine(seq=7, attempt=1, timestamp=AT, level="info", event="task.started",
                   message="Attempt {attempt} has begun", data={"attempt": 1})  # fmt: skip
    api.answers |= {
        SESSIONS: a_page_of(a_session()),
        MESSAGES: a_page_of(*a_kept_turn("Plan it", reply)),
        "/api/tasks/task-1": task,
        "/api/tasks/task-1/logs": JobLogPage(
            job_id="task-1", job_type=task.job_type, status=task.status, attempt=1,
            progress=task.progress, stats=JobStats(llm_calls=1, tokens=2), lines=[line], cursor=7,
            has_more=False, ended=False,
        ),
    }  # fmt: skip
    page = open_page("assistant", session="session-1", locale=locale)
    return page.toggle(key="task_message-2").set_value(True).run()


@pytest.mark.usefixtures("signed_in")
def test_the_task_behind_an_answer_shows_how_far_it_is_and_can_be_cancelled(
    open_page: Open, api: FakeApi
) -> None:
    page = open_task(open_page, api, a_task(TaskStatus.RUNNING))
    assert [bar.proto.value for bar in page.get("progress")] == [40]
    assert "at work" in texts_of(page)
    assert r"7\. Attempt 1 has begun" in texts_of(page)

    cancelled = a_task(TaskStatus.CANCELLED)
    api.answers |= {"/api/tasks/task-1/cancel": cancelled, "/api/tasks/task-1": cancelled}
    page.button(key="cancel_task-1").click().run()

    assert "cancelled" in texts_of(page)
    assert not page.get("progress")


@pytest.mark.usefixtures("signed_in")
def test_a_task_that_has_ended_leads_to_its_trip_or_says_why_there_is_none(
    open_page: Open, api: FakeApi
) -> None:
    done = a_task(TaskStatus.SUCCEEDED, result={"trip_id": "trip-7"}, duration_ms=4_200.0)
    said = texts_of(open_task(open_page, api, done, locale="zh-CN"))
    assert "[打开行程](/trips?trip=trip-7)" in said
    assert "第 1 次执行开始" in said
    assert "4.2 秒" in said

    failed = a_task(TaskStatus.FAILED, error={"code": 5004, "detail": "Too much is kept"})

    assert "Too much is kept" in open_task(open_page, api, failed).error[0].value
