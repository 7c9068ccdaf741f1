"""F5, F7, F8, F9: a Redis of its own that is killed, comes back empty, is flushed, or is frozen."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.db.models.account import User
from core.kernel.settings import Settings
from core.queue.arq_queue import ArqQueue
from core.queue.memory_queue import MemoryQueue
from core.tasks.outcome import Outcome, TaskRun
from tests.faults.servers import OwnServer, flush, forgetful_redis
from tests.support.http import Caller, client_of, make_caller, served, started
from tests.support.streams import streaming
from tests.support.tasks import TRIAL, add_user, mail_of, once_succeeded, row_of, submit
from tests.support.workers import StartWorker

_LEASE_S = 1.5
_SWEEP_S = 1.3 * _LEASE_S / 6
_PLAN = {"destination": "guangzhou", "day_count": 2, "mode": "deep", "async": True}


@pytest.fixture
def lost(tmp_path: Path) -> Iterator[OwnServer]:
    with forgetful_redis(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def redis_url(lost: OwnServer) -> str:
    return lost.url


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep what is said about the loss to ourselves."""
    with capture_logs():
        yield


@pytest.mark.usefixtures("quiet")
async def test_what_runs_and_what_waits_is_done_once_though_redis_forgets_everything(
    lost: OwnServer,
    tmp_path: Path,
    transaction: Transaction,
    queue: ArqQueue,
    start_worker: StartWorker,
) -> None:
    user_id = await add_user(transaction)
    began, go = asyncio.Event(), asyncio.Event()

    async def work(run: TaskRun) -> Outcome:
        async def write(session: AsyncSession) -> dict[str, Any]:
            effect = update(User).where(User.id == user_id).values(email="+" + User.email)
            await session.execute(effect)
            return {"attempt": run.task.attempt}

        began.set()
        await go.wait()
        return Outcome({}, write)

    before = await mail_of(transaction, user_id)
    async with start_worker({TRIAL: work}, plan_task_worker_concurrency=2):
        tasks = [await submit(transaction, user_id, queue=queue) for _ in range(5)]
        await began.wait()
        await flush(lost, tmp_path / "redis")
        await lost.cut_off()
        tasks += [await submit(transaction, user_id, queue=queue) for _ in range(2)]
        await lost.bring_back()
        go.set()
        await once_succeeded(transaction, *(task.task_id for task in tasks))

    rows = [await row_of(transaction, task.task_id) for task in tasks]
    assert {(row.attempt, row.failures, row.crashes) for row in rows} == {(1, 0, 0)}
    assert await mail_of(transaction, user_id) == "+" * len(tasks) + before


async def test_a_task_nobody_was_told_of_begins_with_the_next_sweep(
    transaction: Transaction, start_worker: StartWorker
) -> None:
    began = asyncio.Event()

    async def work(_: TaskRun) -> Outcome:
        began.set()
        return Outcome({})

    async with start_worker({TRIAL: work}, plan_task_lease_s=_LEASE_S):
        user_id, deaf = await add_user(transaction), MemoryQueue(reachable=False)
        first = await submit(transaction, user_id, queue=deaf)
        await began.wait()
        tasks = [first, *[await submit(transaction, user_id, queue=deaf) for _ in range(4)]]
        await once_succeeded(transaction, *(task.task_id for task in tasks))

    rows = [await row_of(transaction, task.task_id) for task in tasks[1:]]
    waited_s = [(row.started_at - row.created_at).total_seconds() for row in rows if row.started_at]
    assert len(waited_s) == 4
    assert max(waited_s) < _SWEEP_S + 1


@asynccontextmanager
async def gone(redis: OwnServer) -> AsyncIterator[None]:
    await redis.cut_off()
    yield


@asynccontextmanager
async def frozen(redis: OwnServer) -> AsyncIterator[None]:
    redis.send(signal.SIGSTOP)
    yield
    redis.send(signal.SIGCONT)


@pytest.mark.usefixtures("catalog_seeded", "quiet")
@pytest.mark.parametrize("away", [gone, frozen])
async def test_plans_are_taken_at_once_and_done_and_watched_while_redis_is_away(
    lost: OwnServer, settings: Settings, start_worker: StartWorker, away: Any
) -> None:
    async def work(run: TaskRun) -> Outcome:
        run.log("plan.checked")
        return Outcome({})

    async with started(settings) as app, client_of(app) as client, served(app) as address:
        caller = await make_caller(app.state.container)
        async with start_worker({"plan": work}, plan_task_lease_s=_LEASE_S), away(lost):
            taken, took_s = await plans_of(client, caller)
            logs = [await watched(address, caller, task_id) for task_id in taken]
            state = (await client.get("/readyz")).json()["data"]

    assert sorted(took_s)[1] < 0.5
    assert logs == [["log:1", "log:2", "log:3", "end:3"]] * 3
    assert state["state"] == "degraded"


async def plans_of(client: httpx.AsyncClient, caller: Caller) -> tuple[list[str], list[float]]:
    """Ask for three plans; return their tasks, and how long each answer took."""
    taken, took_s = [], []
    for _ in range(3):
        began = time.monotonic()
        response = await client.post("/api/ai/plan", json=_PLAN, headers=caller.headers)
        took_s.append(time.monotonic() - began)
        assert response.status_code == 202, response.text
        taken.append(response.json()["data"]["task_id"])
    return taken, took_s


async def watched(address: str, caller: Caller, task_id: str) -> list[str]:
    """Return what somebody sees of a task to its end: lines and the end, each with its cursor."""
    path = f"{address}/api/tasks/{task_id}/stream"
    async with streaming(path, caller.headers) as events, asyncio.timeout(30):
        return [
            f"{event.name}:{event.last_id}"
            async for event in events
            if event.name in ("log", "end")
        ]
