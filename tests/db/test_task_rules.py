"""P13, I5: rows that contradict themselves are refused by PostgreSQL, whoever writes them."""

from typing import Any

import pytest
from sqlalchemy import func, insert
from sqlalchemy.exc import IntegrityError

from core.db.engine import Transaction
from core.db.models.task import TaskAttempt, TaskLog
from tests.support.tasks import add_user, change_row, submit


@pytest.fixture
async def task_id(transaction: Transaction) -> str:
    return (await submit(transaction, await add_user(transaction))).task_id


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"status": "done"}, "status"),
        ({"status": "running"}, "lease_owner"),
        ({"lease_owner": "a", "lease_until": func.now()}, "lease_owner"),
        ({"status": "running", "lease_owner": "a"}, "lease_until"),
        ({"status": "succeeded"}, "finished_at"),
        ({"finished_at": func.now()}, "finished_at"),
        ({"progress_pct": 101}, "progress_pct"),
        ({"progress_pct": -1}, "progress_pct"),
    ],
)
async def test_a_task_that_contradicts_itself_is_refused(
    transaction: Transaction, task_id: str, values: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=f"ck_ai_tasks_{rule}"):
        await change_row(transaction, task_id, **values)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"outcome": "lost", "finished_at": func.now()}, "outcome"),
        ({"outcome": "succeeded"}, "finished_at"),
        ({"finished_at": func.now()}, "finished_at"),
    ],
)
async def test_an_attempt_has_ended_exactly_where_it_says_how(
    transaction: Transaction, task_id: str, values: dict[str, Any], rule: str
) -> None:
    attempt = {"task_id": task_id, "attempt": 1, "worker_id": "a", "started_at": func.now()}

    with pytest.raises(IntegrityError, match=f"ck_task_attempts_{rule}"):
        async with transaction() as session:
            await session.execute(insert(TaskAttempt).values(**attempt, **values))


@pytest.mark.parametrize("changes", [{}, {"seq": 2}])
async def test_a_line_is_there_once(
    transaction: Transaction, task_id: str, changes: dict[str, Any]
) -> None:
    line = {
        "task_id": task_id, "seq": 1, "attempt": 1, "line_no": 1, "ts": func.now(),
        "level": "info", "event": "plan.checked", "message": "Checked", "data": {},
    }  # fmt: skip
    async with transaction() as session:
        await session.execute(insert(TaskLog).values(line))

    with pytest.raises(IntegrityError, match="task_logs"):
        async with transaction() as session:
            await session.execute(insert(TaskLog).values(line | changes))
