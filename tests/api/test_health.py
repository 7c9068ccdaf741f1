"""Alive, ready, and what ails the product."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from core.tasks.workers import WorkerRepository
from tests.support.databases import address_of
from tests.support.http import Caller, client_of, make_caller, problem_of, started
from tests.support.peers import closed_port, http_port, mute_port
from tests.support.settings import make_settings
from tests.support.workers import a_worker_beat


async def ready(settings: Settings) -> httpx.Response:
    """Return what a process with these settings answers on /readyz."""
    async with started(settings) as app, client_of(app) as client:
        return await client.get("/readyz")


async def health(settings: Settings) -> dict[str, Any]:
    """Return what an operator is told, the dependencies by name."""
    async with started(settings) as app, client_of(app) as client:
        operator = await make_caller(app.state.container, Role.OPERATOR)
        answer = await client.get("/admin/health", headers=operator.headers)
    data: dict[str, Any] = answer.json()["data"]
    return data | {each["name"]: each for each in data["dependencies"]}


async def test_a_process_lives_whatever_became_of_its_servers() -> None:
    settings = make_settings(
        database_url="postgresql://127.0.0.1:1/none", redis_url="redis://127.0.0.1:1"
    )

    async with started(settings) as app, client_of(app) as client:
        response = await client.get("/livez")

    assert response.status_code == 200
    assert response.json() == {"code": 0, "msg": "ok", "data": {"state": "ok"}}


async def test_a_process_with_both_servers_is_ready(client: httpx.AsyncClient) -> None:
    response = await client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["data"] == {
        "state": "ok",
        "dependencies": {"postgres": "ok", "redis": "ok"},
    }


async def test_without_postgresql_it_is_not_ready(settings: Settings) -> None:
    with closed_port() as port:
        gone = settings.model_copy(update={"database_url": f"postgresql://127.0.0.1:{port}/x"})

        response = await ready(gone)

    body = problem_of(response, status=503, code=5001)
    assert body["data"]["dependencies"] == {"postgres": "down", "redis": "ok"}
    assert response.headers["Retry-After"] == "2"


async def test_before_the_migration_it_is_not_ready(settings: Settings) -> None:
    assert settings.database_url is not None
    bare = address_of(settings.database_url, "postgres")

    response = await ready(settings.model_copy(update={"database_url": bare}))

    problem_of(response, status=503, code=5001)


async def test_without_redis_it_is_ready_and_degraded(settings: Settings) -> None:
    with closed_port() as port:
        response = await ready(
            settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{port}"})
        )

    assert response.status_code == 200
    assert response.json()["data"] == {
        "state": "degraded",
        "dependencies": {"postgres": "ok", "redis": "degraded"},
    }


async def test_servers_that_hang_are_called_down_within_two_seconds() -> None:
    with mute_port() as port:
        settings = make_settings(
            database_url=f"postgresql://127.0.0.1:{port}/x", redis_url=f"redis://127.0.0.1:{port}"
        )

        async with asyncio.timeout(2):
            response = await ready(settings)

    body = problem_of(response, status=503, code=5001)
    assert body["data"]["dependencies"] == {"postgres": "down", "redis": "degraded"}


async def test_operators_see_every_dependency(
    client: httpx.AsyncClient, operator: Caller, transaction: Transaction
) -> None:
    async with transaction() as session:
        await WorkerRepository(session).leave(a_worker_beat(running=1, size=4))

    response = await client.get("/admin/health", headers=operator.headers)

    data = response.json()["data"]
    assert data["state"] == "ok"
    assert [each["name"] for each in data["dependencies"]] == [
        "api", "postgres", "redis", "worker", "model",
    ]  # fmt: skip
    assert data["dependencies"][3]["detail"] == "1 alive, 1 of 4 tasks running."
    assert not any(each["advice"] for each in data["dependencies"])


async def test_others_do_not(client: httpx.AsyncClient, user: Caller, researcher: Caller) -> None:
    users = await client.get("/admin/health", headers=user.headers)
    researchers = await client.get("/admin/health", headers=researcher.headers)

    problem_of(users, status=403, code=2003)
    problem_of(researchers, status=403, code=2003)


async def test_without_a_worker_the_product_is_degraded_and_says_what_to_do(
    settings: Settings,
) -> None:
    told = await health(settings)

    assert told["state"] == told["worker"]["state"] == "degraded"
    assert "`make run` starts a worker" in told["worker"]["advice"]


async def test_the_built_in_model_is_always_well(settings: Settings) -> None:
    told = await health(settings)

    assert told["model"]["state"] == "ok"


@pytest.mark.parametrize(
    ("status", "state", "detail"),
    [
        (200, "ok", "The server of some-model answers."),
        (404, "ok", "The server of some-model answers."),
        (401, "degraded", "The model server refuses the key (HTTP 401)."),
        (500, "degraded", "The model server answers HTTP 500."),
    ],
)
async def test_a_model_server_is_asked_how_it_is(
    settings: Settings, status: int, state: str, detail: str
) -> None:
    async with http_port(status) as port:
        told = await health(
            settings.model_copy(
                update={
                    "ai_provider": "openai_compatible",
                    "ai_base_url": f"http://127.0.0.1:{port}/v1",
                    "ai_model_chat": "some-model",
                }
            )
        )

    assert (told["model"]["state"], told["model"]["detail"]) == (state, detail)


async def test_a_model_server_that_is_away_is_named_without_its_address(
    settings: Settings,
) -> None:
    with closed_port() as port:
        told = await health(
            settings.model_copy(
                update={
                    "ai_provider": "openai_compatible",
                    "ai_base_url": f"http://127.0.0.1:{port}/v1",
                }
            )
        )

    assert told["model"]["detail"] == "The model server cannot be reached."
    assert told["model"]["advice"].startswith("Plans fail until it answers.")


async def test_of_several_model_servers_those_that_are_not_well_are_named(
    settings: Settings,
) -> None:
    async with http_port(200) as well, http_port(503) as broken:
        listed = [
            {"name": name, "base_url": f"http://127.0.0.1:{port}/v1", "model": "m"}
            for name, port in (("one", well), ("two", broken))
        ]
        told = await health(
            settings.model_copy(update={"ai_providers": SecretStr(json.dumps(listed))})
        )

    assert told["model"]["state"] == "degraded"
    assert told["model"]["detail"] == "two: The model server answers HTTP 503."
