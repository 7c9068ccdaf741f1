"""One run of one task: how it ends, and when it must end itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.kernel.errors import DependencyDownError, PlanInvalidError
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskFailedError, TaskRun
from tests.support.tasks import (
    TRIAL,
    change_row,
    expire_lease,
    leases_of,
    row_of,
)
from tests.support.waiting import eventually
from tests.support.workers import Patient, workplace
from worker.runs import Stop

_SHORT_S = 0.5


class Outage:
    """Transactions of a database that can go away."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.refusals = 0

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        if self.refusals:
            self.refusals -= 1
            raise DependencyDownError("PostgreSQL does not answer")
        async with self._transaction() as session:
            yield session


async def test_an_expected_error_fails_the_task_with_its_code(
    transaction: Transaction, task_id: str
) -> None:
    async def refuse(_: TaskRun) -> Outcome:
        raise PlanInvalidError("Day 2 does not fit")

    async with workplace(transaction, refuse) as place:
        await place.work()

    row = await row_of(transaction, task_id)
    assert row.status == TaskStatus.FAILED
    assert row.error == {
        "code": 3002,
        "error_type": "plan_invalid",
        "detail": "Day 2 does not fit",
        "trace_id": row.trace_id,
    }


@pytest.mark.parametrize("error", [ValueError("secret"), asyncio.CancelledError("secret")])
async def test_an_error_nobody_expected_is_logged_and_the_task_tells_nothing_of_it(
    transaction: Transaction, task_id: str, logged: list[EventDict], error: BaseException
) -> None:
    async def break_down(_: TaskRun) -> Outcome:
        raise error

    async with workplace(transaction, break_down) as place:
        await place.work()

    row = await row_of(transaction, task_id)
    assert row.error is not None
    assert (row.status, row.error["code"]) == (TaskStatus.FAILED, 5000)
    assert "secret" not in str(row.error)
    [line] = [line for line in logged if line["event"] == "task_error"]
    assert (line["log_level"], line["code"]) == ("error", 5000)


async def test_rows_that_cannot_be_written_fail_the_task(
    transaction: Transaction, task_id: str
) -> None:
    async def write(_: AsyncSession) -> dict[str, Any]:
        raise PlanInvalidError("The trip cannot be saved")

    async def hand_over(_: TaskRun) -> Outcome:
        return Outcome({}, write)

    async with workplace(transaction, hand_over) as place:
        await place.work()

    row = await row_of(transaction, task_id)
    assert row.error is not None
    assert (row.status, row.error["code"]) == (TaskStatus.FAILED, 3002)


async def test_a_result_that_is_no_json_fails_the_task(
    transaction: Transaction, task_id: str, logged: list[EventDict]
) -> None:
    async def hand_over(_: TaskRun) -> Outcome:
        return Outcome({"not json": object()})

    async with workplace(transaction, hand_over) as place:
        await place.work()

    assert (await row_of(transaction, task_id)).status == TaskStatus.FAILED
    assert "task_error" in [line["event"] for line in logged]


async def test_a_long_task_keeps_its_lease(transaction: Transaction, task_id: str) -> None:
    handler = Patient()

    async with workplace(transaction, handler, lease_s=_SHORT_S) as place:
        run = await place.begin()
        first = (await row_of(transaction, task_id)).lease_until
        assert first is not None

        async def is_longer() -> bool:
            lease_until = (await row_of(transaction, task_id)).lease_until
            return lease_until is not None and (lease_until - first).total_seconds() > _SHORT_S

        work = asyncio.create_task(place.runner.work(run))
        await eventually(is_longer)
        handler.release.set()
        await work

    assert (await row_of(transaction, task_id)).result_json == {"released": True}


async def test_a_run_whose_task_was_taken_over_ends_and_writes_nothing(
    transaction: Transaction, task_id: str
) -> None:
    handler = Patient()
    async with workplace(transaction, handler, lease_s=_SHORT_S) as place:
        work = asyncio.create_task(place.work())
        await handler.began.wait()

        await expire_lease(transaction, task_id)
        successor = leases_of(transaction, "b")
        await successor.sweep()
        taken = await successor.claim([TRIAL])

        assert await work is None

    assert taken is not None
    assert handler.cancelled
    row = await row_of(transaction, task_id)
    assert (row.status, row.lease_owner, row.attempt) == (TaskStatus.RUNNING, "b", 2)


async def test_a_run_that_cannot_renew_its_lease_ends_before_another_may_begin(
    transaction: Transaction, task_id: str
) -> None:
    handler, outage = Patient(), Outage(transaction)
    async with workplace(outage, handler, lease_s=_SHORT_S) as place:
        run = await place.begin()
        outage.refusals = 1_000

        assert await place.runner.work(run) is None

    assert handler.cancelled
    assert (await leases_of(transaction, "b").sweep()).rescued == []


async def test_a_finished_task_waits_for_a_database_that_is_away(
    transaction: Transaction, task_id: str
) -> None:
    handler, outage = Patient(), Outage(transaction)
    async with workplace(outage, handler) as place:
        run = await place.begin()
        outage.refusals = 2
        handler.release.set()

        await place.runner.work(run)

    assert (await row_of(transaction, task_id)).status == TaskStatus.SUCCEEDED


async def test_a_run_that_is_asked_back_is_queued_again(
    transaction: Transaction, task_id: str
) -> None:
    handler = Patient()
    async with workplace(transaction, handler) as place:
        run = await place.begin()
        work = asyncio.create_task(place.runner.work(run))
        await handler.began.wait()

        run.stop(Stop.SHUTDOWN)
        await work

    assert handler.cancelled
    row = await row_of(transaction, task_id)
    assert (row.status, row.crashes, row.failures) == (TaskStatus.QUEUED, 0, 0)
    assert place.queue.rung == [task_id]


async def test_a_stopping_crew_lets_its_task_finish(transaction: Transaction, task_id: str) -> None:
    handler = Patient()
    async with workplace(transaction, handler) as place:
        crew = place.crew(size=1)
        serving = asyncio.create_task(crew.serve())
        crew.wake()
        await handler.began.wait()

        crew.stop()
        still = await row_of(transaction, task_id)
        handler.release.set()
        await serving

    assert still.status == TaskStatus.RUNNING
    assert (await row_of(transaction, task_id)).status == TaskStatus.SUCCEEDED


async def test_a_crew_outlives_a_database_that_is_away(
    transaction: Transaction, task_id: str
) -> None:
    handler, outage = Patient(), Outage(transaction)
    async with workplace(outage, handler) as place:
        crew = place.crew(size=1)
        serving = asyncio.create_task(crew.serve())
        outage.refusals = 1
        handler.release.set()

        async def woken_it_succeeds() -> bool:
            crew.wake()
            return (await row_of(transaction, task_id)).status == TaskStatus.SUCCEEDED

        await eventually(woken_it_succeeds)
        crew.stop()
        await serving


async def test_rows_of_a_failure_that_cannot_be_written_do_not_hide_the_failure(
    transaction: Transaction, task_id: str, logged: list[EventDict]
) -> None:
    async def write(_: AsyncSession) -> dict[str, Any]:
        raise ValueError("no such column")

    async def fail(_: TaskRun) -> Outcome:
        raise TaskFailedError(PlanInvalidError("Day 2 does not fit"), write)

    async with workplace(transaction, fail) as place:
        await place.work()

    row = await row_of(transaction, task_id)
    assert row.error is not None
    assert (row.status, row.error["code"]) == (TaskStatus.FAILED, 3002)
    assert "task_failure_rows_refused" in [line["event"] for line in logged]


async def test_a_task_that_is_not_done_by_its_deadline_fails_then(
    transaction: Transaction, task_id: str
) -> None:
    soon = func.clock_timestamp() + timedelta(seconds=0.3)
    await change_row(transaction, task_id, deadline_at=soon)
    handler = Patient()

    async with workplace(transaction, handler) as place:
        await place.work()

    assert handler.cancelled
    row = await row_of(transaction, task_id)
    assert row.error is not None
    assert (row.status, row.error["error_type"]) == (TaskStatus.FAILED, "deadline")


async def test_a_deadline_this_machine_slept_through_is_found_by_the_beat(
    transaction: Transaction, task_id: str
) -> None:
    handler = Patient()
    async with workplace(transaction, handler, lease_s=_SHORT_S) as place:
        work = asyncio.create_task(place.work())
        await handler.began.wait()
        await change_row(transaction, task_id, deadline_at=func.now())
        await work

    assert (await row_of(transaction, task_id)).status == TaskStatus.FAILED
