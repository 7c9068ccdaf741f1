"""F14, F15: a worker that is not gone but does not answer, and then goes on."""

import signal

from core.schemas.tasks import TaskStatus
from tests.faults.conftest import LEASE_S, Site
from tests.support.tasks import attempts_of


async def test_a_worker_that_was_frozen_past_its_lease_finds_its_task_gone_and_writes_nothing(
    site: Site,
) -> None:
    task_id = await site.submit(days=2, hold_before_keep=2)
    async with site.worker() as zombie:
        await site.once_asked(1, 2)
        zombie.send_signal(signal.SIGSTOP)
        async with site.worker():
            row = await site.once_ended(task_id)
            zombie.send_signal(signal.SIGCONT)
            later = await site.submit(days=1)  # which either may do: both are well
            await site.once_ended(later)
        zombie.send_signal(signal.SIGTERM)
        assert await zombie.wait() == 0

    assert (row.status, row.attempt, row.crashes) == (TaskStatus.SUCCEEDED, 2, 1)
    assert (await site.once_ended(task_id)).updated_at == row.updated_at
    assert [each.outcome for each in await attempts_of(site.transaction, task_id)] == [
        "crashed", "succeeded",
    ]  # fmt: skip
    assert await site.effects() == 2


async def test_a_handler_that_blocks_the_loop_loses_its_lease(site: Site) -> None:
    task_id = await site.submit(days=1, blocks_s=2.5 * LEASE_S)
    async with site.worker():
        await site.once(task_id, lambda row: row.status == TaskStatus.RUNNING)
        async with site.worker():
            row = await site.once_ended(task_id)

    assert (row.status, row.attempt, row.crashes) == (TaskStatus.SUCCEEDED, 2, 1)
    assert await site.effects() == 1
