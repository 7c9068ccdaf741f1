"""Deep plans as tasks: taken at once, found again, and the same for the same request id."""

from typing import Any

import httpx
import pytest

from core.db.engine import Transaction
from tests.support.http import Caller, problem_of
from tests.support.rows import NOTHING, counted

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_PLAN = "/api/ai/plan"
_BODY: dict[str, Any] = {"destination": "guangzhou", "start_date": "2026-12-04", "day_count": 3}


async def ask(client: httpx.AsyncClient, caller: Caller, **fields: Any) -> httpx.Response:
    """Ask for three days in Guangzhou as a deep plan made later, or what else the fields say."""
    body = _BODY | {"mode": "deep", "async": True} | fields
    return await client.post(_PLAN, json=body, headers=caller.headers)


async def test_deep_with_async_is_taken_as_a_task_and_the_answer_says_where_to_look(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    response = await ask(client, user, request_id="r-1")

    assert response.status_code == 202, response.text
    data = response.json()["data"]
    location, task = f"{_PLAN}/tasks/{data['task_id']}", f"/api/tasks/{data['task_id']}"
    assert data == {
        "plan": None, "trip_id": None, "task_id": data["task_id"], "status": "queued",
        "trace_id": response.headers["X-Trace-Id"], "replayed": False,
        "links": {
            "self": location, "cancel": f"{task}/cancel", "events": f"{task}/stream",
            "logs": f"{task}/logs", "export": f"{task}/logs/export",
        },
    }  # fmt: skip
    assert response.headers["Location"] == location
    assert response.headers["Retry-After"] == "2"
    assert await counted(transaction) == NOTHING | {"ai_tasks": 1}
    task = (await client.get(location, headers=user.headers)).json()["data"]
    assert (task["status"], task["kind"], task["request_id"]) == ("queued", "plan", "r-1")
    assert task["request"] | _BODY == task["request"]
    assert "request_id" not in task["request"]


async def test_fast_ignores_async(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    response = await ask(client, user, mode="fast")

    assert response.status_code == 200
    assert response.json()["data"]["plan"] is not None
    assert (await counted(transaction))["ai_tasks"] == 0


async def test_the_same_request_id_and_request_are_the_same_task(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    first = (await ask(client, user, request_id="r-1")).json()["data"]
    again = (await ask(client, user, request_id="r-1")).json()["data"]

    assert again["task_id"] == first["task_id"]
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert (await counted(transaction))["ai_tasks"] == 1


async def test_a_request_id_stands_for_one_request_of_one_person(
    client: httpx.AsyncClient, user: Caller, other_user: Caller, transaction: Transaction
) -> None:
    await ask(client, user, request_id="r-1")

    changed = await ask(client, user, request_id="r-1", day_count=4)
    others = await ask(client, other_user, request_id="r-1")

    problem_of(changed, status=422, code=1008)
    assert others.status_code == 202
    assert (await counted(transaction))["ai_tasks"] == 2


async def test_without_a_request_id_every_request_is_a_task_of_its_own(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    for _ in range(2):
        await ask(client, user)

    assert (await counted(transaction))["ai_tasks"] == 2


async def test_a_foreign_task_is_not_there(
    client: httpx.AsyncClient, user: Caller, other_user: Caller
) -> None:
    accepted = await ask(client, user)

    found = await client.get(accepted.headers["Location"], headers=other_user.headers)

    problem_of(found, status=404, code=1003)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"destination": "Atlantis"}, "destination"), ({"destination": None}, "destination"),
     ({"destination": "Atlantis", "text": "three days in Rome"}, "destination"),
     ({"must_see": ["广州塔"], "avoid": ["Canton Tower"]}, "avoid"),
     ({"budget": 5, "currency": "XXX", "text": "cheap, please"}, "currency")],
)  # fmt: skip
async def test_what_is_wrong_whatever_the_words_say_is_refused_before_a_task_is_made(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, fields: dict[str, Any],
    field: str,
) -> None:  # fmt: skip
    body = problem_of(await ask(client, user, **fields), status=422, code=1001)

    assert body["errors"][0]["loc"] == ["body", field]
    assert await counted(transaction) == NOTHING


async def test_a_city_that_only_the_words_name_is_read_when_the_task_is_done(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    response = await ask(client, user, destination=None, text="three days in Rome")

    assert response.status_code == 202
    assert await counted(transaction) == NOTHING | {"ai_tasks": 1}
