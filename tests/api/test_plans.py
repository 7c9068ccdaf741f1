"""Asking for a plan over HTTP: what comes back, and what is kept."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.llm.providers.offline.provider import OfflineProvider
from core.schemas.plans import PlanAnswer
from tests.support.http import Caller, client_of, make_caller, problem_of, started
from tests.support.model_server import Reply, model_server, spoken_by
from tests.support.rows import NOTHING, calls, counted, runs

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_PLAN = "/api/ai/plan"
_BOTH_MODES = pytest.mark.parametrize("mode", ["fast", "deep"])
_BODY: dict[str, Any] = {
    "destination": "广州", "start_date": "2026-12-04", "day_count": 3, "travellers": 2,
    "budget": 1_000_000, "interests": ["food", "history"],
}  # fmt: skip


async def ask(
    client: httpx.AsyncClient, caller: Caller, body: dict[str, Any] | None = None, **fields: Any
) -> httpx.Response:
    """Ask for three days in Guangzhou, or what else the fields say."""
    return await client.post(_PLAN, json=(body or _BODY) | fields, headers=caller.headers)


async def plan_of(
    client: httpx.AsyncClient,
    caller: Caller,
    body: dict[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return the data of a plan that was made."""
    response = await ask(client, caller, body, **fields)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


@pytest.fixture
async def strict(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, Caller]]:
    """Yield a client of an API that may not fall back to fast, and somebody who calls it."""
    async with (
        started(settings.model_copy(update={"plan_deep_fallback_to_fast": False})) as app,
        client_of(app) as client,
    ):
        yield client, await make_caller(app.state.container)


@_BOTH_MODES
async def test_a_plan_for_guangzhou_passes_every_check_and_says_which_tickets_to_book(
    client: httpx.AsyncClient, user: Caller, mode: str
) -> None:
    data = await plan_of(client, user, mode=mode)

    assert data["report"]["passed"]
    assert [check for check in data["report"]["checks"] if not check["passed"]] == []
    assert {row["code"] for row in data["report"]["advice"]} <= {"booking_needed"}


async def test_a_week_with_a_dog_and_without_flights_passes_every_check(
    client: httpx.AsyncClient, user: Caller
) -> None:
    words = "两个人从上海出发，去西安和成都玩 7 天，预算 9000，带一只狗，不坐飞机"

    data = await plan_of(client, user, {"text": words, "mode": "deep"})

    assert [check for check in data["report"]["checks"] if not check["passed"]] == []
    stops = [stop for card in data["plan"]["day_cards"] for stop in card["sub_trips"]]
    assert {stop["leg"]["mode"] for stop in stops if stop["leg"]} == {"train"}
    assert {stop["meal"] for stop in stops} >= {"lunch", "dinner"}
    assert [stop["name"] for stop in stops if stop["start_time"] > stop["end_time"]] == []
    trip = data["plan"]["trip"]
    assert trip["total_cost"] <= trip["budget"] == 900_000


@_BOTH_MODES
async def test_the_answer_says_all_that_is_promised_of_it(
    client: httpx.AsyncClient, user: Caller, mode: str
) -> None:
    response = await ask(client, user, mode=mode)

    answer = PlanAnswer.model_validate(response.json()["data"])
    assert answer.plan is not None
    assert answer.metrics is not None
    assert answer.trace_id == response.headers["X-Trace-Id"]
    assert (answer.task_id, answer.trip_id) == (None, None)
    trip, days = answer.plan.trip, answer.plan.day_cards
    assert (trip.city_id, trip.city, trip.language) == ("guangzhou", "广州", "zh")
    assert (trip.budget, trip.currency, trip.cost_currency) == (1_000_000, "CNY", "CNY")
    assert [str(day.date) for day in days] == ["2026-12-04", "2026-12-05", "2026-12-06"]
    assert [day.day_index for day in days] == [0, 1, 2]
    stops = [stop for day in days for stop in day.sub_trips]
    ways = sum(stop.transfer.cost for stop in stops if stop.transfer)
    assert trip.total_cost == sum(stop.cost for stop in stops) + ways
    assert all(
        [stop.order_index for stop in day.sub_trips] == list(range(len(day.sub_trips)))
        for day in days
    )
    metrics = answer.metrics
    assert (metrics.mode, metrics.provider, metrics.retries) == (mode, "offline", 0)
    assert metrics.model_calls == {"fast": 1, "deep": 5}[mode]
    assert {"fast": "planner.fast", "deep": "planner.deep_day"}[mode] in metrics.prompt_versions
    assert all(len(versions) == 1 for versions in metrics.prompt_versions.values())
    assert metrics.usage_tokens == metrics.prompt_tokens + metrics.completion_tokens > 0
    assert (metrics.fallback_to_fast, metrics.fallback_reason) == (False, None)
    assert metrics.quality["grounded"] == 1.0
    names = [trace.name for trace in answer.tool_traces]
    assert names.count("planner_deep_day") == {"fast": 0, "deep": 3}[mode]
    assert names[-1] == {"fast": "planner_order", "deep": "planner_narration"}[mode]


async def test_the_request_comes_back_as_it_was_understood(
    client: httpx.AsyncClient, user: Caller
) -> None:
    body = {
        "text": "三天巴黎，两个人，人均 500 美元，喜欢艺术，必去卢浮宫和 Eiffel Tower，不去购物"
    }

    data = (await ask(client, user, body)).json()["data"]

    found = data["request"]
    assert (found["destination"], found["day_count"], found["travellers"]) == ("paris", 3, 2)
    assert (found["budget"], found["currency"]) == (100_000, "USD")
    assert found["budget_local"] > 0
    assert found["must_see"] == ["paris-louvre-museum", "paris-eiffel-tower"]
    assert found["unknown_must_see"] == []
    assert found["interests"] == ["art"]
    assert found["avoid"]
    assert found["daily_window"] == {"start": "09:00", "end": "21:30"}
    assert {note["field"] for note in data["assumptions"]} == {
        "start_date", "pace", "daily_window", "currency"
    }  # fmt: skip
    said = {note["field"]: note["words"] for note in data["understood"]}
    assert "两个人" in said["travellers"]
    assert "三天" in said["day_count"]


@_BOTH_MODES
async def test_a_saved_plan_is_a_trip_just_like_it(
    client: httpx.AsyncClient, user: Caller, mode: str
) -> None:
    data = await plan_of(client, user, mode=mode, save=True)

    found = await client.get(f"/api/trips/{data['trip_id']}", headers=user.headers)
    trip = found.json()["data"]
    kept = ("order_index", "kind", "place_id", "name", "start_time", "end_time", "cost",
            "currency", "transfer", "reason")  # fmt: skip
    assert [
        [{name: stop[name] for name in kept} for stop in day["sub_trips"]]
        for day in trip["day_cards"]
    ] == [
        [{name: stop[name] for name in kept} for stop in day["sub_trips"]]
        for day in data["plan"]["day_cards"]
    ]
    assert trip["title"] == data["plan"]["trip"]["title"]


async def test_trip_and_books_are_written_together_or_not_at_all(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    refuse = "alter table plan_runs add constraint refused check (mode <> 'fast') not valid"
    async with transaction() as session:
        await session.execute(text(refuse))
    try:
        with capture_logs() as lines:
            response = await ask(client, user, mode="fast", save=True)
    finally:
        async with transaction() as session:
            await session.execute(text("alter table plan_runs drop constraint refused"))

    problem_of(response, status=500, code=5000)
    assert "request_crashed" in [line["event"] for line in lines]
    assert await counted(transaction) == NOTHING | {"ai_calls": 1}


async def test_without_save_the_books_are_all_that_is_kept(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    data = await plan_of(client, user, mode="deep")

    assert await counted(transaction) == NOTHING | {"plan_runs": 1, "ai_calls": 5}
    (run,) = await runs(transaction)
    assert (run.user_id, run.status, run.mode) == (user.id, "succeeded", "deep")
    assert (run.city_id, run.day_count, run.report_passed) == ("guangzhou", 3, True)
    assert (run.failed_checks, run.trip_id, run.task_id) == ([], None, None)
    assert (run.trace_id, run.metrics) == (data["trace_id"], data["metrics"])
    assert run.request == data["request"]
    assert {(call.trace_id, call.user_id, call.status) for call in await calls(transaction)} == {
        (data["trace_id"], user.id, "ok")
    }


@_BOTH_MODES
async def test_the_same_request_and_seed_get_the_same_plan_and_another_seed_another(
    client: httpx.AsyncClient, user: Caller, mode: str
) -> None:
    first, again, other = [
        (await plan_of(client, user, mode=mode, seed=seed))["plan"] for seed in (1, 1, 2)
    ]

    assert first == again
    assert first != other


@pytest.mark.parametrize("mode", ["fast", "deep"])
async def test_a_budget_no_trip_can_keep_is_a_plan_whose_report_says_so(
    client: httpx.AsyncClient, user: Caller, mode: str
) -> None:
    data = await plan_of(client, user, mode=mode, budget=1)

    assert not data["report"]["passed"]
    (failed,) = [check for check in data["report"]["checks"] if not check["passed"]]
    assert (failed["code"], failed["numbers"]["budget_minor"]) == ("budget", 1)
    (told,) = [one for one in data["obstacles"] if one["code"] == "cheapest_plan"]
    assert told["numbers"]["least_minor"] == data["plan"]["trip"]["total_cost"]
    assert data["metrics"]["fallback_to_fast"] is (mode == "deep")


async def test_where_fast_may_not_help_out_it_is_the_error_3002_and_a_failed_run(
    strict: tuple[httpx.AsyncClient, Caller], transaction: Transaction
) -> None:
    response = await ask(*strict, mode="deep", budget=1, save=True, text="secret words")

    body = problem_of(response, status=502, code=3002)
    assert body["detail"] == "Deep planning gave up: the whole trip failed budget"
    assert [check["code"] for check in body["data"]["checks"]] == ["budget"]
    counts = await counted(transaction)
    assert (counts["plan_runs"], counts["trips"]) == (1, 0)
    (run,) = await runs(transaction)
    assert (run.status, run.error_code, run.mode) == ("failed", 3002, "deep")
    assert run.request["budget"] == 1
    assert "secret words" not in str(run.request)


async def test_a_plan_may_come_from_any_server_that_speaks_the_protocol(
    settings: Settings, transaction: Transaction
) -> None:
    async with model_server(spoken_by(OfflineProvider())) as server:
        elsewhere = {"ai_provider": "openai_compatible", "ai_base_url": server.base_url,
                     "ai_model_chat": "qwen3"}  # fmt: skip
        async with started(settings.model_copy(update=elsewhere)) as app, client_of(app) as client:
            data = await plan_of(client, await make_caller(app.state.container), mode="deep")

    assert data["report"]["passed"]
    assert (data["metrics"]["provider"], data["metrics"]["model"]) == ("openai_compatible", "qwen3")
    assert {call.provider for call in await calls(transaction)} == {"openai_compatible"}
    spans = [headers["traceparent"].split("-")[1] for headers in server.headers]
    assert spans == [data["trace_id"]] * 5


@pytest.mark.parametrize(
    ("model_says", "status", "error_type", "retryable"),
    [(401, 502, "provider_rejected", False), (200, 502, "invalid_output", False),
     (503, 503, "provider_unavailable", True)],
)  # fmt: skip
async def test_a_model_that_fails_is_the_error_3001_with_its_kind_and_a_failed_run(
    settings: Settings, transaction: Transaction, model_says: int, status: int, error_type: str,
    retryable: bool,
) -> None:  # fmt: skip
    async def answer(_body: dict[str, Any]) -> Reply:
        return model_says, {}, {"error": {"message": "sk-secret"}}

    async with model_server(answer) as server:
        elsewhere = {"ai_provider": "openai_compatible", "ai_base_url": server.base_url,
                     "ai_max_attempts": 1}  # fmt: skip
        async with started(settings.model_copy(update=elsewhere)) as app, client_of(app) as client:
            caller = await make_caller(app.state.container)
            response = await ask(client, caller, save=True, repair=False)

    body = problem_of(response, status=status, code=3001)
    assert (body["data"]["error_type"], body["data"]["retryable"]) == (error_type, retryable)
    assert "sk-secret" not in response.text
    assert await counted(transaction) == NOTHING | {"plan_runs": 1, "ai_calls": 1}
    (run,) = await runs(transaction)
    assert (run.status, run.error_code) == ("failed", 3001)
    assert [call.error_type for call in await calls(transaction)] == [error_type]


@pytest.mark.parametrize("path", [_PLAN, f"{_PLAN}/stream"])
async def test_a_plan_wants_somebody_who_is_signed_in(
    client: httpx.AsyncClient, path: str, transaction: Transaction
) -> None:
    problem_of(await client.post(path, json=_BODY), status=401, code=2001)
    assert await counted(transaction) == NOTHING
