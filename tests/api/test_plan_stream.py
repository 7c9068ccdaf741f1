"""A plan told as it is made: `start`, steps and days, and exactly one end."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.schemas.envelope import Problem
from core.schemas.plans import PlanAnswer
from tests.support.http import Caller, client_of, make_caller, served, started
from tests.support.model_server import Reply, model_server
from tests.support.rows import NOTHING, calls, counted
from tests.support.waiting import eventually

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_STREAM = "/api/ai/plan/stream"
_REFUSE = "alter table plan_runs add constraint refused check (false) not valid"
_ALLOW = "alter table plan_runs drop constraint refused"
_BODY: dict[str, Any] = {"destination": "guangzhou", "start_date": "2026-12-04", "day_count": 2}


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    name: str
    data: dict[str, Any]


def events_of(body: str) -> list[Event]:
    """Return the events of a whole stream; comments are none."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            found.append(Event(fields["event"], json.loads(fields["data"])))
    return found


async def told(
    client: httpx.AsyncClient, caller: Caller, headers: dict[str, str] | None = None, **fields: Any
) -> list[Event]:
    """Return what a stream for two days in Guangzhou tells, or for what else the fields say."""
    response = await client.post(
        _STREAM, json=_BODY | fields, headers=caller.headers | (headers or {})
    )
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"
    events = events_of(response.text)
    assert all(
        event.data.get("trace_id", response.headers["X-Trace-Id"]) == response.headers["X-Trace-Id"]
        for event in events
    )
    return events


def steps_of(events: list[Event]) -> list[str]:
    """Return the names of events, of a step its own and of a day its number."""
    return [
        event.data["name"] if event.name == "trace"
        else f"day {event.data['day_index']}" if event.name == "day"
        else event.name
        for event in events
    ]  # fmt: skip


def days_of(events: list[Event]) -> list[dict[str, Any]]:
    """Return the days that were told, in order."""
    return [event.data for event in events if event.name == "day"]


def without_reasons(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return days as they are told on the way: explained they are in the end alone."""
    return [
        card | {"sub_trips": [stop | {"explain": None} for stop in card["sub_trips"]]}
        for card in cards
    ]


def one_end(events: list[Event]) -> Event:
    """Return the last event after checking that it is the only end."""
    assert [event.name for event in events if event.name in ("final", "failed")] == [
        events[-1].name
    ]
    assert [event.name for event in events].index("start") == 0
    return events[-1]


async def test_a_fast_plan_is_told_step_by_step(client: httpx.AsyncClient, user: Caller) -> None:
    events = await told(client, user, mode="fast")

    assert steps_of(events) == [
        "start", "planner_candidates", "planner_fast", "day 0", "day 1", "plan_validate",
        "planner_order",
    ] + ["day 0", "day 1"] * (len(days_of(events)) > 2) + ["final"]  # fmt: skip
    assert events[0].data["mode"] == "fast"


async def test_a_deep_plan_is_told_day_by_day(client: httpx.AsyncClient, user: Caller) -> None:
    events = await told(client, user, mode="deep")

    assert steps_of(events) == [
        "start", "planner_candidates", "planner_seed_fast", "planner_themes",
        "plan_validate", "planner_deep_day", "day 0",
        "plan_validate", "planner_deep_day", "day 1", "planner_polish",
        "planner_second",
    ] + ["day 0", "day 1"] * (len(days_of(events)) - 4 > 0) + [
        "plan_validate_global", "planner_narration", "day 0", "day 1", "final",
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["fast", "deep"])
async def test_the_end_is_the_data_of_the_plain_route(
    client: httpx.AsyncClient, user: Caller, mode: str
) -> None:
    events = await told(client, user, mode=mode)
    plain = await client.post("/api/ai/plan", json=_BODY | {"mode": mode}, headers=user.headers)

    final = one_end(events)
    assert final.name == "final"
    assert PlanAnswer.model_validate(final.data)
    assert final.data["plan"] == plain.json()["data"]["plan"]
    assert final.data["report"] == plain.json()["data"]["report"]
    cards = without_reasons(final.data["plan"]["day_cards"])
    assert days_of(events)[-len(cards) :] == cards
    assert [event.data for event in events if event.name == "trace"] == final.data["tool_traces"]


async def test_days_that_are_told_again_replace_the_earlier_ones(
    client: httpx.AsyncClient, user: Caller
) -> None:
    events = await told(client, user, mode="deep", budget=1)

    days = days_of(events)
    assert len(days) >= 4
    assert [day["day_index"] for day in days] == [0, 1] * (len(days) // 2)
    final = one_end(events).data
    assert final["metrics"]["fallback_to_fast"]
    assert days[-2:] == without_reasons(final["plan"]["day_cards"])


async def test_a_saved_plan_is_kept_before_its_end_is_told(
    client: httpx.AsyncClient, user: Caller
) -> None:
    final = one_end(await told(client, user, save=True)).data

    found = await client.get(f"/api/trips/{final['trip_id']}", headers=user.headers)
    assert found.status_code == 200


async def test_async_means_nothing_to_a_stream(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    assert one_end(await told(client, user, mode="deep", **{"async": True})).name == "final"
    assert (await counted(transaction))["ai_tasks"] == 0


@pytest.mark.parametrize(("language", "msg"), [("en", "The request is not valid"),
                                               ("zh", "请求参数有误")])  # fmt: skip
async def test_what_is_found_wrong_on_the_way_ends_the_stream_with_a_problem(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, language: str, msg: str
) -> None:
    events = await told(
        client, user, headers={"Accept-Language": language}, destination="Atlantis"
    )  # fmt: skip

    assert steps_of(events) == ["start", "failed"]
    failed = one_end(events).data
    assert Problem.model_validate(failed).code == 1001
    assert (failed["status"], failed["msg"]) == (422, msg)
    assert failed["errors"][0]["loc"] == ["body", "destination"]
    assert failed["data"]["trace_id"] == events[0].data["trace_id"]
    assert await counted(transaction) == NOTHING


async def test_a_model_that_fails_ends_the_stream_with_3001_and_its_kind(
    settings: Settings, transaction: Transaction
) -> None:
    async def answer(_body: dict[str, Any]) -> Reply:
        return 401, {}, {}

    async with model_server(answer) as server:
        elsewhere = {"ai_provider": "openai_compatible", "ai_base_url": server.base_url}
        async with started(settings.model_copy(update=elsewhere)) as app, client_of(app) as client:
            events = await told(client, await make_caller(app.state.container))

    failed = one_end(events)
    assert steps_of(events) == ["start", "planner_candidates", "planner_fast", "failed"]
    assert (failed.data["code"], failed.data["data"]["error_type"]) == (3001, "provider_rejected")
    assert (await counted(transaction))["plan_runs"] == 1


async def test_what_nobody_expected_ends_the_stream_with_5000_and_says_nothing_of_it(
    settings: Settings, transaction: Transaction
) -> None:
    async with started(settings) as app, client_of(app) as client:
        caller = await make_caller(app.state.container)
        async with transaction() as session:
            await session.execute(text(_REFUSE))
        try:
            with capture_logs() as lines:
                events = await told(client, caller)
        finally:
            async with transaction() as session:
                await session.execute(text(_ALLOW))

    failed = one_end(events)
    assert (failed.name, failed.data["code"], failed.data["detail"]) == (
        "failed", 5000, "Unexpected error"
    )  # fmt: skip
    assert "refused" not in json.dumps(failed.data)
    assert "stream_crashed" in [line["event"] for line in lines]


async def test_who_leaves_ends_the_work_and_nothing_is_kept(
    settings: Settings, transaction: Transaction
) -> None:
    asked = asyncio.Event()

    async def think(_body: dict[str, Any]) -> Reply:
        asked.set()
        await asyncio.sleep(3_600)
        raise AssertionError("nobody thinks that long")

    async with model_server(think) as server:
        elsewhere = {"ai_provider": "openai_compatible", "ai_base_url": server.base_url}
        async with started(settings.model_copy(update=elsewhere)) as app, served(app) as address:
            caller = await make_caller(app.state.container)
            async with (
                httpx.AsyncClient() as client,
                client.stream(
                    "POST", address + _STREAM, json=_BODY | {"save": True}, headers=caller.headers
                ) as response,
            ):
                words = response.aiter_text()
                first = await anext(words)
                await asked.wait()

            async def recorded() -> bool:
                return bool(await calls(transaction))

            await eventually(recorded)

    assert first.startswith("event: start")
    (call,) = await calls(transaction)
    assert (call.error_type, call.user_id) == ("cancelled", caller.id)
    assert await counted(transaction) == NOTHING | {"ai_calls": 1}
