"""A plan told as it is made."""

import json
from typing import Any

import httpx
import pytest

from core.client.errors import ApiError, ApiUnreachableError
from core.schemas.plans import (
    PlanAnswer,
    PlanDayCard,
    PlanMode,
    PlanRequest,
    PlanStarted,
    ToolTrace,
)
from tests.client.conftest import Connect
from tests.client.test_refresh import Accounts
from tests.support.answers import TRACE_ID, a_pair, a_problem, failed

START = {"trace_id": TRACE_ID, "mode": "deep"}
TRACE = {"name": "planner_deep_day", "status": "ok", "latency_ms": 12.5}
DAY = {"day_index": 0, "date": "2026-12-01", "city": "Guangzhou", "title": "一", "sub_trips": []}
FINAL = {
    "plan": None, "report": None, "metrics": None, "tool_traces": [TRACE], "trace_id": TRACE_ID,
    "task_id": None, "trip_id": None,
}  # fmt: skip


def stream(*events: tuple[str, Any]) -> httpx.Response:
    parts = [f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events]
    return httpx.Response(
        200, headers={"Content-Type": "text/event-stream"}, text=": ping\n\n".join(parts)
    )


async def test_every_event_comes_typed_and_in_order_and_the_whole_plan_is_last(
    connect: Connect,
) -> None:
    answer = stream(("start", START), ("trace", TRACE), ("day", DAY), ("final", FINAL))

    events = await connect(lambda request: answer).events(PlanRequest(mode=PlanMode.DEEP))

    assert events == [
        PlanStarted(trace_id=TRACE_ID, mode=PlanMode.DEEP),
        ToolTrace(**TRACE),
        PlanDayCard(**DAY),
        PlanAnswer(**FINAL),
    ]


async def test_an_event_of_a_kind_not_known_yet_is_passed_over(connect: Connect) -> None:
    answer = stream(("weather", {"rain": True}), ("final", FINAL))

    events = await connect(lambda request: answer).events(PlanRequest())

    assert events == [PlanAnswer(**FINAL)]


async def test_a_failure_in_the_middle_of_the_stream_is_raised(connect: Connect) -> None:
    answer = stream(("start", START), ("failed", a_problem(3002, 502)))

    with pytest.raises(ApiError) as caught:
        await connect(lambda request: answer).events(PlanRequest())

    assert (caught.value.code, caught.value.trace_id) == (3002, TRACE_ID)


async def test_a_failure_before_the_first_event_is_raised(connect: Connect) -> None:
    with pytest.raises(ApiError, match="1003"):
        await connect(lambda request: failed(1003, 404)).events(PlanRequest())


async def test_a_stream_without_an_end_is_not_taken_for_a_plan(connect: Connect) -> None:
    answer = stream(("start", START), ("day", DAY))

    with pytest.raises(ApiUnreachableError, match="before it was finished"):
        await connect(lambda request: answer).events(PlanRequest())


async def test_an_answer_that_is_no_stream_is_not_of_this_api(connect: Connect) -> None:
    with pytest.raises(ApiUnreachableError, match="not this API's"):
        await connect(lambda request: httpx.Response(200, text="hi")).events(PlanRequest())


async def test_a_token_that_has_expired_is_refreshed_before_the_stream_begins(
    connect: Connect,
) -> None:
    accounts = Accounts(valid=2)

    def api(request: httpx.Request) -> httpx.Response:
        answer = accounts(request)
        if request.url.path == "/api/ai/plan/stream" and answer.is_success:
            return stream(("final", FINAL))
        return answer

    events = await connect(api, tokens=a_pair(1)).events(PlanRequest())

    assert events == [PlanAnswer(**FINAL)]
    assert accounts.refreshes == 1
