"""Who gets which task."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.joblogs.domain import Line
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.endings import Page
from core.tasks.leases import TaskLeases
from tests.support.tasks import (
    TRIAL,
    add_user,
    attempts_of,
    change_row,
    expire_lease,
    leases_of,
    lines_of,
    row_of,
    submit,
)


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


async def test_a_claim_of_several_gives_everybody_a_task_before_anybody_two(
    transaction: Transaction, user_id: str
) -> None:
    for _ in range(5):
        await submit(transaction, user_id)
    others = [await add_user(transaction) for _ in range(3)]
    for other in others:
        await submit(transaction, other)

    won = await leases_of(transaction, "a").claim_all([TRIAL], room=4)

    assert {task.user_id for task in won} == {user_id, *others}


async def test_many_tasks_of_one_person_let_ten_others_go_first(
    transaction: Transaction, user_id: str
) -> None:
    for _ in range(50):
        await submit(transaction, user_id)
    others = {await add_user(transaction) for _ in range(10)}
    for other in others:
        await submit(transaction, other)

    hands = leases_of(transaction, "a")
    first = [task.user_id for _ in range(11) for task in await hands.claim_all([TRIAL])]

    assert set(first) == {user_id, *others}


async def test_a_payload_of_a_newer_release_is_left_to_its_workers(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await change_row(transaction, task.task_id, payload_version=2)

    assert await leases_of(transaction, "old").claim_all([TRIAL], version=1) == []
    [won] = await leases_of(transaction, "new").claim_all([TRIAL], version=2)

    assert won.task_id == task.task_id


async def test_a_task_whose_deadline_has_passed_is_not_begun(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    await change_row(transaction, task.task_id, deadline_at=func.now() - timedelta(seconds=1))

    assert await leases_of(transaction, "a").claim([TRIAL]) is None


async def test_a_claim_writes_the_attempt_and_the_first_line(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)

    await leases_of(transaction, "a").claim([TRIAL])

    [attempt] = await attempts_of(transaction, task.task_id)
    assert (attempt.attempt, attempt.worker_id, attempt.outcome) == (1, "a", None)
    assert attempt.started_at == (await row_of(transaction, task.task_id)).started_at
    [line] = await lines_of(transaction, task.task_id)
    assert (line.seq, line.event, line.data) == (1, "task.started", {"attempt": 1})


async def test_a_further_attempt_comes_with_what_the_one_before_has_kept(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    hands = leases_of(transaction, "a")
    first = await hands.claim([TRIAL])
    assert first is not None
    await hands.leases.write([Page(first.fence, steps={"day-1": {"stops": 3}})])
    await expire_lease(transaction, task.task_id)
    await hands.sweep()

    claims = await hands.leases.claim({TRIAL: 1})

    assert [claim.steps for claim in claims.won] == [{"day-1": {"stops": 3}}]


async def test_a_claim_that_others_were_quicker_for_says_so(
    transaction: Transaction, user_id: str
) -> None:
    await submit(transaction, user_id)
    b = leases_of(transaction, "b").leases

    async with transaction() as session:  # as a worker is in the middle of claiming it
        await session.execute(select(AiTask.id).with_for_update())
        meanwhile = await b.claim({TRIAL: 1})

    nothing_waits = await leases_of(transaction, "c").leases.claim({"of_tomorrow": 1})
    assert (meanwhile.won, meanwhile.others_won) == ([], True)
    assert (nothing_waits.won, nothing_waits.others_won) == ([], False)


async def test_the_lines_of_a_claim_are_told_after_the_commit(
    transaction: Transaction, user_id: str
) -> None:
    task = await submit(transaction, user_id)
    told: list[tuple[str, int, list[str]]] = []

    def tell(task_id: str, last_seq: int, lines: Sequence[Line]) -> None:
        told.append((task_id, last_seq, [line.event for line in lines]))

    leases = TaskLeases(transaction, MemoryQueue(), owner="a", lease_s=30, tell=tell)
    await leases.claim({TRIAL: 1})

    assert told == [(task.task_id, 1, ["task.started"])]
