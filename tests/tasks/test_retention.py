"""Finished tasks go after a while, whole days at a time; what they came to stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from core.db.engine import Transaction
from core.db.models.alert import Alert
from core.db.models.task import AiTask, TaskAttempt, TaskDayStat, TaskLog
from core.kernel.clock import utc_now
from core.kernel.ids import new_id
from core.schemas.tasks import TaskStatus
from core.tasks import retention as module
from core.tasks.retention import FINAL, TaskRetention
from tests.support.rows import counted

NOON = datetime.combine(utc_now().date(), datetime.min.time(), UTC) + timedelta(hours=12)


@pytest.fixture
def retention(transaction: Transaction) -> TaskRetention:
    return TaskRetention(transaction, keep_days=30)


async def add_tasks(
    transaction: Transaction,
    user_id: str,
    *,
    days_ago: int = 40,
    status: TaskStatus = TaskStatus.SUCCEEDED,
    took_s: tuple[float, ...] = (10.0,),
    **columns: Any,
) -> list[str]:
    """Write finished tasks that ended at noon, each after so many seconds; return their ids."""
    end = NOON - timedelta(days=days_ago)
    rows = [
        {
            "id": new_id(), "user_id": user_id, "kind": "plan", "payload_hash": "h",
            "request_json": {"mode": "deep"}, "trace_id": "t", "status": status,
            "started_at": end - timedelta(seconds=seconds), "finished_at": end,
        } | columns
        for seconds in took_s
    ]  # fmt: skip
    async with transaction() as session:
        await session.execute(insert(AiTask), rows)
    return [str(row["id"]) for row in rows]


async def tasks_left(transaction: Transaction) -> set[str]:
    async with transaction() as session:
        return set(await session.scalars(select(AiTask.id)))


async def sums(transaction: Transaction) -> list[tuple[Any, ...]]:
    """Return the sums of days, oldest first, without kind."""
    async with transaction() as session:
        rows = await session.execute(
            select(
                TaskDayStat.day, TaskDayStat.mode, TaskDayStat.status, TaskDayStat.n,
                TaskDayStat.p50_ms, TaskDayStat.p95_ms, TaskDayStat.tokens, TaskDayStat.fallbacks,
            ).order_by(TaskDayStat.day, TaskDayStat.mode, TaskDayStat.status)
        )  # fmt: skip
        return [tuple(row) for row in rows]


async def test_what_ended_long_ago_goes_and_what_ended_lately_stays(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    await add_tasks(transaction, user_id, days_ago=31)
    young = await add_tasks(transaction, user_id, days_ago=30)

    await retention.run()

    assert await tasks_left(transaction) == set(young)


async def test_a_failed_task_is_kept_three_times_as_long(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    failed = TaskStatus.FAILED
    await add_tasks(transaction, user_id, days_ago=91, status=failed)
    kept = await add_tasks(transaction, user_id, days_ago=90, status=failed)

    await retention.run()

    assert await tasks_left(transaction) == set(kept)


@pytest.mark.parametrize("status", [s for s in TaskStatus if s not in FINAL])
async def test_a_task_that_has_not_ended_never_goes(
    transaction: Transaction, retention: TaskRetention, user_id: str, status: TaskStatus
) -> None:
    years_ago = NOON - timedelta(days=2000)
    lease = {"lease_owner": "w", "lease_until": years_ago} if status == "running" else {}
    old = await add_tasks(
        transaction, user_id, status=status, finished_at=None,
        created_at=years_ago, updated_at=years_ago, **lease,
    )  # fmt: skip

    await retention.run()
    await retention.purge(1)

    assert await tasks_left(transaction) == set(old)


async def test_the_day_is_summed_before_its_tasks_go(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    took_s = tuple(float(second) for second in range(1, 101))
    fell_back = {"metrics": {"fallback_to_fast": True}}
    await add_tasks(transaction, user_id, took_s=took_s)
    ids = await add_tasks(
        transaction, user_id, request_json={"mode": "fast"}, result_json=fell_back
    )
    async with transaction() as session:
        for attempt, tokens in ((1, 300), (2, 40)):
            session.add(
                TaskAttempt(
                    task_id=ids[0], attempt=attempt, worker_id="w", started_at=NOON, tokens=tokens
                )
            )

    await retention.run()

    day = (NOON - timedelta(days=40)).date()
    assert await tasks_left(transaction) == set()
    assert await sums(transaction) == [
        (day, "deep", "succeeded", 100, 50_500, 95_050, 0, 0),
        (day, "fast", "succeeded", 1, 10_000, 10_000, 340, 1),
    ]


async def test_cleaning_again_changes_no_sum(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    await add_tasks(transaction, user_id, took_s=(1.0, 2.0))
    await retention.run()
    before = await sums(transaction)

    await retention.run()
    await retention.sum_days()

    assert await sums(transaction) == before


async def test_cleaning_cut_off_in_the_middle_of_a_day_keeps_the_whole_days_sum(
    transaction: Transaction,
    retention: TaskRetention,
    user_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add_tasks(transaction, user_id, took_s=(1.0, 2.0, 3.0, 4.0, 5.0))
    monkeypatch.setattr(module, "_AT_A_TIME", 2)
    deleting, batches = retention._delete, 0

    async def cut_off(*given: Any) -> int:
        nonlocal batches
        batches += 1
        if batches > 2:
            raise ConnectionError
        return await deleting(*given)

    monkeypatch.setattr(retention, "_delete", cut_off)
    with pytest.raises(ConnectionError):
        await retention.run()
    assert len(await tasks_left(transaction)) == 1

    await TaskRetention(transaction, keep_days=30).run()

    assert await tasks_left(transaction) == set()
    assert [row[3:6] for row in await sums(transaction)] == [(5, 3_000, 4_800)]


async def test_the_days_since_the_last_sum_are_made_up(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    await add_tasks(transaction, user_id, days_ago=5)
    await retention.sum_days()
    await add_tasks(transaction, user_id, days_ago=5)
    await add_tasks(transaction, user_id, days_ago=3, status=TaskStatus.CANCELLED)
    await add_tasks(transaction, user_id, days_ago=0)

    await retention.sum_days()

    assert [(row[0], row[2], row[3]) for row in await sums(transaction)] == [
        ((NOON - timedelta(days=5)).date(), "succeeded", 2),
        ((NOON - timedelta(days=3)).date(), "cancelled", 1),
        (NOON.date(), "succeeded", 1),
    ]


async def test_a_task_counts_on_its_day_in_utc(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    midnight = NOON - timedelta(days=4, hours=12)
    await add_tasks(transaction, user_id, finished_at=midnight)
    await add_tasks(transaction, user_id, finished_at=midnight - timedelta(microseconds=1))

    await retention.sum_days()

    assert [row[0] for row in await sums(transaction)] == [
        midnight.date() - timedelta(days=1),
        midnight.date(),
    ]


async def test_a_task_nobody_claimed_counts_without_a_duration(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    await add_tasks(transaction, user_id, status=TaskStatus.CANCELLED, started_at=None)

    await retention.sum_days()

    assert [row[2:6] for row in await sums(transaction)] == [("cancelled", 1, None, None)]


@pytest.mark.parametrize(("days", "ms"), [(100, 2**31 - 1), (-100, 0)])
async def test_times_that_cannot_be_do_not_keep_a_day_from_being_summed(
    transaction: Transaction, retention: TaskRetention, user_id: str, days: int, ms: int
) -> None:
    began = NOON - timedelta(days=40 + days)
    await add_tasks(transaction, user_id, started_at=began)

    await retention.run()

    assert [row[3:6] for row in await sums(transaction)] == [(1, ms, ms)]


async def test_with_the_task_go_its_attempts_and_its_log(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    (task_id,) = await add_tasks(transaction, user_id)
    async with transaction() as session:
        session.add(TaskAttempt(task_id=task_id, attempt=1, worker_id="w", started_at=NOON))
        session.add(
            TaskLog(
                task_id=task_id, seq=1, attempt=1, line_no=1, ts=NOON, level="info",
                event="task.started", message="…",
            )
        )  # fmt: skip

    await retention.run()

    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(TaskAttempt)) == 0
        assert await session.scalar(select(func.count()).select_from(TaskLog)) == 0


async def test_a_task_that_was_tried_again_by_hand_outlives_the_first_one(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    (first,) = await add_tasks(transaction, user_id, days_ago=60)
    second = await add_tasks(transaction, user_id, days_ago=1, parent_id=first)

    await retention.run()

    assert await tasks_left(transaction) == set(second)


async def test_purging_by_hand_takes_every_final_status_and_counts_them_first(
    transaction: Transaction, retention: TaskRetention, user_id: str
) -> None:
    for status in FINAL:
        await add_tasks(transaction, user_id, days_ago=8, status=status)
    young = await add_tasks(transaction, user_id, days_ago=7)

    foreseen, purged = await retention.count(7), await retention.purge(7)

    assert (foreseen, purged) == (3, 3)
    assert await tasks_left(transaction) == set(young)
    assert [row[2:4] for row in await sums(transaction)] == [
        ("cancelled", 1), ("failed", 1), ("succeeded", 1),
    ]  # fmt: skip


async def test_alerts_long_cleared_go_too(
    transaction: Transaction, retention: TaskRetention
) -> None:
    now, day = utc_now(), timedelta(days=1)
    async with transaction() as session:
        for key, cleared_at in (("old", now - 91 * day), ("new", now), ("on", None)):
            session.add(
                Alert(key=key, raised_at=now - 100 * day, cleared_at=cleared_at, figures={})
            )

    await retention.run()

    async with transaction() as session:
        assert set(await session.scalars(select(Alert.key))) == {"new", "on"}


async def test_an_empty_database_is_no_trouble(
    transaction: Transaction, retention: TaskRetention
) -> None:
    before = await counted(transaction)

    await retention.run()
    await retention.sum_days()

    assert await retention.purge(1) == 0
    assert await counted(transaction) == before
