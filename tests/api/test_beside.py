"""The API with processes that compute answers as the API that computes itself."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from core.bootstrap import THINKERS_LOAD, build
from core.kernel.settings import Settings
from core.kernel.thinkers import thinkers
from tests.support.http import Caller, client_of, make_caller, started
from tests.support.processes import is_alive
from tests.support.thoughts import loaded_modules
from tests.support.waiting import eventually

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_BODY: dict[str, Any] = {
    "destination": "guangzhou", "start_date": "2027-03-02", "day_count": 3, "travellers": 2,
    "mode": "deep", "save": True,
}  # fmt: skip
_WARMED = {"planner_warmed", "planner_not_warmed"}


async def warmings(logs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return how the warmings ended that are over."""
    return [row["event"] for row in logs if row["event"] in _WARMED]


async def data_of(
    client: httpx.AsyncClient, caller: Caller, path: str, body: dict[str, Any] | None = None
) -> Any:
    """Return the data of what was asked for with a body, or is simply read."""
    method = "GET" if body is None else "POST"
    response = await client.request(method, path, json=body, headers=caller.headers)
    assert response.status_code == 200, response.text
    return response.json()["data"]


async def told_by(client: httpx.AsyncClient, caller: Caller) -> dict[str, Any]:
    """Plan, check, repair and vary a trip; return all that is no id and no time of the clock."""
    made = await data_of(client, caller, "/api/ai/plan", _BODY)
    path = f"/api/trips/{made['trip_id']}"
    trip = await data_of(client, caller, path)
    stop = trip["day_cards"][0]["sub_trips"][0]
    repaired = await data_of(client, caller, f"{path}/repair", {"version": trip["version"]})
    return {
        "plan": made["plan"],
        "report": made["report"],
        "quality": made["metrics"]["quality"],
        "check": (await data_of(client, caller, f"{path}/check", {}))["report"],
        "repair": repaired["plan"],
        "instead": await data_of(client, caller, f"{path}/sub_trips/{stop['id']}/alternatives"),
    }


async def test_answers_are_the_same_and_nothing_is_left_of_the_processes(
    settings: Settings,
) -> None:
    beside = settings.model_copy(update={"thinking_processes": 2})

    async with started(settings) as app, client_of(app) as client:
        caller = await make_caller(app.state.container)
        here = await told_by(client, caller)
    async with started(beside) as app, client_of(app) as client:
        pids = app.state.container.thinkers.pids
        assert len(pids) == 2
        there = await told_by(client, caller)

    assert there == here
    assert there["plan"]["day_cards"]
    assert there["instead"]
    assert not any(is_alive(pid) for pid in pids)


async def test_processes_that_plan_are_warmed_while_the_product_serves_already(
    settings: Settings,
) -> None:
    with capture_logs() as logs:
        async with build(settings, thinking_processes=2):
            served_before = await warmings(logs)
            await eventually(partial(warmings, logs), within_s=60)

    assert served_before == []
    assert await warmings(logs) == ["planner_warmed"]


async def test_what_cannot_be_warmed_keeps_nobody_from_serving(settings: Settings) -> None:
    dead = settings.model_copy(update={"database_url": "postgresql+psycopg://no@127.0.0.1:9/no"})

    with capture_logs() as logs:
        async with build(dead, thinking_processes=1) as container:
            await eventually(partial(warmings, logs), within_s=60)
            assert container.thinkers is not None
            assert await container.thinkers.think(sum, [1, 2]) == 3

    assert await warmings(logs) == ["planner_not_warmed"]


async def test_who_ends_at_once_waits_for_no_warming(settings: Settings) -> None:
    with capture_logs() as logs:
        async with build(settings, thinking_processes=2) as container:
            assert container.thinkers is not None
            pids = container.thinkers.pids

    assert await warmings(logs) == []
    assert not any(is_alive(pid) for pid in pids)


async def test_what_computes_knows_no_database_and_no_network_of_ours() -> None:
    async with thinkers(
        1, THINKERS_LOAD, json_lines=False, log_level="WARNING", patience_s=60
    ) as beside:
        loaded = set(await beside.think(loaded_modules))

    assert set(THINKERS_LOAD) <= loaded
    assert not {"sqlalchemy", "psycopg", "redis", "fastapi", "core.db", "core.queue"} & loaded
