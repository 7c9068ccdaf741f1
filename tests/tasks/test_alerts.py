"""Alerts as the workers keep them and as operators read them, on real rows."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import insert, select, update
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.db.models.alert import Alert
from core.db.models.task import AiTask, Worker
from core.kernel.clock import utc_now
from core.kernel.ids import new_id
from core.schemas.tasks import TaskStatus
from core.tasks.stats import StatsRepository
from core.tasks.watch import TaskWatch

AGO = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def plain_structlog() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def watch(transaction: Transaction) -> TaskWatch:
    return TaskWatch(transaction)


async def add_worker(transaction: Transaction, *, beat_age: timedelta = timedelta()) -> None:
    async with transaction() as session:
        beat_at = utc_now() - beat_age
        session.add(
            Worker(
                id=new_id(), host="h", pid=1, version="1", kinds=["plan"], size=4,
                started_at=beat_at, beat_at=beat_at,
            )
        )  # fmt: skip


async def add_tasks(
    transaction: Transaction, user_id: str, number: int, status: TaskStatus, **columns: Any
) -> None:
    row = {
        "user_id": user_id, "kind": "plan", "payload_hash": "h", "request_json": {},
        "trace_id": "t", "status": status,
    } | columns  # fmt: skip
    async with transaction() as session:
        await session.execute(insert(AiTask), [row | {"id": new_id()} for _ in range(number)])


async def kept(transaction: Transaction) -> dict[str, Alert]:
    """Return the alerts that are on."""
    async with transaction() as session:
        rows = await session.scalars(select(Alert).where(Alert.cleared_at.is_(None)))
        return {row.key: row for row in rows}


async def test_the_figures_are_those_of_the_last_fifteen_minutes_and_of_what_may_begin(
    transaction: Transaction, user_id: str
) -> None:
    now = utc_now()
    ended: dict[str, Any] = {"started_at": now - 3 * AGO, "finished_at": now - AGO}
    await add_tasks(transaction, user_id, 3, TaskStatus.SUCCEEDED, **ended)
    await add_tasks(transaction, user_id, 2, TaskStatus.FAILED, **ended)
    await add_tasks(transaction, user_id, 1, TaskStatus.CANCELLED, **ended)
    long_ago = {"started_at": now - 40 * AGO, "finished_at": now - 16 * AGO}
    await add_tasks(transaction, user_id, 5, TaskStatus.FAILED, **long_ago)
    await add_tasks(transaction, user_id, 1, TaskStatus.QUEUED, run_after=now - 2 * AGO)
    await add_tasks(transaction, user_id, 1, TaskStatus.RETRYING, run_after=now - AGO)
    await add_tasks(transaction, user_id, 1, TaskStatus.RETRYING, run_after=now + AGO)
    await add_worker(transaction, beat_age=timedelta(days=1))
    await add_worker(transaction)

    async with transaction() as session:
        figures = await StatsRepository(session).figures()

    assert (figures.succeeded, figures.failed, figures.waiting) == (3, 2, 2)
    assert figures.mean_s == pytest.approx(120.0)
    assert figures.oldest_waiting_s == pytest.approx(120.0, abs=10)
    assert figures.beat_age_s == pytest.approx(0.0, abs=10)


async def test_an_alert_is_kept_with_its_figures_while_it_is_on_and_logged_once(
    transaction: Transaction, watch: TaskWatch, user_id: str
) -> None:
    await add_worker(transaction)
    now = utc_now()
    await add_tasks(
        transaction, user_id, 4, TaskStatus.FAILED, started_at=now - AGO, finished_at=now
    )

    with capture_logs() as lines:
        await watch.keep_alerts()
        first = await kept(transaction)
        await watch.keep_alerts()

    assert first.keys() == {"failure_rate"}
    assert first["failure_rate"].figures["failed"] == 4
    assert (await kept(transaction))["failure_rate"].raised_at == first["failure_rate"].raised_at
    assert lines == [
        {
            "event": "alert_raised", "log_level": "warning", "alert": "failure_rate",
            "severity": "critical", "value": 100.0, "threshold": 10.0, "minutes": 15,
        }
    ]  # fmt: skip


async def test_an_alert_that_is_over_is_cleared_and_can_come_again(
    transaction: Transaction, watch: TaskWatch
) -> None:
    await watch.keep_alerts()
    await add_worker(transaction)

    with capture_logs() as lines:
        await watch.keep_alerts()
    cleared = await kept(transaction)
    async with transaction() as session:
        await session.execute(update(Worker).values(beat_at=utc_now() - 2 * AGO))
    await watch.keep_alerts()

    assert cleared == {}
    assert lines == [{"event": "alert_cleared", "log_level": "info", "alert": "no_worker"}]
    assert (await kept(transaction)).keys() == {"no_worker"}
    assert [past.key for past in (await watch.alerts()).past] == ["no_worker"]


async def test_workers_that_look_at_the_same_time_raise_an_alert_once(
    transaction: Transaction, watch: TaskWatch
) -> None:
    with capture_logs() as lines:
        await asyncio.gather(*(watch.keep_alerts() for _ in range(4)))

    assert [line["event"] for line in lines] == ["alert_raised"]
    assert len(await kept(transaction)) == 1


async def test_operators_are_told_without_a_worker_that_there_is_none(
    transaction: Transaction, watch: TaskWatch
) -> None:
    found = await watch.alerts()

    (alert,) = [alert for alert in found.alerts if alert.raised]
    assert (found.raised, alert.key, alert.severity) == (1, "no_worker", "critical")
    assert alert.raised_at is None
    assert await kept(transaction) == {}


async def test_since_when_the_last_worker_is_missed_is_told_without_one(
    transaction: Transaction, watch: TaskWatch
) -> None:
    await add_worker(transaction, beat_age=timedelta(minutes=10))

    found = await watch.alerts()

    alert = next(alert for alert in found.alerts if alert.raised)
    assert alert.raised_at is not None
    assert found.at - alert.raised_at == pytest.approx(
        timedelta(minutes=9), abs=timedelta(seconds=10)
    )


async def test_since_when_an_alert_is_on_is_told_as_soon_as_a_worker_has_seen_it(
    transaction: Transaction, watch: TaskWatch
) -> None:
    await watch.keep_alerts()

    found = await watch.alerts()

    alert = next(alert for alert in found.alerts if alert.raised)
    assert alert.raised_at == (await kept(transaction))["no_worker"].raised_at


async def test_an_alert_of_a_rule_that_is_no_more_is_cleared(
    transaction: Transaction, watch: TaskWatch
) -> None:
    await add_worker(transaction)
    async with transaction() as session:
        session.add(Alert(key="rule_of_an_earlier_release", figures={}))

    await watch.keep_alerts()

    assert await kept(transaction) == {}
