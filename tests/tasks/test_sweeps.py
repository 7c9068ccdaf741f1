"""What a sweep finds: tasks of lost workers, deadlines that have passed, rings nobody heard."""

from datetime import timedelta

import pytest
from sqlalchemy import func

from core.db.engine import Transaction
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks import kinds
from core.tasks.domain import MAX_CRASHES, ClaimedTask
from core.tasks.kinds import Kind
from core.tasks.service import TaskService
from tests.support.tasks import (
    TRIAL,
    attempts_of,
    change_row,
    deeds_of,
    events_of,
    expire_lease,
    leases_of,
    row_of,
    submit,
    take_over,
)


async def test_an_expired_task_is_taken_over_with_a_crash_counted(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    successor = await take_over(transaction, claimed.task_id)

    row = await row_of(transaction, claimed.task_id)
    assert (successor.task_id, successor.attempt) == (claimed.task_id, 2)
    assert (row.lease_owner, row.crashes) == ("b", 1)


async def test_a_renewed_lease_is_not_rescued(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await expire_lease(transaction, claimed.task_id)
    leases = leases_of(transaction, "a")

    assert await leases.renew(claimed)

    assert (await leases.sweep()).rescued == []


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
        await change_row(transaction, task.task_id, run_after=func.now())

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


async def test_a_lost_attempt_is_closed_and_its_log_says_so(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await take_over(transaction, claimed.task_id)

    lost, successor = await attempts_of(transaction, claimed.task_id)
    assert (lost.outcome, lost.worker_id) == ("crashed", "a")
    assert (successor.outcome, successor.worker_id) == (None, "b")
    assert await events_of(transaction, claimed.task_id) == [
        "task.started", "task.worker_lost", "task.started",
    ]  # fmt: skip


async def test_a_lost_task_that_was_to_be_cancelled_is_cancelled(
    transaction: Transaction, claimed: ClaimedTask
) -> None:
    await change_row(transaction, claimed.task_id, cancel_requested_at=func.now())
    await expire_lease(transaction, claimed.task_id)

    swept = await leases_of(transaction, "b").sweep()

    assert swept.cancelled == [claimed.task_id]
    row = await row_of(transaction, claimed.task_id)
    assert (row.status, row.crashes) == (TaskStatus.CANCELLED, 1)
    assert (await events_of(transaction, claimed.task_id))[-1] == "task.cancelled"


async def test_a_lost_task_of_a_kind_that_cannot_be_resumed_fails(
    transaction: Transaction, claimed: ClaimedTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = Kind(TRIAL, "Trial", "试验", "task", resumable=False)
    monkeypatch.setattr(kinds, "KINDS", {TRIAL: once})
    await expire_lease(transaction, claimed.task_id)

    swept = await leases_of(transaction, "b").sweep()

    assert swept.given_up == [claimed.task_id]
    row = await row_of(transaction, claimed.task_id)
    assert row.error is not None
    assert (row.status, row.error["error_type"]) == (TaskStatus.FAILED, "worker_restart")


async def test_a_waiting_task_whose_deadline_passes_fails_with_a_line_and_a_deed(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await change_row(transaction, task.task_id, deadline_at=func.now() - timedelta(seconds=1))

    swept = await leases_of(transaction, "a").sweep()

    assert swept.overdue == [task.task_id]
    row = await row_of(transaction, task.task_id)
    assert row.error is not None
    assert (row.status, row.error["code"], row.error["error_type"]) == (
        TaskStatus.FAILED, 4004, "deadline",
    )  # fmt: skip
    assert await events_of(transaction, task.task_id) == ["task.failed"]
    assert await deeds_of(transaction, task.task_id) == [("a", "task.fail")]
