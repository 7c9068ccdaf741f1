"""The API with processes that compute answers as the API that computes itself."""

from typing import Any

import httpx
import pytest

from core.bootstrap import THINKERS_LOAD
from core.kernel.settings import Settings
from core.kernel.thinkers import thinkers
from tests.support.http import Caller, client_of, make_caller, started
from tests.support.processes import is_alive
from tests.support.thoughts import loaded_modules

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_BODY: dict[str, Any] = {
    "destination": "guangzhou", "start_date": "2027-03-02", "day_count": 3, "travellers": 2,
    "mode": "deep", "save": True,
}  # fmt: skip


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


async def test_what_computes_knows_no_database_and_no_network_of_ours() -> None:
    async with thinkers(
        1, THINKERS_LOAD, json_lines=False, log_level="WARNING", patience_s=60
    ) as beside:
        loaded = set(await beside.think(loaded_modules))

    assert set(THINKERS_LOAD) <= loaded
    assert not {"sqlalchemy", "psycopg", "redis", "fastapi", "core.db", "core.queue"} & loaded
