"""Doing many things to tasks with one request, each standing or failing by itself."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.schemas.tasks import TaskStatus
from tests.support.http import Caller, problem_of
from tests.support.tasks import change_row, row_of, submit

_TASKS = "/api/tasks"
_BATCH = f"{_TASKS}/batch"
_PLAN: dict[str, Any] = {"destination": "guangzhou", "start_date": "2026-12-04", "day_count": 3}


async def batch(client: httpx.AsyncClient, caller: Caller, *items: Any) -> dict[str, Any]:
    """Return the answer to a batch."""
    response = await client.post(_BATCH, json={"items": list(items)}, headers=caller.headers)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


def submitting(request_id: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return an item that asks for a plan."""
    item = {"action": "submit", "kind": "plan", "request": _PLAN | fields}
    return item | ({"request_id": request_id} if request_id else {})


@pytest.mark.usefixtures("catalog_seeded")
async def test_every_item_of_a_batch_has_the_outcome_of_its_own_route(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, other_user: Caller
) -> None:
    failed = (await submit(transaction, user.id)).task_id
    await change_row(transaction, failed, status=TaskStatus.FAILED, finished_at=func.now())
    waiting = (await submit(transaction, user.id)).task_id
    foreign = (await submit(transaction, other_user.id)).task_id

    answer = await batch(
        client, user,
        submitting("a"), submitting("a"), submitting("a", day_count=4),
        {"action": "cancel", "task_id": waiting, "reason": "No need"},
        {"action": "cancel", "task_id": waiting},
        {"action": "retry", "task_id": failed},
        {"action": "cancel", "task_id": foreign},
        {"action": "retry", "task_id": "nothing"},
        {"action": "submit", "kind": "plan", "request": {"day_count": "x"}},
        {"action": "submit", "kind": "plan", "request": _PLAN | {"destination": "Atlantis"}},
        {"action": "submit", "kind": "plan", "request_id": "c",
         "request": _PLAN | {"request_id": "b"}},
        {"action": "submit", "kind": "unheard_of", "request": {}},
    )  # fmt: skip

    outcomes = [(item["status"], item["code"], item["replayed"]) for item in answer["items"]]
    assert outcomes == [
        (202, 0, False), (202, 0, True), (422, 1008, False), (200, 0, False), (200, 0, False),
        (202, 0, False), (404, 1003, False), (404, 1003, False), (422, 1001, False),
        (422, 1001, False), (400, 1002, False), (422, 1001, False),
    ]  # fmt: skip
    assert [item["index"] for item in answer["items"]] == list(range(12))
    assert (answer["succeeded"], answer["failed"]) == (5, 7)
    for item in answer["items"]:
        assert (item["task"] is None) == (item["problem"] is not None)
    assert answer["items"][8]["problem"]["errors"][0]["loc"] == [
        "body", "items", 8, "request", "day_count",
    ]  # fmt: skip
    made = await row_of(transaction, answer["items"][0]["task"]["task_id"])
    assert (made.batch_id, made.request_id, made.kind) == (answer["batch_id"], "a", "plan")
    assert (await row_of(transaction, foreign)).status == TaskStatus.QUEUED


@pytest.mark.usefixtures("catalog_seeded")
async def test_a_batch_lets_in_as_many_as_its_sender_may_have_and_refuses_the_rest(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    answer = await batch(client, user, *(submitting(seed=number) for number in range(100)))

    statuses = [item["status"] for item in answer["items"]]
    assert statuses == [202] * 3 + [429] * 97
    assert answer["items"][99]["problem"]["data"]["retry_after_ms"] == 5000
    page = await client.get(_TASKS, params={"batch_id": answer["batch_id"]}, headers=user.headers)
    assert len(page.json()["data"]["items"]) == 3


@pytest.mark.usefixtures("catalog_seeded")
async def test_a_request_of_a_batch_is_the_one_of_its_own_route(
    client: httpx.AsyncClient, user: Caller
) -> None:
    body = _PLAN | {"mode": "deep", "async": True, "request_id": "r"}
    taken = await client.post("/api/ai/plan", json=body, headers=user.headers)

    answer = await batch(client, user, submitting("r", mode="deep"))

    [item] = answer["items"]
    assert item["replayed"]
    assert item["task"]["task_id"] == taken.json()["data"]["task_id"]


@pytest.mark.parametrize(
    ("items", "loc"),
    [([], ["body", "items"]), ([submitting()] * 101, ["body", "items"]),
     (["x"], ["body", "items", 0]), ([{"action": "explode"}], ["body", "items", 0]),
     ([{"task_id": "x"}], ["body", "items", 0]),
     ([{"action": "cancel"}], ["body", "items", 0, "cancel", "task_id"]),
     ([{"action": "retry", "task_id": "a\0b"}], ["body", "items", 0, "retry", "task_id"]),
     ([submitting(), {"action": "retry", "task_id": "x" * 65}],
      ["body", "items", 1, "retry", "task_id"])],
    ids=["none", "101", "text", "unknown", "no action", "no task", "nul", "huge"],
)  # fmt: skip
async def test_a_batch_that_cannot_be_read_does_nothing(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, items: list[Any],
    loc: list[Any],
) -> None:  # fmt: skip
    response = await client.post(_BATCH, json={"items": items}, headers=user.headers)

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == loc
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(AiTask)) == 0


@pytest.mark.usefixtures("catalog_seeded")
async def test_the_problem_of_an_item_is_told_in_the_language_of_the_request(
    client: httpx.AsyncClient, user: Caller
) -> None:
    items = {"items": [{"action": "retry", "task_id": "nothing"}]}
    found = {}
    for language in ("en", "zh"):
        headers = user.headers | {"Accept-Language": language}
        response = await client.post(_BATCH, json=items, headers=headers)
        found[language] = response.json()["data"]["items"][0]["problem"]["msg"]

    assert found == {"en": "Not found", "zh": "未找到"}
