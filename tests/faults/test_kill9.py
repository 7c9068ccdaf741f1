"""F1, F2, F3, F18: a worker that is gone from one moment to the next."""

import asyncio
import time
from pathlib import Path

import pytest

from core.schemas.tasks import TaskStatus
from core.tasks.domain import MAX_CRASHES
from tests.faults.conftest import LEASE_S, Site
from tests.support.tasks import attempts_of


async def test_after_a_kill_in_the_middle_the_days_that_were_kept_are_not_asked_again(
    site: Site,
) -> None:
    task_id = await site.submit(days=5, hold_before_keep=3)
    async with site.worker() as first:
        await site.once_asked(1, 2, 3)
        async with site.worker() as second:
            await site.once_alive(second)
            first.kill()
            killed_at = time.monotonic()
            await site.once(task_id, lambda row: row.attempt == 2)
            again_after_s = time.monotonic() - killed_at
            row = await site.once_ended(task_id)

    assert again_after_s < LEASE_S + 8
    assert (row.status, row.attempt, row.crashes, row.failures) == (TaskStatus.SUCCEEDED, 2, 1, 0)
    assert site.asked == [1, 2, 3, 3, 4, 5]
    assert await site.effects() == 1
    events = await site.events(task_id)
    lost = events.index("task.worker_lost")
    assert (events[0], events[lost + 1]) == ("task.started", "task.started")
    outcomes = [each.outcome for each in await attempts_of(site.transaction, task_id)]
    assert outcomes == ["crashed", "succeeded"]


async def test_after_a_kill_between_a_step_and_the_next_nothing_is_asked_twice(site: Site) -> None:
    task_id = await site.submit(days=3, hold_after_keep=2)
    async with site.worker() as first:
        await site.once(task_id, lambda row: row.progress_pct >= 66)
        first.kill()
        async with site.worker():
            await site.once_ended(task_id)

    assert site.asked == [1, 2, 3]


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
async def test_a_kill_at_the_very_end_leaves_one_effect(site: Site, moment: str) -> None:
    task_id = await site.submit(days=1, ends_at=moment)
    dies = {"dies_after_commit": True} if moment == "after_commit" else {}
    async with site.worker(**dies) as first:
        await asyncio.wait_for(first.wait(), 90)
        async with site.worker():
            row = await site.once_ended(task_id)

    assert first.returncode == -9
    attempts = 2 if moment == "before_commit" else 1
    assert (row.status, row.attempt) == (TaskStatus.SUCCEEDED, attempts)
    assert row.result_json == {"attempt": attempts}
    assert await site.effects() == 1
    assert site.asked == [1]


async def test_a_toxic_task_fails_after_five_workers_and_harms_no_other(
    site: Site, tmp_path: Path
) -> None:
    toxic = await site.submit(toxic=True)
    hurrying = asyncio.create_task(site.hurry(toxic))
    exits = []
    for _ in range(MAX_CRASHES):
        async with site.worker() as victim:
            exits.append(await asyncio.wait_for(victim.wait(), 90))
    async with site.worker():
        good = await site.submit(days=1)
        done = await site.once_ended(good)
        row = await site.once_ended(toxic)

    hurrying.cancel()
    assert exits == [-9] * MAX_CRASHES
    assert row.error is not None
    assert (row.status, row.error["error_type"]) == (TaskStatus.FAILED, "worker_lost")
    assert (row.crashes, row.failures) == (MAX_CRASHES, 0)
    assert (done.status, done.crashes) == (TaskStatus.SUCCEEDED, 0)
