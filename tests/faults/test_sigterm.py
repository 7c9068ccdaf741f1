"""F16, F17: workers are told to stop, once and over and over."""

import asyncio
import signal
import time

from core.schemas.tasks import TaskStatus
from tests.faults.conftest import Site


async def test_what_cannot_end_in_time_goes_back_and_begins_elsewhere_long_before_its_lease_ends(
    site: Site,
) -> None:
    tasks = [await site.submit(days=2, hold_after_keep=1) for _ in range(4)]
    async with site.worker(plan_task_lease_s=30) as leaving:
        for task_id in tasks:
            await site.once(task_id, lambda row: row.progress_pct >= 50)
        async with site.worker(plan_task_lease_s=30) as staying:
            await site.once_alive(staying)
            leaving.send_signal(signal.SIGTERM)
            told_at = time.monotonic()
            for task_id in tasks:
                await site.once(task_id, lambda row: row.attempt == 2)
            again_after_s = time.monotonic() - told_at
            assert await leaving.wait() == 0
            ended = [await site.once_ended(task_id) for task_id in tasks]

    assert again_after_s < 30 / 3
    assert {(row.status, row.failures, row.crashes) for row in ended} == {
        (TaskStatus.SUCCEEDED, 0, 0)
    }
    for task_id in tasks:
        assert "task.given_back" in await site.events(task_id)
    assert sorted(site.asked) == [1] * 4 + [2] * 4


async def test_a_worker_with_time_to_drain_ends_what_it_has_begun(site: Site) -> None:
    task_id = await site.submit(days=3, thinks_s=0.3)
    async with site.worker(plan_task_drain_s=20) as leaving:
        await site.once(task_id, lambda row: row.progress_pct >= 33)
        leaving.send_signal(signal.SIGTERM)
        assert await leaving.wait() == 0
        row = await site.once_ended(task_id)

    assert (row.status, row.attempt) == (TaskStatus.SUCCEEDED, 1)


async def test_a_storm_of_restarts_fails_no_task(site: Site) -> None:
    tasks = [await site.submit(days=12, thinks_s=0.25) for _ in range(6)]

    async def restart(times: int) -> None:
        for _ in range(times):
            async with site.worker() as worker:
                await site.once_alive(worker)
                worker.send_signal(signal.SIGTERM)
                await asyncio.wait_for(worker.wait(), 60)

    await asyncio.gather(restart(3), restart(3))
    async with site.worker(plan_task_worker_concurrency=8):
        ended = [await site.once_ended(task_id) for task_id in tasks]

    assert {row.status for row in ended} == {TaskStatus.SUCCEEDED}
    assert {row.failures for row in ended} == {0}
    assert max(row.attempt for row in ended) > 1
    assert await site.effects() == len(tasks)
