"""What runs say and keep reaches SQL together, once, and only while the task is theirs."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.models.task import TaskStep
from core.joblogs.domain import Line
from core.kernel.errors import DependencyDownError
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskLostError, TaskRun
from tests.support.tasks import (
    TRIAL,
    attempts_of,
    events_of,
    expire_lease,
    leases_of,
    lines_of,
    row_of,
    submit,
)
from tests.support.waiting import eventually
from tests.support.workers import workplace


class CutOff:
    """Transactions whose commit goes through, but nobody hears of it, as often as told."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.unheard = 0

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        async with self._transaction() as session:
            yield session
        if self.unheard:
            self.unheard -= 1
            raise DependencyDownError("PostgreSQL closed the connection")


async def test_what_is_said_is_in_sql_soon_though_the_task_goes_on(
    transaction: Transaction, task_id: str
) -> None:
    seen_after_s: list[float] = []

    async def talk(run: TaskRun) -> Outcome:
        run.log("plan.sketched")
        run.progress("planning_days", 1, 4)
        run.count(model_calls=1, tokens=50)
        began = time.monotonic()

        async def is_seen() -> bool:
            return (await row_of(transaction, task_id)).log_seq == 2

        await eventually(is_seen)
        seen_after_s.append(time.monotonic() - began)
        row = await row_of(transaction, task_id)
        assert (row.status, row.progress_pct, row.progress_stage) == (
            TaskStatus.RUNNING, 25, "planning_days",
        )  # fmt: skip
        assert row.progress == {"done": 1, "total": 4}
        return Outcome({})

    async with workplace(transaction, talk) as place:
        await place.work()

    assert seen_after_s[0] < 1.0
    assert await events_of(transaction, task_id) == [
        "task.started", "plan.sketched", "task.succeeded",
    ]  # fmt: skip
    [attempt] = await attempts_of(transaction, task_id)
    assert (attempt.model_calls, attempt.tokens) == (1, 50)


async def test_a_step_is_certain_when_keeping_it_returns_and_so_is_what_was_said_before(
    transaction: Transaction, task_id: str
) -> None:
    async def work(run: TaskRun) -> Outcome:
        run.log("plan.day_done", day=1, days=2, title="x", stops=3)
        await run.keep("day-1", {"stops": 3})
        assert await events_of(transaction, task_id) == ["task.started", "plan.day_done"]
        async with transaction() as session:
            step = await session.get_one(TaskStep, (task_id, "day-1"))
        assert step.output == {"stops": 3}
        await run.keep("day-1", {"stops": 4})
        return Outcome({"kept": run.recall("day-1")})

    async with workplace(transaction, work) as place:
        await place.work()

    assert (await row_of(transaction, task_id)).result_json == {"kept": {"stops": 4}}


async def test_keeping_a_step_of_a_task_that_is_lost_says_so_and_keeps_nothing(
    transaction: Transaction, task_id: str
) -> None:
    refused = []

    async def work(run: TaskRun) -> Outcome:
        await expire_lease(transaction, task_id)
        successor = leases_of(transaction, "b")
        await successor.sweep()
        assert await successor.claim([TRIAL]) is not None
        run.log("plan.checked")
        try:
            await run.keep("day-1", {})
        except TaskLostError as error:
            refused.append(error)
            raise
        return Outcome({})

    async with workplace(transaction, work) as place:
        assert await place.work() is None

    assert len(refused) == 1
    assert await events_of(transaction, task_id) == [
        "task.started", "task.worker_lost", "task.started",
    ]  # fmt: skip
    async with transaction() as session:
        assert await session.get(TaskStep, (task_id, "day-1")) is None


@pytest.mark.parametrize("writes", [False, True])
async def test_a_commit_nobody_heard_of_is_not_repeated(
    transaction: Transaction, task_id: str, writes: bool
) -> None:
    cut_off = CutOff(transaction)
    written = 0

    async def write(_: AsyncSession) -> dict[str, int]:
        nonlocal written
        written += 1
        return {"written": written}

    async def work(run: TaskRun) -> Outcome:
        for day in range(3):
            cut_off.unheard = 1
            run.log("plan.checked")
            await run.keep(f"day-{day}", {})
        cut_off.unheard = 1
        return Outcome({"days": 3}, write if writes else None)

    async with workplace(cut_off, work) as place:
        ending = await place.work()

    assert ending is not None
    assert ending.status is TaskStatus.SUCCEEDED
    assert await events_of(transaction, task_id) == [
        "task.started", *["plan.checked"] * 3, "task.succeeded",
    ]  # fmt: skip
    assert written == int(writes)
    assert [each.outcome for each in await attempts_of(transaction, task_id)] == ["succeeded"]


async def test_what_one_run_says_that_cannot_be_stored_harms_no_other(
    transaction: Transaction, user_id: str
) -> None:
    tasks = [await submit(transaction, user_id, payload={"number": n}) for n in range(3)]
    together = asyncio.Barrier(3)

    async def work(run: TaskRun) -> Outcome:
        bad = run.task.payload["number"] == 1
        await together.wait()
        await run.keep("day-1", {"text": "\0" if bad else "fine"})
        return Outcome({})

    async with workplace(transaction, work) as place:
        runs = [await place.begin() for _ in tasks]
        await asyncio.gather(*(place.runner.work(run) for run in runs))

    statuses = [(await row_of(transaction, task.task_id)).status for task in tasks]
    assert statuses == [TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.SUCCEEDED]


async def test_many_ends_at_once_are_all_written(transaction: Transaction, user_id: str) -> None:
    tasks = [await submit(transaction, user_id) for _ in range(12)]

    async def work(run: TaskRun) -> Outcome:
        run.log("plan.checked")
        return Outcome({"task": run.task.task_id})

    async with workplace(transaction, work) as place:
        runs = [await place.begin() for _ in tasks]
        await asyncio.gather(*(place.runner.work(run) for run in runs))

    for task in tasks:
        assert (await row_of(transaction, task.task_id)).result_json == {"task": task.task_id}
        assert (await events_of(transaction, task.task_id))[1:] == [
            "plan.checked", "task.succeeded",
        ]  # fmt: skip


async def test_followers_are_told_every_line_in_order_after_it_is_in_sql(
    transaction: Transaction, task_id: str
) -> None:
    told: list[tuple[int, str]] = []

    def tell(_: str, last_seq: int, lines: Sequence[Line]) -> None:
        first = last_seq - len(lines) + 1
        told.extend((seq, line.event) for seq, line in enumerate(lines, first))

    async def work(run: TaskRun) -> Outcome:
        run.log("plan.sketched")
        await run.keep("sketch", {})
        run.log("plan.checked")
        return Outcome({})

    async with workplace(transaction, work, tell=tell) as place:
        await place.work()

    assert told == [(line.seq, line.event) for line in await lines_of(transaction, task_id)]
    assert [seq for seq, _ in told] == [1, 2, 3, 4]
