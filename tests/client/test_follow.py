"""Following a task: every line once, whatever breaks on the way."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from core.client.errors import ApiError, ApiUnreachableError
from core.client.events import JobEnded, JobEvent, JobLink, JobMissing, Link, Patience
from core.client.http import ApiClient, AsyncApiClient
from core.schemas.accounts import TokenPair
from core.schemas.joblogs import JobUpdate
from tests.client.conftest import ADDRESS
from tests.client.test_refresh import Accounts
from tests.support.answers import a_pair, failed, ok

TASK = "t1"
HASTE = Patience(first_s=0.0, most_s=0.0, between_polls_s=0.0)
Handler = Callable[[httpx.Request], httpx.Response]


class Log:
    """A task's log as the API tells it; `plan` says how the next requests fare, then all well.

    `page`, `stream`: answer. `cut N`: break the stream off after N lines. `reconnect N`: send the
    reader away after N lines. `no end`: tell every line, then stop. A number: fail with it.
    """

    def __init__(self, *plan: str | int, lines: int = 5, ended: bool = True) -> None:
        self.plan = list(plan)
        self.lines = lines
        self.ended = ended
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        is_page = request.url.path.endswith("/logs")
        after = request.url.params.get("after") or request.headers.get("Last-Event-ID") or "0"
        self.asked.append(f"{'page' if is_page else 'stream'} {after}")
        step = self.plan.pop(0) if self.plan else "well"
        match step:
            case int():
                return failed(1003, step)
            case "refused":
                raise httpx.ConnectError("no")
            case "garbage":
                return httpx.Response(200, text="<html>")
            case _ if is_page:
                return self._page(int(after), whole=step == "well")
            case _:
                return self._stream(int(after), step)

    def _page(self, after: int, *, whole: bool) -> httpx.Response:
        last = self.lines if whole else min(self.lines, after + 1)
        lines = [a_line(seq) for seq in range(after + 1, last + 1)]
        ended = self.ended and whole
        status = "succeeded" if ended else "running"
        return ok(
            a_state(status) | {"lines": lines, "cursor": last, "has_more": False, "ended": ended}
        )

    def _stream(self, after: int, step: str) -> httpx.Response:
        if step == "over":
            return httpx.Response(204)
        how, _, count = step.partition(" ")
        last = min(self.lines, after + int(count)) if count else self.lines
        parts = [f"retry: 0\nid: {after}\ndata: \n\n", sse("status", a_state("running"))]
        parts += [
            sse("log", a_state("running") | {"event": a_line(seq)}, seq)
            for seq in range(after + 1, last + 1)
        ]
        if how == "reconnect":
            parts.append(sse("reconnect", {"reason": "age"}))
        elif how == "gone":
            parts.append(sse("gone", {"job_id": TASK}))
        elif how != "cut":
            parts.append(sse("end", a_state("succeeded"), last))
        return httpx.Response(
            200, headers={"Content-Type": "text/event-stream"}, text="".join(parts)
        )


def a_line(seq: int) -> dict[str, Any]:
    return {
        "seq": seq, "attempt": 1, "timestamp": "2026-12-01T00:00:00Z", "level": "info",
        "event": "model.asked", "message": "Asking the model: {prompt}",
        "data": {"prompt": f"一\u2028{seq}"},
    }  # fmt: skip


def a_state(status: str) -> dict[str, Any]:
    return {
        "job_id": TASK, "status": status, "attempt": 1,
        "job_type": {"key": "plan", "title": "Planning", "title_zh": "规划", "icon": "map"},
        "progress": {"percent": 0, "stage": None, "done": None, "total": None},
        "stats": {"llm_calls": 0, "tokens": 0},
    }  # fmt: skip


def sse(name: str, data: dict[str, Any], event_id: int | None = None) -> str:
    text = f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n"
    return text + (f"id: {event_id}\n\n" if event_id is not None else "\n")


Follow = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def follow(request: pytest.FixtureRequest) -> Follow:
    """Return what follows a task of an API that a function plays, with either client."""

    async def with_async(api: Handler, tokens: TokenPair | None = None) -> list[JobEvent]:
        transport = httpx.MockTransport(api)
        async with AsyncApiClient(ADDRESS, tokens, transport=transport) as client:
            return [event async for event in client.follow_task(TASK, patience=HASTE)]

    def plainly(api: Handler, tokens: TokenPair | None) -> list[JobEvent]:
        with ApiClient(ADDRESS, tokens, transport=httpx.MockTransport(api)) as client:
            return list(client.follow_task(TASK, patience=HASTE))

    async def with_plain(api: Handler, tokens: TokenPair | None = None) -> list[JobEvent]:
        return await asyncio.to_thread(plainly, api, tokens)

    return with_plain if request.param == "sync" else with_async


def seqs(events: list[JobEvent]) -> list[int]:
    return [event.event.seq for event in events if isinstance(event, JobUpdate) and event.event]


def links(events: list[JobEvent]) -> list[Link]:
    return [event.link for event in events if isinstance(event, JobLink)]


async def test_a_task_that_has_ended_is_read_without_a_stream(follow: Follow) -> None:
    log = Log()

    events = await follow(log)

    assert seqs(events) == [1, 2, 3, 4, 5]
    assert isinstance(events[-1], JobEnded)
    assert events[-1].state.status == "succeeded"
    assert log.asked == ["page 0"]
    assert events[1].event.data == {"prompt": "一\u20281"}


async def test_a_running_task_is_streamed_on_behind_its_page(follow: Follow) -> None:
    log = Log("page")

    events = await follow(log)

    assert seqs(events) == [1, 2, 3, 4, 5]
    assert links(events) == [Link.LIVE]
    assert log.asked == ["page 0", "stream 1"]
    assert isinstance(events[-1], JobEnded)


@pytest.mark.parametrize("how", ["cut", "reconnect"])
async def test_a_stream_that_breaks_off_is_taken_up_behind_the_last_line(
    follow: Follow, how: str
) -> None:
    log = Log("page", f"{how} 2", f"{how} 0", f"{how} 1")

    events = await follow(log)

    assert seqs(events) == [1, 2, 3, 4, 5]
    assert log.asked == ["page 0", "stream 1", "stream 3", "stream 3", "stream 4"]


async def test_being_sent_elsewhere_is_no_break(follow: Follow) -> None:
    events = await follow(Log("page", *["reconnect 0"] * 20))

    assert links(events) == [Link.LIVE]
    assert seqs(events) == [1, 2, 3, 4, 5]


async def test_a_line_that_comes_again_is_told_once(follow: Follow) -> None:
    class Repeating(Log):
        def _stream(self, after: int, step: str) -> httpx.Response:
            return super()._stream(0, step)

    events = await follow(Repeating("page", "cut 3"))

    assert seqs(events) == [1, 2, 3, 4, 5]


async def test_after_five_breaks_the_log_is_polled_by_the_same_cursor(follow: Follow) -> None:
    log = Log("page", "cut 1", 503, 500, "refused", "garbage", "page", "page")

    events = await follow(log)

    assert seqs(events) == [1, 2, 3, 4, 5]
    assert links(events) == [Link.LIVE, Link.WAITING, Link.POLLING]
    assert log.asked[6:] == ["page 2", "page 3", "page 4"]


async def test_from_polling_the_stream_is_tried_again_after_a_while(follow: Follow) -> None:
    log = Log("page", *[503] * 5, *["page"] * 12, lines=20)

    events = await follow(log)

    assert seqs(events) == list(range(1, 21))
    assert links(events) == [Link.WAITING, Link.POLLING, Link.LIVE]
    assert log.asked[-1] == "stream 13"


async def test_a_stream_that_only_ever_says_where_it_stands_counts_as_broken(
    follow: Follow,
) -> None:
    events = await follow(Log("page", *["cut 0"] * 5))

    assert links(events)[-1] is Link.POLLING
    assert seqs(events) == [1, 2, 3, 4, 5]


async def test_who_is_told_not_to_come_back_asks_once_more_how_it_ended(follow: Follow) -> None:
    log = Log("page", "cut 4", "over")

    events = await follow(log)

    assert log.asked == ["page 0", "stream 1", "stream 5", "page 5"]
    assert isinstance(events[-1], JobEnded)


@pytest.mark.parametrize("plan", [[404], ["page", 404], ["page", "gone 1"]])
async def test_a_task_that_is_not_there_any_more_is_said_to_be_missing(
    follow: Follow, plan: list[str | int]
) -> None:
    events = await follow(Log(*plan))

    assert events[-1] == JobMissing(TASK)


async def test_when_neither_stream_nor_polling_works_the_last_failure_is_raised(
    follow: Follow,
) -> None:
    log = Log("page", *["refused"] * 100)

    with pytest.raises(ApiUnreachableError, match="is it running"):
        await follow(log)

    assert len(log.asked) == 1 + 5 + 6


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_what_waiting_does_not_mend_is_raised_at_once(follow: Follow, status: int) -> None:
    log = Log("page", status)

    with pytest.raises(ApiError):
        await follow(log)

    assert len(log.asked) == 2


async def test_an_api_that_is_not_there_at_first_is_not_waited_for(follow: Follow) -> None:
    log = Log("refused")

    with pytest.raises(ApiUnreachableError):
        await follow(log)

    assert len(log.asked) == 1


async def test_where_there_are_too_many_streams_a_poll_does_not_wait(follow: Follow) -> None:
    waits: list[str] = []
    log = Log("page", *[429] * 5)

    def api(request: httpx.Request) -> httpx.Response:
        waits.append(request.url.params.get("wait", "0"))
        return log(request)

    await follow(api)

    assert set(waits) == {"0"}


async def test_an_expired_token_is_refreshed_on_the_way(follow: Follow) -> None:
    accounts, log = Accounts(valid=2), Log("page")

    def api(request: httpx.Request) -> httpx.Response:
        answer = accounts(request)
        is_task = request.url.path.startswith("/api/tasks")
        return log(request) if is_task and answer.is_success else answer

    events = await follow(api, a_pair(1))

    assert seqs(events) == [1, 2, 3, 4, 5]
    assert accounts.refreshes == 1


def test_waiting_grows_with_every_break_and_is_never_the_same_for_all() -> None:
    shortest, longest = Patience(chance=lambda: 0.0), Patience(chance=lambda: 1.0)

    assert [longest.after(breaks, 0) for breaks in range(1, 6)] == [1, 2, 4, 5, 5]
    assert [shortest.after(breaks, 0) for breaks in range(1, 6)] == [0.5, 1, 2, 2.5, 2.5]
    assert longest.after(1, 3.0) == 3.0
