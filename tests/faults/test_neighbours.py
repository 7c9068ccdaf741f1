"""F18: a task that takes its worker with it does not take its neighbours along."""

import asyncio

from core.schemas.tasks import TaskStatus
from core.tasks.domain import MAX_CRASHES
from tests.faults.conftest import Site


async def test_a_toxic_task_fails_and_those_beside_it_in_the_same_workers_succeed(
    site: Site,
) -> None:
    toxic = await site.submit(toxic=True)
    good = [await site.submit(days=2, thinks_s=0.1) for _ in range(3)]

    async def keep_a_worker() -> None:
        while True:
            async with site.worker() as worker:
                await worker.wait()

    keeping = asyncio.create_task(keep_a_worker())
    row = await site.once_ended(toxic)
    ended = [await site.once_ended(task_id) for task_id in good]
    keeping.cancel()
    await asyncio.wait([keeping])

    assert row.error is not None
    assert (row.status, row.error["error_type"]) == (TaskStatus.FAILED, "worker_lost")
    assert row.crashes == MAX_CRASHES
    assert {each.status for each in ended} == {TaskStatus.SUCCEEDED}
    assert max(each.crashes for each in ended) < MAX_CRASHES
    assert await site.effects() == len(good)
