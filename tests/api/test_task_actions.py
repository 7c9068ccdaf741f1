"""Ending tasks and trying them again, over HTTP."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from core.bootstrap import Container
from core.db.engine import Transaction
from core.db.models.audit import AuditLog
from core.schemas.tasks import TaskStatus
from tests.support.http import Caller, problem_of
from tests.support.tasks import TRIAL, change_row, leases_of, row_of, submit

_TASKS = "/api/tasks"


async def post(
    client: httpx.AsyncClient, caller: Caller, path: str, body: Any = None
) -> httpx.Response:
    """POST, with a body or without any."""
    return await client.post(f"{_TASKS}/{path}", json=body, headers=caller.headers)


async def ended(transaction: Transaction, user_id: str, status: TaskStatus, **fields: Any) -> str:
    """Return a task that has ended."""
    task = await submit(transaction, user_id, **fields)
    await change_row(transaction, task.task_id, status=status, finished_at=func.now())
    return task.task_id


# Ending


@pytest.mark.parametrize("body", [None, {}, {"reason": None}, {"reason": "改变主意"}])
async def test_a_waiting_task_is_cancelled_with_or_without_a_reason(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, body: Any
) -> None:
    task = await submit(transaction, user.id)

    response = await post(client, user, f"{task.task_id}/cancel", body)

    assert response.status_code == 200, response.text
    data = response.json()["data"]
    assert (data["status"], data["cancel_reason"]) == ("cancelled", (body or {}).get("reason"))
    assert data["links"].keys() == {"self", "events", "logs", "export", "retry"}


async def test_delete_cancels_as_well_and_leaves_the_task_to_be_seen(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    task = await submit(transaction, user.id)
    path = f"{_TASKS}/{task.task_id}"

    deleted = await client.delete(path, headers=user.headers)
    again = await client.delete(path, headers=user.headers)

    assert [deleted.status_code, again.status_code] == [200, 200]
    shown = await client.get(path, headers=user.headers)
    assert shown.json()["data"]["status"] == "cancelled"


async def test_ending_a_running_task_is_accepted_and_still_to_come(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    task = await submit(transaction, user.id)
    await leases_of(transaction, "a").claim([TRIAL])

    asked = await post(client, user, f"{task.task_id}/cancel")
    again = await client.delete(f"{_TASKS}/{task.task_id}", headers=user.headers)

    for response in (asked, again):
        assert response.status_code == 202
        data = response.json()["data"]
        assert data["status"] == "running"
        assert data["cancel_requested_at"] is not None


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The task has ended already"), ("zh", "任务已结束")]
)
async def test_what_has_ended_cannot_be_cancelled(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, language: str, title: str
) -> None:
    task_id = await ended(transaction, user.id, TaskStatus.SUCCEEDED)
    headers = user.headers | {"Accept-Language": language}

    response = await client.delete(f"{_TASKS}/{task_id}", headers=headers)

    body = problem_of(response, status=409, code=4003)
    assert body["msg"] == title
    assert body["data"]["status"] == "succeeded"


@pytest.mark.parametrize("action", ["cancel", "retry"])
async def test_what_belongs_to_somebody_else_cannot_be_touched(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, other_user: Caller,
    researcher: Caller, action: str,
) -> None:  # fmt: skip
    task_id = await ended(transaction, user.id, TaskStatus.FAILED)

    for caller in (other_user, researcher):
        response = await post(client, caller, f"{task_id}/{action}")
        problem_of(response, status=404, code=1003)


@pytest.mark.parametrize(
    "body", [{"reason": "x" * 501}, {"reason": 1}, {"reason": "a\0b"}, {"why": "x"}, []]
)
async def test_a_reason_that_is_none_is_refused_and_the_task_goes_on(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, body: Any
) -> None:
    task = await submit(transaction, user.id)

    response = await post(client, user, f"{task.task_id}/cancel", body)

    problem_of(response, status=422, code=1001)
    assert (await row_of(transaction, task.task_id)).status == TaskStatus.QUEUED


# Trying again


@pytest.mark.parametrize("status", [TaskStatus.FAILED, TaskStatus.CANCELLED])
async def test_what_failed_or_was_cancelled_is_tried_again_as_a_new_task(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, status: TaskStatus
) -> None:
    parent_id = await ended(transaction, user.id, status, payload={"days": 3}, request_id="r")

    response = await post(client, user, f"{parent_id}/retry")

    assert response.status_code == 202
    data = response.json()["data"]
    assert (data["status"], data["replayed"]) == ("queued", False)
    assert response.headers["Location"] == f"{_TASKS}/{data['task_id']}"
    child = await row_of(transaction, data["task_id"])
    assert (child.parent_id, child.request_id, child.kind) == (parent_id, None, TRIAL)
    assert (child.request_json, child.user_id, child.slot) == ({"days": 3}, user.id, 1)
    assert (await row_of(transaction, parent_id)).status == status
    async with transaction() as session:
        [deed] = await session.scalars(select(AuditLog).where(AuditLog.target_id == child.id))
    assert (deed.action, deed.actor, deed.detail) == (
        "task.retry",
        user.id,
        {"parent_id": parent_id},
    )


async def test_while_another_try_has_not_ended_it_is_the_answer(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    parent_id = await ended(transaction, user.id, TaskStatus.FAILED)
    first = (await post(client, user, f"{parent_id}/retry")).json()["data"]

    again = await post(client, user, f"{parent_id}/retry")
    await client.delete(f"{_TASKS}/{first['task_id']}", headers=user.headers)
    then = await post(client, user, f"{parent_id}/retry")

    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["data"] == first | {"replayed": True}
    assert "Idempotent-Replayed" not in then.headers
    assert then.json()["data"]["task_id"] != first["task_id"]


async def test_ten_who_try_again_at_once_get_one_task(container: Container, user: Caller) -> None:
    parent_id = await ended(container.transaction, user.id, TaskStatus.FAILED)

    answers = await asyncio.gather(
        *(container.tasks.retry(user.id, parent_id, user.id) for _ in range(10))
    )

    assert len({answer.task.task_id for answer in answers}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1


@pytest.mark.parametrize("status", [TaskStatus.SUCCEEDED, TaskStatus.QUEUED])
async def test_what_succeeded_or_has_not_ended_is_not_tried_again(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, status: TaskStatus
) -> None:
    task = await submit(transaction, user.id)
    if status is TaskStatus.SUCCEEDED:
        await change_row(transaction, task.task_id, status=status, finished_at=func.now())

    response = await post(client, user, f"{task.task_id}/retry")

    assert problem_of(response, status=409, code=1010)["data"]["status"] == status


async def test_another_try_counts_against_the_limit_of_its_owner_whoever_asks_for_it(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, operator: Caller
) -> None:
    parent_id = await ended(transaction, user.id, TaskStatus.FAILED)
    for _ in range(3):
        await submit(transaction, user.id)

    response = await post(client, operator, f"{parent_id}/retry")

    body = problem_of(response, status=429, code=4002)
    assert response.headers["Retry-After"] == "5"
    assert body["data"] | {"limit": 3, "active": 3, "retryable": True} == body["data"]


async def test_an_operators_other_try_belongs_to_who_had_the_task(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, operator: Caller
) -> None:
    parent_id = await ended(transaction, user.id, TaskStatus.FAILED)

    data = (await post(client, operator, f"{parent_id}/retry")).json()["data"]

    assert (await row_of(transaction, data["task_id"])).user_id == user.id
