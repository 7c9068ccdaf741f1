"""Looking at a task over HTTP."""

from datetime import datetime

import httpx
import pytest

from core.bootstrap import Container
from core.kernel.errors import PlanInvalidError
from tests.support.http import Caller, problem_of
from tests.support.tasks import TRIAL, leases_of, submit


def as_json(moment: datetime | None) -> str:
    """Return a moment as answers write it."""
    assert moment is not None
    return moment.isoformat().replace("+00:00", "Z")


def address_of(task_id: str) -> str:
    return f"/api/ai/plan/tasks/{task_id}"


async def test_a_waiting_task_is_shown_to_who_submitted_it(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    task = await submit(container.transaction, user.id, payload={"day_count": 3}, request_id="mine")

    response = await client.get(address_of(task.task_id), headers=user.headers)

    assert response.status_code == 200
    here = f"/api/tasks/{task.task_id}"
    assert response.json()["data"] == {
        "task_id": task.task_id,
        "user_id": user.id,
        "kind": TRIAL,
        "job_type": {"key": TRIAL, "title": TRIAL, "title_zh": TRIAL, "icon": "task"},
        "status": "queued",
        "request_id": "mine",
        "trace_id": task.trace_id,
        "parent_id": None,
        "batch_id": None,
        "attempt": 0,
        "retry_count": 0,
        "max_retries": 3,
        "progress": {"percent": 0, "stage": None, "done": None, "total": None},
        "request": {"day_count": 3},
        "result": None,
        "error": None,
        "last_seq": 0,
        "created_at": as_json(task.created_at),
        "started_at": None,
        "finished_at": None,
        "deadline_at": as_json(task.deadline_at),
        "cancel_requested_at": None,
        "cancel_reason": None,
        "duration_ms": None,
        "links": {
            "self": here,
            "cancel": f"{here}/cancel",
            "events": f"{here}/stream",
            "logs": f"{here}/logs",
            "export": f"{here}/logs/export",
        },
    }


async def test_a_failed_task_is_found_like_any_other_with_its_error_inside(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    task = await submit(container.transaction, user.id)
    leases = leases_of(container.transaction, "a")
    claimed = await leases.claim([TRIAL])
    assert claimed is not None
    await leases.fail(claimed, PlanInvalidError("Day 2 does not fit"))

    response = await client.get(address_of(task.task_id), headers=user.headers)

    assert response.status_code == 200
    assert response.json()["code"] == 0
    data = response.json()["data"]
    assert (data["status"], data["result"]) == ("failed", None)
    assert data["error"] == {
        "code": 3002,
        "error_type": "plan_invalid",
        "detail": "Day 2 does not fit",
        "trace_id": task.trace_id,
    }


async def test_somebody_elses_task_is_not_there(
    client: httpx.AsyncClient, container: Container, user: Caller, other_user: Caller
) -> None:
    task = await submit(container.transaction, user.id)

    response = await client.get(address_of(task.task_id), headers=other_user.headers)

    problem_of(response, status=404, code=1003)


async def test_a_researcher_sees_nobody_elses_task_and_an_operator_sees_all(
    client: httpx.AsyncClient,
    container: Container,
    user: Caller,
    researcher: Caller,
    operator: Caller,
) -> None:
    task = await submit(container.transaction, user.id)

    refused = await client.get(address_of(task.task_id), headers=researcher.headers)
    shown = await client.get(address_of(task.task_id), headers=operator.headers)

    problem_of(refused, status=404, code=1003)
    assert shown.json()["data"]["task_id"] == task.task_id


@pytest.mark.parametrize("task_id", ["0199d0a0-0000-7000-8000-000000000000", "nonsense"])
async def test_a_task_that_never_was_is_not_found(
    client: httpx.AsyncClient, user: Caller, task_id: str
) -> None:
    response = await client.get(address_of(task_id), headers=user.headers)

    problem_of(response, status=404, code=1003)
