"""F11: connections to PostgreSQL are cut, over and over, while tasks run."""

import asyncio

import psycopg
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from tests.support.tasks import TRIAL, add_user, events_of, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_CUTS = 12
_CUT = """select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()"""


async def test_every_task_ends_once_though_connections_are_cut_all_the_time(
    transaction: Transaction, settings: Settings, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)
    tasks = [await submit(transaction, user_id) for _ in range(8)]

    async def work(run: TaskRun) -> Outcome:
        for day in range(6):
            if run.recall(f"day-{day}") is None:
                run.log("plan.checked")
                await run.keep(f"day-{day}", {})
            await asyncio.sleep(0.05)
        return Outcome({})

    assert settings.database_url is not None
    with capture_logs():
        async with start_worker({TRIAL: work}, plan_task_lease_s=4.0):
            cutter = await psycopg.AsyncConnection.connect(settings.database_url, autocommit=True)
            async with cutter:
                for _ in range(_CUTS):
                    await cutter.execute(_CUT)
                    await asyncio.sleep(0.15)

            async def all_succeeded() -> bool:
                rows = [await row_of(transaction, task.task_id) for task in tasks]
                return all(row.status == TaskStatus.SUCCEEDED for row in rows)

            await eventually(all_succeeded, within_s=60)

    for task in tasks:
        events = await events_of(transaction, task.task_id)
        row = await row_of(transaction, task.task_id)
        assert events[-1] == "task.succeeded"
        if row.attempt == 1:  # else some were said again
            assert events.count("plan.checked") == 6
        assert row.failures == 0
