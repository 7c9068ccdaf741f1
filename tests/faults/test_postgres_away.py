"""F10, F11: a PostgreSQL of its own that is cut off, shortly and for longer, and one that is full.

It is stopped as by `pg_ctl stop -m immediate`: sessions end without a word, and the next start
repairs what was under way.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import psycopg
import pytest
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.db.migrate import migrate
from core.embedded.postgres import Postgres
from core.kernel.settings import Settings
from core.tasks.outcome import Outcome, TaskRun
from tests.faults.servers import OwnServer, own
from tests.support.http import Caller, client_of, make_caller, problem_of, started
from tests.support.tasks import (
    TRIAL,
    add_user,
    attempts_of,
    events_of,
    once_succeeded,
    row_of,
    submit,
)
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_IDLE = 100
_LEASE_S = 2.0


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with own(Postgres(tmp_path_factory.mktemp("away") / "postgres")) as server:
        migrate(server.url)
        yield server


@pytest.fixture
def database_url(postgres: OwnServer) -> str:
    return postgres.url


@asynccontextmanager
async def api(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, Caller]]:
    """Give a client of the API, and somebody who may call."""
    async with started(settings) as app, client_of(app) as client:
        yield client, await make_caller(app.state.container)


class Steady:
    """A handler of two steps that lets the test act between them, and counts both."""

    def __init__(self) -> None:
        self.between, self.go = asyncio.Event(), asyncio.Event()
        self.given_up = asyncio.Event()
        self.asked: list[str] = []

    async def __call__(self, run: TaskRun) -> Outcome:
        await self._step(run, "first")
        self.between.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up.set()
            raise
        await self._step(run, "second")
        return Outcome({"attempt": run.task.attempt})

    async def _step(self, run: TaskRun, step: str) -> None:
        if run.recall(step) is None:
            self.asked.append(step)
            run.log("plan.checked")
            await run.keep(step, {})


async def test_a_run_goes_on_where_the_database_was_away_for_less_than_its_lease(
    postgres: OwnServer, transaction: Transaction, start_worker: StartWorker
) -> None:
    handler = Steady()
    with capture_logs() as said:
        async with start_worker({TRIAL: handler}, plan_task_lease_s=60.0):
            task = await submit(transaction, await add_user(transaction))
            await handler.between.wait()
            await postgres.cut_off(signal.SIGQUIT)
            handler.go.set()
            await eventually(lambda: has(said, "task_write_failed"))
            await postgres.bring_back()
            await once_succeeded(transaction, task.task_id, within_s=60)

    assert handler.asked == ["first", "second"]
    assert [each.outcome for each in await attempts_of(transaction, task.task_id)] == ["succeeded"]
    assert await events_of(transaction, task.task_id) == [
        "task.started", "plan.checked", "plan.checked", "task.succeeded",
    ]  # fmt: skip


async def test_a_run_gives_itself_up_before_its_lease_is_over_and_is_done_again(
    postgres: OwnServer, settings: Settings, transaction: Transaction, start_worker: StartWorker
) -> None:
    handler = Steady()
    async with AsyncExitStack() as stack:
        stack.enter_context(capture_logs())
        client, caller = await stack.enter_async_context(api(settings))
        await stack.enter_async_context(start_worker({TRIAL: handler}, plan_task_lease_s=_LEASE_S))
        task = await submit(transaction, caller.id)
        path = f"/api/tasks/{task.task_id}"
        await handler.between.wait()
        await postgres.cut_off(signal.SIGQUIT)
        cut_off_at = asyncio.get_running_loop().time()
        await asyncio.wait_for(handler.given_up.wait(), 30)
        given_up_after_s = asyncio.get_running_loop().time() - cut_off_at
        refused = await client.get(path, headers=caller.headers)
        handler.go.set()
        await postgres.bring_back()
        await once_succeeded(transaction, task.task_id, within_s=60)
        found = await client.get(path, headers=caller.headers)

    assert given_up_after_s < _LEASE_S
    problem_of(refused, status=503, code=5001)
    assert refused.headers["Retry-After"] == "2"
    assert found.json()["data"]["status"] == "succeeded"
    assert handler.asked == ["first", "second"]
    outcomes = [each.outcome for each in await attempts_of(transaction, task.task_id)]
    assert outcomes == ["crashed", "succeeded"]
    assert (await events_of(transaction, task.task_id))[-1] == "task.succeeded"


async def test_a_run_gives_itself_up_as_soon_where_the_database_only_hangs(
    postgres: OwnServer, transaction: Transaction, start_worker: StartWorker
) -> None:
    handler = Steady()
    with capture_logs():
        async with start_worker({TRIAL: handler}, plan_task_lease_s=_LEASE_S):
            task = await submit(transaction, await add_user(transaction))
            await handler.between.wait()
            postgres.freeze()
            frozen_at = asyncio.get_running_loop().time()
            await asyncio.wait_for(handler.given_up.wait(), 30)
            given_up_after_s = asyncio.get_running_loop().time() - frozen_at
            handler.go.set()
            postgres.thaw()
            await once_succeeded(transaction, task.task_id, within_s=60)

    assert given_up_after_s < _LEASE_S
    assert handler.asked == ["first", "second"]
    outcomes = [each.outcome for each in await attempts_of(transaction, task.task_id)]
    assert outcomes == ["crashed", "succeeded"]


async def test_a_database_that_hangs_is_called_down_within_two_seconds(
    postgres: OwnServer, settings: Settings
) -> None:
    with capture_logs():
        async with api(settings) as (client, _):
            before = await client.get("/readyz")
            postgres.freeze()
            asked_at = asyncio.get_running_loop().time()
            meanwhile = await client.get("/readyz")
            took_s = asyncio.get_running_loop().time() - asked_at
            postgres.thaw()

    assert before.status_code == 200
    problem_of(meanwhile, status=503, code=5001)
    assert took_s < 2


async def test_tasks_wait_while_others_hold_every_connection(
    postgres: OwnServer, transaction: Transaction, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)
    tasks = [await submit(transaction, user_id) for _ in range(3)]
    handler = Steady()
    handler.go.set()

    with capture_logs() as said:
        async with AsyncExitStack() as idle:
            await fill_up(idle, postgres.url)
            async with start_worker({TRIAL: handler}, plan_task_lease_s=_LEASE_S):
                await eventually(lambda: has(said, "claim_failed"))
                await idle.aclose()
                await once_succeeded(transaction, *(task.task_id for task in tasks), within_s=60)

    rows = [await row_of(transaction, task.task_id) for task in tasks]
    assert {(row.attempt, row.failures, row.crashes) for row in rows} == {(1, 0, 0)}


async def fill_up(stack: AsyncExitStack, url: str) -> None:
    """Open connections until the server takes no more."""
    for opened in range(_IDLE + 1):
        try:
            connection = await psycopg.AsyncConnection.connect(url)
        except psycopg.OperationalError:
            assert opened > _IDLE / 2
            return
        await stack.enter_async_context(connection)
    raise AssertionError("the server takes any number of connections")


async def has(said: object, event: str) -> bool:
    return event in str(said)
