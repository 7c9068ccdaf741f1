"""What a claim is worth: only its holder writes, and what a dead holder had is taken over."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.models.account import User
from core.joblogs.domain import make_line
from core.kernel.clock import utc_now
from core.kernel.errors import DependencyDownError, NotFoundError, PlanInvalidError
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.domain import ClaimedTask
from core.tasks.endings import Page, giving_back, succeeding, trying_again
from core.tasks.outcome import Outcome, Write
from core.tasks.service import TaskService
from tests.support.tasks import (
    TRIAL,
    attempts_of,
    change_row,
    deeds_of,
    events_of,
    expire_lease,
    leases_of,
    mail_of,
    row_of,
    submit,
    take_over,
)


def writes(user_id: str, email: str) -> Write:
    """Return a write that changes a mail address, as a plan would save its trip."""

    async def write(session: AsyncSession) -> dict[str, Any]:
        await session.execute(update(User).where(User.id == user_id).values(email=email))
        return {"written": email}

    return write


async def test_the_rows_of_an_outcome_and_its_success_come_together(
    transaction: Transaction, service: TaskService, claimed: ClaimedTask
) -> None:
    outcome = Outcome({"plan": "p"}, writes(claimed.user_id, "new@example.org"))

    assert await leases_of(transaction, "a").succeed(claimed, outcome)

    task = await service.get(claimed.user_id, claimed.task_id)
    assert task.status is TaskStatus.SUCCEEDED
    assert task.result == {"plan": "p", "written": "new@example.org"}
    assert task.finished_at is not None
    assert await mail_of(transaction, claimed.user_id) == "new@example.org"


async def test_an_outcome_whose_rows_fail_leaves_neither(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    before = await mail_of(transaction, claimed.user_id)
    change = writes(claimed.user_id, "new@example.org")

    async def write(session: AsyncSession) -> dict[str, Any]:
        await change(session)
        raise NotFoundError("There is no city 'atlantis'")

    with pytest.raises(NotFoundError):
        await leases_of(transaction, "a").succeed(claimed, Outcome({}, write))

    assert await mail_of(transaction, claimed.user_id) == before
    assert (await row_of(transaction, claimed.task_id)).status == TaskStatus.RUNNING


async def test_a_failure_is_kept_with_its_code_and_trace(
    transaction: Transaction, service: TaskService, claimed: ClaimedTask
) -> None:
    await leases_of(transaction, "a").fail(claimed, PlanInvalidError("Day 2 does not fit"))

    task = await service.get(claimed.user_id, claimed.task_id)
    assert task.status is TaskStatus.FAILED
    assert task.error == {
        "code": 3002,
        "error_type": "plan_invalid",
        "detail": "Day 2 does not fit",
        "trace_id": claimed.trace_id,
    }


async def test_a_zombie_changes_nothing(transaction: Transaction, claimed: ClaimedTask) -> None:
    before = await mail_of(transaction, claimed.user_id)
    await take_over(transaction, claimed.task_id)
    row_before = await row_of(transaction, claimed.task_id)
    zombie = leases_of(transaction, "a")

    assert not await zombie.renew(claimed)
    assert not await zombie.succeed(claimed, Outcome({}, writes(claimed.user_id, "z@example.org")))
    assert not await zombie.fail(claimed, PlanInvalidError())
    assert not await zombie.give_back(claimed)

    row = await row_of(transaction, claimed.task_id)
    assert (row.status, row.attempt, row.lease_until) == (
        TaskStatus.RUNNING, 2, row_before.lease_until,
    )  # fmt: skip
    assert await mail_of(transaction, claimed.user_id) == before


async def test_a_worker_that_claims_its_own_lost_task_again_is_fenced_from_its_past(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await expire_lease(transaction, claimed.task_id)
    leases = leases_of(transaction, "a")
    await leases.sweep()
    again = await leases.claim([TRIAL])
    assert again is not None

    assert not await leases.succeed(claimed, Outcome({"attempt": 1}))
    assert await leases.succeed(again, Outcome({"attempt": 2}))


async def test_a_task_succeeds_once(transaction: Transaction, claimed: ClaimedTask) -> None:
    leases = leases_of(transaction, "a")
    assert await leases.succeed(claimed, Outcome({"first": True}))

    assert not await leases.succeed(claimed, Outcome({"first": False}))

    assert (await row_of(transaction, claimed.task_id)).result_json == {"first": True}


async def test_an_attempt_number_without_the_owners_name_opens_nothing(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    forged = replace(claimed, fence=replace(claimed.fence, lease_owner="b"))

    assert not await leases_of(transaction, "b").succeed(forged, Outcome({}))


async def test_a_task_given_back_waits_uncounted_and_is_rung_for(
    transaction: Transaction, claimed: ClaimedTask, queue: MemoryQueue
) -> None:
    assert await leases_of(transaction, "a", queue=queue).give_back(claimed)

    row = await row_of(transaction, claimed.task_id)
    assert (row.status, row.crashes, row.lease_owner) == (TaskStatus.QUEUED, 0, None)
    assert queue.rung == [claimed.task_id]
    again = await leases_of(transaction, "b").claim([TRIAL])
    assert again is not None
    assert again.attempt == 2


async def test_every_end_is_a_deed_of_the_worker_and_closes_the_attempt(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await leases_of(transaction, "a").succeed(claimed, Outcome({}))

    [attempt] = await attempts_of(transaction, claimed.task_id)
    assert attempt.outcome == "succeeded"
    assert attempt.finished_at is not None
    assert await deeds_of(transaction, claimed.task_id) == [("a", "task.succeed")]
    row = await row_of(transaction, claimed.task_id)
    assert (row.progress_pct, row.failures) == (100, 0)


async def test_a_failure_that_may_pass_waits_for_its_time_by_the_databases_clock(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    hands = leases_of(transaction, "a")
    error = DependencyDownError("Redis does not answer")

    assert await hands.end(claimed, trying_again(error, claimed.trace_id, 120.0))

    row = await row_of(transaction, claimed.task_id)
    assert (row.status, row.failures, row.crashes) == (TaskStatus.RETRYING, 1, 0)
    assert (row.run_after - row.updated_at).total_seconds() == pytest.approx(120, abs=1)
    assert await hands.claim([TRIAL]) is None
    assert (await hands.sweep()).next_due_s == pytest.approx(120, abs=5)
    assert (await attempts_of(transaction, claimed.task_id))[0].outcome == "retried"


@pytest.mark.parametrize("error", [None, DependencyDownError()])
async def test_what_would_go_on_but_was_to_be_cancelled_is_cancelled(
    transaction: Transaction, claimed: ClaimedTask, error: DependencyDownError | None
) -> None:
    await change_row(transaction, claimed.task_id, cancel_requested_at=func.now())
    ending = (
        trying_again(error, claimed.trace_id, 1.0)
        if error
        else giving_back(resumable=True, trace_id=claimed.trace_id)
    )

    assert await leases_of(transaction, "a").end(claimed, ending)

    row = await row_of(transaction, claimed.task_id)
    assert (row.status, row.failures) == (TaskStatus.CANCELLED, 0)
    assert (await events_of(transaction, claimed.task_id))[-1] == "task.cancelled"


async def test_a_zombies_lines_and_steps_are_not_kept(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await take_over(transaction, claimed.task_id)
    before = await events_of(transaction, claimed.task_id)
    zombie = leases_of(transaction, "a")

    assert not await zombie.write(claimed, "task.given_back")
    assert await zombie.leases.write([Page(claimed.fence, steps={"day-1": {}})]) == set()

    assert await events_of(transaction, claimed.task_id) == before


async def test_pages_written_twice_because_the_first_commit_was_unclear_are_there_once(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    leases = leases_of(transaction, "a").leases
    lines = [
        make_line("plan.checked", {}, at=utc_now(), attempt=1, line_no=number)
        for number in (1, 2, 3)
    ]
    await leases.write([Page(claimed.fence, lines[:2])])
    ending = succeeding({"made": True})

    written = await leases.write([Page(claimed.fence, lines, ending=ending)], unsure=True)
    again = await leases.write([Page(claimed.fence, lines, ending=ending)], unsure=True)

    assert written == again == {claimed.task_id}
    assert await events_of(transaction, claimed.task_id) == ["task.started", *["plan.checked"] * 3]
    assert (await row_of(transaction, claimed.task_id)).result_json == {"made": True}


async def test_an_unclear_end_of_a_task_that_somebody_else_has_ended_is_no_end(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    successor = await take_over(transaction, claimed.task_id)
    await leases_of(transaction, "b").succeed(successor, Outcome({"by": "b"}))
    page = Page(claimed.fence, ending=succeeding({"by": "a"}))

    assert await leases_of(transaction, "a").leases.write([page], unsure=True) == set()

    assert (await row_of(transaction, claimed.task_id)).result_json == {"by": "b"}


async def test_two_workers_that_write_many_tasks_in_other_orders_do_not_block_each_other(
    transaction: Transaction, user_id: str
) -> None:
    hands = leases_of(transaction, "a")
    for _ in range(20):
        await submit(transaction, user_id)
    tasks = await hands.claim_all([TRIAL], room=20)

    def pages(number: int) -> list[Page]:
        line = make_line("plan.checked", {}, at=utc_now(), attempt=1, line_no=number)
        turned = tasks if number % 2 else tasks[::-1]
        return [Page(task.fence, [line]) for task in turned]

    written = await asyncio.gather(*(hands.leases.write(pages(number)) for number in range(1, 9)))

    assert [len(each) for each in written] == [20] * 8
    assert len(await events_of(transaction, tasks[0].task_id)) == 1 + 8
