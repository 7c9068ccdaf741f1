"""`/admin/ai/providers` and `/admin/ai/calls/summary`: how the models do, for operators."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from core.db.engine import Transaction
from core.db.models.plan import AiCall
from core.kernel.ids import new_id
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from tests.support.http import client_of, make_caller, started

_PROVIDERS = """[
    {"name": "slow", "base_url": "https://models.example/v1", "model": "large", "order": 2},
    {"name": "quick", "base_url": "http://127.0.0.1:9/v1", "model": "small", "weight": 3},
    {"name": "second", "base_url": "http://127.0.0.1:9/v1", "model": "small",
     "api_key": "sk-never-told"}
]"""


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    chain = settings.model_copy(update={"ai_providers": SecretStr(_PROVIDERS)})
    async with started(chain) as app, client_of(app) as client:
        operator = await make_caller(app.state.container, Role.OPERATOR)
        client.headers.update(operator.headers)
        yield client


def data_of(answer: httpx.Response) -> Any:
    """Return what a good answer holds."""
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def keep_call(transaction: Transaction, **changes: Any) -> None:
    """Write one attempt down."""
    values: dict[str, Any] = {
        "id": new_id(), "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "provider": "quick",
        "model": "small", "prompt_key": "planner.fast", "prompt_version": "builtin-1",
        "attempt": 1, "status": "ok", "prompt_tokens": 30, "completion_tokens": 12,
        "latency_ms": 10.0,
    }  # fmt: skip
    if changes.get("error_type"):
        changes["status"] = "failed"
    async with transaction() as session:
        session.add(AiCall(**(values | changes)))


async def test_providers_are_listed_as_they_are_asked_without_addresses_and_keys(
    client: httpx.AsyncClient, transaction: Transaction
) -> None:
    for took_ms in (10.0, 20.0, 30.0):
        await keep_call(transaction, latency_ms=took_ms)
    await keep_call(transaction, latency_ms=9_000.0, error_type="timeout")

    answer = await client.get("/admin/ai/providers")

    quick, second, slow = data_of(answer)
    assert [each["name"] for each in (quick, second, slow)] == ["quick", "second", "slow"]
    assert (quick["state"], quick["failures"], quick["cooldown_left_s"]) == ("closed", 0, 0.0)
    assert (quick["last_calls"], quick["p50_ms"], quick["p95_ms"]) == (3, 20.0, 29.0)
    assert (second["last_calls"], second["p50_ms"]) == (0, None)
    assert "sk-never-told" not in answer.text
    assert "models.example" not in answer.text


async def test_calls_are_summed_by_provider_model_and_prompt_and_failures_by_kind(
    client: httpx.AsyncClient, transaction: Transaction
) -> None:
    for took_ms in (10.0, 20.0, 30.0):
        await keep_call(transaction, latency_ms=took_ms, first_token_ms=took_ms / 10)
    await keep_call(transaction, error_type="timeout", prompt_tokens=0, completion_tokens=0)
    await keep_call(transaction, provider="slow", model="large", prompt_key="todos.decompose")

    summary = data_of(await client.get("/admin/ai/calls/summary", params={"hours": 1}))

    quick, slow = summary["groups"]
    assert summary["hours"] == 1
    assert quick == {
        "provider": "quick", "model": "small", "prompt_key": "planner.fast", "calls": 4,
        "failed": 1, "p50_ms": 20.0, "p95_ms": 29.0, "first_token_p50_ms": 2.0,
        "first_token_p95_ms": 2.9, "prompt_tokens": 90, "completion_tokens": 36,
    }  # fmt: skip
    assert (slow["provider"], slow["calls"], slow["first_token_p50_ms"]) == ("slow", 1, None)
    (error,) = summary["errors"]
    assert (error["provider"], error["error_type"], error["calls"]) == ("quick", "timeout", 1)


async def test_where_nothing_was_asked_the_sums_are_empty(client: httpx.AsyncClient) -> None:
    summary = data_of(await client.get("/admin/ai/calls/summary"))

    assert (summary["groups"], summary["errors"]) == ([], [])
