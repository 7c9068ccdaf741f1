"""F18: a task that takes its worker with it does not take its neighbours along."""

from core.db.engine import Transaction
from core.schemas.tasks import TaskStatus
from core.tasks.domain import MAX_CRASHES, ClaimedTask
from core.tasks.outcome import Outcome
from tests.support.tasks import (
    TRIAL,
    Hands,
    add_user,
    attempts_of,
    expire_lease,
    leases_of,
    row_of,
    submit,
)
from tests.support.waiting import eventually

_NEIGHBOURS = 3
_LEASE_S = 0.05


async def test_tasks_that_were_lost_with_a_toxic_one_part_from_it_and_succeed(
    transaction: Transaction,
) -> None:
    user_id = await add_user(transaction)
    toxic = await submit(transaction, user_id)
    good = [await submit(transaction, user_id) for _ in range(_NEIGHBOURS)]
    worker = leases_of(transaction, "a", lease_s=_LEASE_S)

    async def die(claims: list[ClaimedTask]) -> None:
        for claim in claims:
            await expire_lease(transaction, claim.task_id)
        await worker.sweep()

    async def work(hands: Hands) -> bool:
        """Do what waits, all at once; the worker dies with all it has where toxic is among it."""
        claims = await hands.claim_all([TRIAL], room=1 + _NEIGHBOURS)
        if toxic.task_id in [claim.task_id for claim in claims]:
            await die(claims)
        else:
            for claim in claims:
                assert await hands.succeed(claim, Outcome({}))
        rows = [await row_of(transaction, task.task_id) for task in (toxic, *good)]
        return all(row.finished_at for row in rows)

    await eventually(lambda: work(worker))

    assert (await row_of(transaction, toxic.task_id)).crashes == MAX_CRASHES
    first = [await attempts_of(transaction, task.task_id) for task in good]
    assert {attempts[0].outcome for attempts in first} == {"crashed"}
    statuses = [(await row_of(transaction, task.task_id)).status for task in (toxic, *good)]
    assert statuses == [TaskStatus.FAILED, *[TaskStatus.SUCCEEDED] * _NEIGHBOURS]
