"""What operators see of tasks, workers and alerts over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from core.db.models.task import TaskDayStat, Worker
from core.kernel.clock import utc_now
from core.schemas.tasks import TaskStatus
from core.tasks.alerts import RULES
from tests.support.http import Caller, problem_of
from tests.support.tasks import change_row, submit

SUMMARY = "/admin/ai/tasks/summary"


async def read(client: httpx.AsyncClient, path: str, caller: Caller, **query: int) -> Any:
    response = await client.get(path, headers=caller.headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()["data"]


async def end(
    container: Container, user: Caller, status: TaskStatus, took_s: float, **columns: Any
) -> str:
    """Return a task that ended a minute ago, after so many seconds."""
    task = await submit(container.transaction, user.id)
    end = utc_now() - timedelta(minutes=1)
    await change_row(
        container.transaction, task.task_id, status=status, slot=None,
        started_at=end - timedelta(seconds=took_s), finished_at=end, **columns,
    )  # fmt: skip
    return task.task_id


async def test_without_any_task_or_worker_there_is_nothing_but_the_alert_that_says_so(
    client: httpx.AsyncClient, operator: Caller
) -> None:
    alerts = await read(client, "/admin/alerts", operator)
    workers = await read(client, "/admin/workers", operator)
    summary = await read(client, SUMMARY, operator)

    assert [alert["key"] for alert in alerts["alerts"]] == [rule.key for rule in RULES]
    assert [alert["key"] for alert in alerts["alerts"] if alert["raised"]] == ["no_worker"]
    assert (alerts["raised"], alerts["past"], workers) == (1, [], [])
    assert summary["statuses"] == dict.fromkeys(TaskStatus, 0)
    assert [summary[name] for name in ("durations", "failures", "recent", "days")] == [[]] * 4


async def test_an_alert_says_what_was_measured_and_what_the_limit_is_in_both_languages(
    client: httpx.AsyncClient, container: Container, operator: Caller, user: Caller
) -> None:
    for _ in range(3):
        await end(container, user, TaskStatus.FAILED, 1.0)

    found = await read(client, "/admin/alerts", operator)

    alert = next(alert for alert in found["alerts"] if alert["key"] == "failure_rate")
    assert (alert["raised"], alert["value"], alert["threshold"]) == (True, 100.0, 10.0)
    assert alert["message"].format_map(alert["params"]) == (
        "100 % of the tasks of the last 15 minutes failed (limit 10 %)"
    )
    assert alert["message_zh"].format_map(alert["params"]).startswith("最近 15 分钟内 100%")


async def test_workers_are_listed_with_their_beats_and_the_silent_ones_are_not_alive(
    client: httpx.AsyncClient, container: Container, operator: Caller
) -> None:
    now = utc_now()
    async with container.transaction() as session:
        for name, age_s in (("silent", 61), ("alive", 1)):
            beat_at = now - timedelta(seconds=age_s)
            session.add(
                Worker(
                    id=name, host="h", pid=7, version="1", kinds=["plan"], size=4, running=2,
                    loop_lag_ms=3, started_at=beat_at, beat_at=beat_at,
                )
            )  # fmt: skip

    found = await read(client, "/admin/workers", operator)

    assert [(worker["id"], worker["alive"]) for worker in found] == [
        ("alive", True),
        ("silent", False),
    ]
    assert found[0]["kinds"] == ["plan"]
    assert found[1]["beat_age_s"] == pytest.approx(61, abs=10)


async def test_the_summary_counts_measures_and_names_the_reasons_of_failures(
    client: httpx.AsyncClient, container: Container, operator: Caller, user: Caller
) -> None:
    for took_s in (1.0, 2.0, 3.0):
        await end(container, user, TaskStatus.SUCCEEDED, took_s)
    for number in range(2):
        error = {"error_type": "timeout", "detail": f"Nothing came ({number})", "code": 3001}
        last = await end(container, user, TaskStatus.FAILED, 1.0, error=error)
    await end(container, user, TaskStatus.FAILED, 1.0, error={"error_type": "plan_invalid"})
    waiting = await submit(container.transaction, user.id, request_id="mine")

    found = await read(client, SUMMARY, operator, top=1, recent=2)

    counts = {status: n for status, n in found["statuses"].items() if n}
    assert counts == {"queued": 1, "succeeded": 3, "failed": 3}
    assert found["durations"] == [
        {"kind": "trial", "n": 3, "mean_ms": 2000.0, "p50_ms": 2000.0, "p95_ms": 2900.0}
    ]
    (failure,) = found["failures"]
    assert (failure["error_type"], failure["n"]) == ("timeout", 2)
    assert (failure["last_task_id"], failure["last_detail"]) == (last, "Nothing came (1)")
    newest = found["recent"][0]
    assert len(found["recent"]) == 2
    assert newest["task_id"] == waiting.task_id
    assert newest["request_id"] == "mine"
    assert newest["trace_id"] == waiting.trace_id


async def test_the_summary_leaves_out_what_ended_before_its_window_but_nothing_unfinished(
    client: httpx.AsyncClient, container: Container, operator: Caller, user: Caller
) -> None:
    hours_ago = utc_now() - timedelta(hours=3)
    old = await end(container, user, TaskStatus.FAILED, 1.0)
    await change_row(container.transaction, old, finished_at=hours_ago)
    waiting = await submit(container.transaction, user.id)
    await change_row(container.transaction, waiting.task_id, created_at=hours_ago)

    found = await read(client, SUMMARY, operator, hours=2)

    assert (found["statuses"]["queued"], found["statuses"]["failed"]) == (1, 0)
    assert found["failures"] == []


async def test_the_sums_of_days_are_there_without_their_tasks(
    client: httpx.AsyncClient, container: Container, operator: Caller
) -> None:
    today = utc_now().date()
    async with container.transaction() as session:
        for days_ago in (0, 6, 7):
            session.add(
                TaskDayStat(
                    day=today - timedelta(days=days_ago), kind="plan", mode="deep",
                    status="succeeded", n=4, p50_ms=1, p95_ms=2, tokens=3, fallbacks=1,
                )
            )  # fmt: skip

    found = await read(client, SUMMARY, operator, days=7)

    assert [day["day"] for day in found["days"]] == [
        (today - timedelta(days=6)).isoformat(),
        today.isoformat(),
    ]
    assert found["days"][0]["tokens"] == 3


@pytest.mark.parametrize(
    "query", [{"hours": 0}, {"hours": 9999}, {"top": 0}, {"recent": 101}, {"days": "week"}]
)
async def test_a_summary_of_nonsense_is_refused(
    client: httpx.AsyncClient, operator: Caller, query: dict[str, int | str]
) -> None:
    response = await client.get(SUMMARY, headers=operator.headers, params=query)

    problem_of(response, status=422, code=1001)


@pytest.mark.parametrize("path", ["/admin/alerts", "/admin/workers", SUMMARY])
async def test_nobody_below_an_operator_sees_any_of_it(
    client: httpx.AsyncClient, user: Caller, path: str
) -> None:
    response = await client.get(path, headers=user.headers)

    problem_of(response, status=403, code=2003)
