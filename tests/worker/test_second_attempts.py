"""What may pass is tried again, and goes on where the first attempt has ended."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.models.account import User
from core.kernel.errors import DependencyDownError, ModelError
from core.schemas.tasks import TaskStatus
from core.tasks import kinds
from core.tasks.kinds import Kind
from core.tasks.outcome import Outcome, TaskFailedError, TaskRun
from tests.support.tasks import (
    TRIAL,
    attempts_of,
    change_row,
    lines_of,
    mail_of,
    row_of,
)
from tests.support.waiting import eventually
from tests.support.workers import Patient, workplace
from worker.runs import Stop


async def test_a_failure_that_may_pass_is_tried_again_until_it_is_one_too_many(
    transaction: Transaction, task_id: str
) -> None:
    async def fail(_: TaskRun) -> Outcome:
        raise ModelError("busy", error_type="rate_limited")

    statuses = []
    async with workplace(transaction, fail) as place:
        for _ in range(3):
            await place.work()
            row = await row_of(transaction, task_id)
            statuses.append((row.status, row.failures))
            await change_row(transaction, task_id, run_after=row.created_at)

    assert statuses == [
        (TaskStatus.RETRYING, 1), (TaskStatus.RETRYING, 2), (TaskStatus.FAILED, 3),
    ]  # fmt: skip
    outcomes = [each.outcome for each in await attempts_of(transaction, task_id)]
    assert outcomes == ["retried", "retried", "failed"]
    said = [line for line in await lines_of(transaction, task_id) if line.event == "task.retrying"]
    assert [line.level for line in said] == ["warning", "warning"]
    assert said[0].data is not None
    assert 0 <= said[0].data["seconds"] <= 5


async def test_a_moment_the_failure_names_is_waited_for(
    transaction: Transaction, task_id: str
) -> None:
    async def fail(_: TaskRun) -> Outcome:
        raise ModelError("busy", error_type="rate_limited", retry_after_s=90)

    async with workplace(transaction, fail) as place:
        await place.work()

    row = await row_of(transaction, task_id)
    assert (row.run_after - row.updated_at).total_seconds() == pytest.approx(90, abs=1)


async def test_the_rows_of_a_failure_are_written_when_it_is_final_and_not_before(
    transaction: Transaction, task_id: str, user_id: str
) -> None:
    async def write(session: AsyncSession) -> dict[str, Any]:
        await session.execute(update(User).values(email="failed@example.org"))
        return {}

    async def fail(_: TaskRun) -> Outcome:
        raise TaskFailedError(ModelError("busy", error_type="rate_limited"), write)

    before = await mail_of(transaction, user_id)
    async with workplace(transaction, fail) as place:
        await place.work()
        in_between = await mail_of(transaction, user_id)
        await change_row(transaction, task_id, failures=2, run_after=func.now())
        await place.work()

    row = await row_of(transaction, task_id)
    assert row.error is not None
    assert (row.status, row.error["code"]) == (TaskStatus.FAILED, 3001)
    assert (in_between, await mail_of(transaction, user_id)) == (before, "failed@example.org")


async def test_an_attempt_that_cannot_be_resumed_fails_when_its_worker_stops(
    transaction: Transaction, task_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = Kind(TRIAL, "Trial", "试验", "task", resumable=False)
    monkeypatch.setattr(kinds, "KINDS", {TRIAL: once})
    handler = Patient()
    async with workplace(transaction, handler) as place:
        run = await place.begin()
        work = asyncio.create_task(place.runner.work(run))
        await handler.began.wait()
        run.stop(Stop.SHUTDOWN)
        await work

    row = await row_of(transaction, task_id)
    assert row.error is not None
    assert (row.status, row.error["error_type"]) == (TaskStatus.FAILED, "worker_restart")


async def test_a_second_attempt_goes_on_with_the_steps_of_the_first(
    transaction: Transaction, task_id: str
) -> None:
    asked = []

    async def plan(run: TaskRun) -> Outcome:
        for day in range(1, 4):
            if run.recall(f"day-{day}") is None:
                asked.append(day)
                await run.keep(f"day-{day}", {"day": day})
            if day == 2 and run.task.attempt == 1:
                raise DependencyDownError("PostgreSQL does not answer")
        return Outcome({"days": 3})

    async with workplace(transaction, plan) as place:
        await place.work()
        await change_row(transaction, task_id, run_after=func.now())
        await place.work()

    assert asked == [1, 2, 3]
    assert (await row_of(transaction, task_id)).status == TaskStatus.SUCCEEDED


async def test_a_task_that_was_put_off_is_begun_when_it_is_due(
    transaction: Transaction, task_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.runner.pause_s", lambda *_: 0.2)

    async def fail_once(run: TaskRun) -> Outcome:
        if run.task.attempt == 1:
            raise DependencyDownError("PostgreSQL does not answer")
        return Outcome({})

    async def is_done() -> bool:
        return (await row_of(transaction, task_id)).status == TaskStatus.SUCCEEDED

    async with workplace(transaction, fail_once) as place:
        crew = place.crew(size=1)
        serving = asyncio.create_task(crew.serve())
        crew.wake()  # and nobody wakes it again
        await eventually(is_done)
        crew.stop()
        await serving
