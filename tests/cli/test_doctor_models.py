"""What `tripwright doctor` says of several providers."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from core.cli.examine_models import examine_models
from core.cli.findings import Finding, State
from core.llm.breaker import LIMITS, Failure
from core.llm.breakers import Breakers
from tests.support.peers import closed_port
from tests.support.settings import make_settings
from tests.support.speaking_server import Steps, always, replied, speaking_server

_LISTED = replied(200, {"data": [{"id": "qwen3:latest"}, {"id": "models/gem"}, {"id": "plain"}]})


async def found(redis_url: str | None, *entries: tuple[str, str, str]) -> dict[str, Finding]:
    """Return what is found of providers, each a name, an address and a model."""
    listed = [{"name": n, "base_url": url, "model": model} for n, url, model in entries]
    settings = make_settings(ai_providers=SecretStr(json.dumps(listed)))
    return {finding.name: finding for finding in await examine_models(settings, redis_url)}


@asynccontextmanager
async def serving(steps: Steps) -> AsyncIterator[str]:
    """Give the address of a server that says the same to everybody."""
    async with speaking_server(always(steps)) as server:
        yield server.base_url


@pytest.mark.parametrize(
    ("model", "state"),
    [("plain", State.OK), ("qwen3", State.OK), ("gem", State.OK), ("other", State.WARN)],
)
async def test_a_model_that_its_server_does_not_list_is_told(model: str, state: State) -> None:
    async with serving(_LISTED) as url:
        (finding,) = (await found(None, ("a", url, model))).values()

    assert finding.state is state
    assert f"{model} at {url}" in finding.detail


@pytest.mark.parametrize("body", [{"models": []}, [], {"data": 7}, b"no json", b""], ids=str)
async def test_a_server_that_does_not_list_its_models_is_taken_for_well(body: object) -> None:
    async with serving(replied(200, body)) as url:
        (finding,) = (await found(None, ("a", url, "m"))).values()

    assert finding.state is State.OK


async def test_each_provider_has_a_line_with_its_name_and_its_own_state() -> None:
    with closed_port() as port:
        async with serving(_LISTED) as well, serving(replied(401, {})) as refusing:
            findings = await found(
                None,
                ("well", well, "plain"),
                ("refusing", refusing, "plain"),
                ("away", f"http://127.0.0.1:{port}/v1", "plain"),
            )

    states = {name: finding.state for name, finding in findings.items()}
    assert states == {
        "Model well": State.OK,
        "Model refusing": State.FAIL,
        "Model away": State.FAIL,
    }
    assert "AI_API_KEY" in findings["Model refusing"].advice
    assert "cannot be reached" in findings["Model away"].detail


async def test_one_that_a_running_product_lets_alone_is_told_though_it_answers(
    redis: Redis, redis_url: str
) -> None:
    breakers = Breakers(redis)
    leaves = [await breakers.ask(("a", "plain"), alone=False) for _ in range(LIMITS.failures + 1)]
    for leave in leaves:
        assert leave is not None
        await breakers.failed(leave, Failure("rate_limited", 60.0))

    async with serving(_LISTED) as url:
        findings = await found(redis_url, ("a", url, "plain"), ("b", url, "plain"))

    assert [finding.state for finding in findings.values()] == [State.WARN, State.OK]
    assert "let alone for" in findings["Model a"].detail
    assert "after rate_limited" in findings["Model a"].detail


@pytest.mark.parametrize("text", ["{", "[]", '[{"name": "a", "api_key": "sk-secret"}]'])
async def test_a_list_that_cannot_be_used_is_a_failure_with_its_field(text: str) -> None:
    settings = make_settings(ai_providers=SecretStr(text))

    findings: Sequence[Finding] = await examine_models(settings, None)

    assert [finding.state for finding in findings] == [State.FAIL]
    assert findings[0].detail.startswith("AI_PROVIDERS")
    assert "secret" not in findings[0].detail
