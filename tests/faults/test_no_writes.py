"""F12: a PostgreSQL that reads but does not write: it is read-only, or its disk is full."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.kernel.errors import DependencyDownError
from core.kernel.settings import Settings
from core.tasks.outcome import Outcome, TaskRun
from tests.support.http import client_of, make_caller, problem_of, started
from tests.support.tasks import TRIAL, add_user, attempts_of, events_of, once_succeeded, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_MOST_TRIES_PER_S = 20
_WATCHED_S = 1.0
_LATE = "-c default_transaction_read_only=off"
_THIS_DATABASE: LiteralString = """
do $$ begin execute format('alter database %I {}', current_database()); end $$;
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()"""
_READ_ONLY: tuple[LiteralString, LiteralString] = (
    _THIS_DATABASE.replace("{}", "set default_transaction_read_only = on"),
    _THIS_DATABASE.replace("{}", "reset default_transaction_read_only"),
)
_DISK_FULL: tuple[LiteralString, LiteralString] = (
    """create function no_space() returns trigger language plpgsql as
    $$ begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$;
    create trigger no_space before insert or update on ai_tasks execute function no_space()""",
    "drop function if exists no_space cascade",
)
WAYS = pytest.mark.parametrize("way", [_READ_ONLY, _DISK_FULL], ids=["read_only", "disk_full"])


@asynccontextmanager
async def no_writes(
    database_url: str, way: tuple[LiteralString, LiteralString]
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Let nothing be written until what is given is called, or the block ends."""
    begin, end = way

    async def execute(statement: LiteralString) -> None:
        async with await psycopg.AsyncConnection.connect(
            database_url, autocommit=True, options=_LATE
        ) as connection:
            await connection.execute(statement)

    await execute(begin)
    try:
        yield lambda: execute(end)
    finally:
        await execute(end)


async def two_steps(run: TaskRun) -> Outcome:
    for step in ("first", "second"):
        run.log("plan.checked")
        await run.keep(step, {})
    return Outcome({})


def complaints(said: list[EventDict]) -> list[EventDict]:
    return [line for line in said if line["log_level"] in ("warning", "error")]


@WAYS
async def test_tasks_wait_and_nobody_asks_at_full_speed(
    database_url: str,
    transaction: Transaction,
    start_worker: StartWorker,
    way: tuple[LiteralString, LiteralString],
) -> None:
    user_id = await add_user(transaction)
    began, go = asyncio.Event(), asyncio.Event()

    async def work(run: TaskRun) -> Outcome:
        began.set()
        await go.wait()
        return await two_steps(run)

    with capture_logs() as said:
        async with start_worker({TRIAL: work}, plan_task_worker_concurrency=1):
            running, waiting = [await submit(transaction, user_id) for _ in range(2)]
            await began.wait()
            async with no_writes(database_url, way) as over:
                go.set()
                await eventually(lambda: holds("task_write_failed" in str(said)))
                before, asked_at = len(complaints(said)), time.monotonic()
                await eventually(lambda: holds(time.monotonic() - asked_at > _WATCHED_S))
                per_s = (len(complaints(said)) - before) / (time.monotonic() - asked_at)
                await over()
                await once_succeeded(transaction, running.task_id, waiting.task_id)

    assert 1 < per_s < _MOST_TRIES_PER_S
    assert [line for line in said if line["log_level"] == "error"] == []
    for task in (running, waiting):
        assert [each.outcome for each in await attempts_of(transaction, task.task_id)] == [
            "succeeded"
        ]
        assert await events_of(transaction, task.task_id) == [
            "task.started", "plan.checked", "plan.checked", "task.succeeded",
        ]  # fmt: skip


@WAYS
async def test_who_wants_something_written_is_told_to_come_back(
    settings: Settings, database_url: str, way: tuple[LiteralString, LiteralString]
) -> None:
    async with AsyncExitStack() as stack:
        stack.enter_context(capture_logs())
        app = await stack.enter_async_context(started(settings))
        client = await stack.enter_async_context(client_of(app))
        caller = await make_caller(app.state.container)
        task = await submit(app.state.container.transaction, caller.id)
        await stack.enter_async_context(no_writes(database_url, way))
        path = f"/api/tasks/{task.task_id}"

        refused = await client.post(f"{path}/cancel", json={}, headers=caller.headers)
        found = await client.get(path, headers=caller.headers)

    problem_of(refused, status=503, code=5001)
    assert refused.headers["Retry-After"] == "2"
    assert found.json()["data"]["status"] == "queued"


@pytest.mark.parametrize(
    "state", ["disk_full", "out_of_memory", "read_only_sql_transaction", "admin_shutdown"]
)
async def test_what_the_server_cannot_do_just_now_is_a_dependency_that_is_down(
    transaction: Transaction, state: str
) -> None:
    raising = f"do $$ begin raise exception 'trouble' using errcode = '{state}'; end $$"

    with pytest.raises(DependencyDownError):
        async with transaction() as session:
            await session.execute(text(raising))


async def holds(claim: bool) -> bool:
    return claim
