"""One run of one task: how it ends, and when it must end itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.db.models.account import User
from core.kernel.errors import DependencyDownError, ModelError, PlanInvalidError
from core.schemas.tasks import TaskStatus
from core.tasks import kinds
from core.tasks.kinds import Kind
from core.tasks.outcome import Outcome, TaskFailedError, TaskRun
from tests.support.tasks import (
    TRIAL,
    attempts_of,
    change_row,
    expire_lease,
    leases_of,
    lines_of,
    mail_of,
    row_of,
    submit,
)
from tests.support.waiting import eventually
from tests.support.workers import workplace
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


class Patient:
    """A handler that waits to be released and remembers being cancelled instead."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.release = asyncio.Event()
        self.cancelled = False

    async def __call__(self, _: TaskRun) -> Outcome:
        self.began.set()
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return Outcome({"released": True})


@pytest.fixture
async def task_id(transaction: Transaction, user_id: str) -> str:
    return (await submit(transaction, user_id)).task_id


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
