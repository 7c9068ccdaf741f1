"""Who gets which task."""

import asyncio
from datetime import timedelta

from sqlalchemy import func

from core.db.engine import Transaction
from core.schemas.tasks import TaskStatus
from tests.support.tasks import TRIAL, add_user, change_row, leases_of, row_of, submit


async def test_a_claim_counts_the_attempt_and_leases_the_task(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id, payload={"days": 3})

    claimed = await leases_of(transaction, "a", lease_s=30).claim([TRIAL])

    assert claimed is not None
    assert (claimed.task_id, claimed.user_id, claimed.payload) == (
        task.task_id, user_id, {"days": 3},
    )  # fmt: skip
    row = await row_of(transaction, task.task_id)
    assert (row.status, row.attempt, row.lease_owner) == (TaskStatus.RUNNING, 1, "a")
    assert row.started_at is not None
    assert row.lease_until is not None
    assert row.lease_until - row.started_at >= timedelta(seconds=29)


async def test_a_running_task_is_nobody_elses(transaction: Transaction, user_id: str) -> None:
    await submit(transaction, user_id)
    await leases_of(transaction, "a").claim([TRIAL])

    assert await leases_of(transaction, "b").claim([TRIAL]) is None


async def test_claims_at_once_all_win_and_each_another_task(
    transaction: Transaction, user_id: str
) -> None:
    submitted = [(await submit(transaction, user_id)).task_id for _ in range(12)]

    claims = await asyncio.gather(
        *(leases_of(transaction, f"w{number}").claim([TRIAL]) for number in range(12))
    )

    assert sorted(claim.task_id for claim in claims if claim is not None) == submitted


async def test_a_kind_the_worker_does_not_know_is_left_for_another(
    transaction: Transaction, user_id: str
) -> None:
    await submit(transaction, user_id, kind="of_tomorrow")

    assert await leases_of(transaction, "a").claim([TRIAL]) is None
    assert await leases_of(transaction, "b").claim(["of_tomorrow"]) is not None


async def test_a_task_that_must_wait_is_not_claimed_early(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await change_row(transaction, task.task_id, run_after=func.now() + timedelta(minutes=5))

    assert await leases_of(transaction, "a").claim([TRIAL]) is None


async def test_the_oldest_goes_first(transaction: Transaction, user_id: str) -> None:
    first = await submit(transaction, user_id)
    await submit(transaction, user_id)

    claimed = await leases_of(transaction, "a").claim([TRIAL])

    assert claimed is not None
    assert claimed.task_id == first.task_id


async def test_an_urgent_task_overtakes(transaction: Transaction, user_id: str) -> None:
    await submit(transaction, user_id)
    urgent = await submit(transaction, user_id)
    await change_row(transaction, urgent.task_id, priority=50)

    claimed = await leases_of(transaction, "a").claim([TRIAL])

    assert claimed is not None
    assert claimed.task_id == urgent.task_id


async def test_waiting_makes_a_task_urgent(transaction: Transaction, user_id: str) -> None:
    patient = await submit(transaction, user_id)
    await change_row(
        transaction, patient.task_id, priority=120, created_at=func.now() - timedelta(minutes=30)
    )
    await submit(transaction, user_id)

    claimed = await leases_of(transaction, "a").claim([TRIAL])

    assert claimed is not None
    assert claimed.task_id == patient.task_id


async def test_somebody_with_nothing_running_goes_before_somebody_with_much(
    transaction: Transaction, user_id: str
) -> None:
    for _ in range(3):
        await submit(transaction, user_id)
    modest = await submit(transaction, await add_user(transaction))
    leases = leases_of(transaction, "a")
    await leases.claim([TRIAL])

    second = await leases.claim([TRIAL])

    assert second is not None
    assert second.task_id == modest.task_id
