"""F13: workers of two releases beside each other."""

from core.db.engine import Transaction
from core.queue.arq_queue import ArqQueue
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Handler, Outcome, TaskRun
from tests.support.tasks import TRIAL, add_user, change_row, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker


def by(name: str) -> Handler:
    async def work(_: TaskRun) -> Outcome:
        return Outcome({"by": name})

    return work


async def test_each_does_what_it_understands_and_leaves_the_rest_to_the_other(
    transaction: Transaction, queue: ArqQueue, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)
    newer = await submit(transaction, user_id)
    await change_row(transaction, newer.task_id, payload_version=2)
    async with start_worker({TRIAL: by("old")}):
        tasks = [
            await submit(transaction, user_id, queue=queue, kind=kind)
            for kind in (TRIAL, "of_tomorrow")
        ]
        old, _ = tasks

        async def is_done(*task_ids: str) -> bool:
            rows = [await row_of(transaction, task_id) for task_id in task_ids]
            return all(row.status == TaskStatus.SUCCEEDED for row in rows)

        await eventually(lambda: is_done(old.task_id))
        async with start_worker({"of_tomorrow": by("new")}):
            await eventually(lambda: is_done(tasks[1].task_id))

    results = [(await row_of(transaction, task.task_id)).result_json for task in tasks]
    assert results == [{"by": "old"}, {"by": "new"}]
    assert (await row_of(transaction, newer.task_id)).status == TaskStatus.QUEUED
