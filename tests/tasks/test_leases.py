"""What a claim is worth: only its holder writes, and what a dead holder had is taken over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.models.account import User
from core.kernel.errors import NotFoundError, PlanInvalidError
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.domain import MAX_CRASHES, ClaimedTask
from core.tasks.outcome import Outcome, Write
from core.tasks.service import TaskService
from tests.support.tasks import (
    TRIAL,
    change_row,
    expire_lease,
    leases_of,
    mail_of,
    row_of,
    submit,
)


def writes(user_id: str, email: str) -> Write:
    """Return a write that changes a mail address, as a plan would save its trip."""

    async def write(session: AsyncSession) -> dict[str, Any]:
        await session.execute(update(User).where(User.id == user_id).values(email=email))
        return {"written": email}

    return write


@pytest.fixture
async def claimed(transaction: Transaction, user_id: str) -> ClaimedTask:
    """Return a task that worker "a" has won."""
    await submit(transaction, user_id)
    claimed = await leases_of(transaction, "a").claim([TRIAL])
    assert claimed is not None
    return claimed


async def take_over(transaction: Transaction, task_id: str) -> ClaimedTask:
    """Let the lease expire and worker "b" win the task."""
    await expire_lease(transaction, task_id)
    leases = leases_of(transaction, "b")
    await leases.sweep()
    claimed = await leases.claim([TRIAL])
    assert claimed is not None
    return claimed


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


async def test_an_expired_task_is_taken_over_with_a_crash_counted(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    successor = await take_over(transaction, claimed.task_id)

    row = await row_of(transaction, claimed.task_id)
    assert (successor.task_id, successor.attempt) == (claimed.task_id, 2)
    assert (row.lease_owner, row.crashes) == ("b", 1)


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


async def test_a_renewed_lease_is_not_rescued(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await expire_lease(transaction, claimed.task_id)
    leases = leases_of(transaction, "a")

    assert await leases.renew(claimed)

    assert (await leases.sweep()).rescued == []


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


async def test_a_task_that_takes_every_worker_with_it_fails_in_the_end(
    transaction: Transaction, service: TaskService, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    leases = leases_of(transaction, "a")

    given_up = []
    for _ in range(MAX_CRASHES):
        assert await leases.claim([TRIAL]) is not None
        await expire_lease(transaction, task.task_id)
        given_up.append((await leases.sweep()).given_up)

    assert given_up == [*([[]] * (MAX_CRASHES - 1)), [task.task_id]]
    failed = await service.get(user_id, task.task_id)
    assert (failed.status, failed.attempt) == (TaskStatus.FAILED, MAX_CRASHES)
    assert failed.error is not None
    assert failed.error.keys() == {"code", "error_type", "detail", "trace_id"}
    assert failed.error["error_type"] == "worker_lost"
    assert failed.error["trace_id"] == task.trace_id


async def test_a_rescued_task_is_rung_for_at_once(
    transaction: Transaction, claimed: ClaimedTask, queue: MemoryQueue
) -> None:
    await expire_lease(transaction, claimed.task_id)

    swept = await leases_of(transaction, "b", queue=queue).sweep()

    assert swept.rescued == swept.rung == queue.rung == [claimed.task_id]


async def test_a_ring_that_seems_lost_is_repeated_but_not_at_every_sweep(
    transaction: Transaction, user_id: str, queue: MemoryQueue
) -> None:
    task = await submit(transaction, user_id)
    leases = leases_of(transaction, "a", queue=queue)
    assert (await leases.sweep()).rung == []

    await change_row(transaction, task.task_id, dispatched_at=func.now() - timedelta(minutes=1))

    assert (await leases.sweep()).rung == [task.task_id]
    assert (await leases.sweep()).rung == []


async def test_a_sweep_does_not_claim_to_have_rung_a_bell_it_cannot_reach(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await change_row(transaction, task.task_id, dispatched_at=None)

    swept = await leases_of(transaction, "a", queue=MemoryQueue(reachable=False)).sweep()

    assert swept.rung == []
