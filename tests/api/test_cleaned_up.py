"""What somebody sees of a task that is cleaned up while they look (fault F30)."""

from contextlib import aclosing
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select

from core.bootstrap import Container
from core.db.models.task import TaskDayStat, TaskLog
from core.kernel.clock import utc_now
from core.schemas.tasks import TaskStatus
from tests.support.http import Caller, problem_of
from tests.support.tasks import change_row, submit

LINES = 1_000


@pytest.fixture
async def task_id(container: Container, user: Caller) -> str:
    """Return a task that ended long ago with a long log."""
    task = await submit(container.transaction, user.id)
    ended = utc_now() - timedelta(days=400)
    await change_row(
        container.transaction, task.task_id, status=TaskStatus.SUCCEEDED, slot=None,
        started_at=ended, finished_at=ended, log_seq=LINES,
    )  # fmt: skip
    line = {
        "task_id": task.task_id, "attempt": 1, "ts": ended, "level": "info",
        "event": "task.started", "message": "…",
    }  # fmt: skip
    async with container.transaction() as session:
        await session.execute(
            insert(TaskLog), [line | {"seq": seq, "line_no": seq} for seq in range(1, LINES + 1)]
        )
    return task.task_id


async def sums(container: Container) -> list[tuple[Any, ...]]:
    async with container.transaction() as session:
        rows = await session.execute(
            select(TaskDayStat.day, TaskDayStat.kind, TaskDayStat.status, TaskDayStat.n)
        )
        return [tuple(row) for row in rows]


async def test_a_stream_that_is_open_ends_with_the_news_that_the_task_is_gone(
    container: Container, task_id: str
) -> None:
    names, cursor = [], 0
    async with aclosing(container.joblogs.follow({task_id: 0})) as events:
        async for event in events:
            names.append(event.name)
            cursor = event.cursor or cursor
            if cursor == 1:
                await container.retention.run()

    assert (names[0], names[-1]) == ("status", "gone")
    assert set(names[1:-1]) == {"log"}
    assert cursor == len(names) - 2 < LINES


async def test_every_look_at_it_is_then_a_404_that_says_it_was_cleaned_up(
    client: httpx.AsyncClient, container: Container, user: Caller, task_id: str
) -> None:
    await container.retention.run()

    for path in ("", "/logs", "/stream", "/logs/export"):
        response = await client.get(f"/api/tasks/{task_id}{path}", headers=user.headers)

        body = problem_of(response, status=404, code=1003)
        assert "cleaned up" in body["detail"]


async def test_its_day_keeps_the_sum_it_had(container: Container, task_id: str) -> None:
    await container.retention.sum_days()
    before = await sums(container)

    await container.retention.run()
    await container.retention.sum_days()

    assert [row[1:] for row in before] == [("trial", "succeeded", 1)]
    assert await sums(container) == before
