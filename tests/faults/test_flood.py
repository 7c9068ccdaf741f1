"""F29: one task says far more than anybody can read."""

import asyncio
import time
from collections import Counter
from functools import partial

from core.db.engine import Transaction
from core.joblogs.domain import MAX_LINES
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from tests.support.tasks import TRIAL, add_user, events_of, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_AT_ONCE = 500
_FLOOD = 3 * MAX_LINES
_SAYINGS = 20


async def test_a_flood_is_cut_off_and_what_others_say_is_written_within_a_second(
    transaction: Transaction, start_worker: StartWorker
) -> None:
    user_id = await add_user(transaction)
    loud = await submit(transaction, user_id, payload={"loud": True})
    quiet = await submit(transaction, user_id, payload={"loud": False})
    together = asyncio.Barrier(2)
    late_s: list[float] = []

    async def flood(run: TaskRun) -> None:
        for number in range(_FLOOD):
            run.log("model.asked", prompt=f"p{number}")
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)

    async def say(run: TaskRun) -> None:
        for number in range(_SAYINGS):
            said_at = time.monotonic()
            run.log("plan.checked")
            await eventually(partial(is_written, number + 2))
            late_s.append(time.monotonic() - said_at)

    async def is_written(seq: int) -> bool:
        return (await row_of(transaction, quiet.task_id)).log_seq >= seq

    async def work(run: TaskRun) -> Outcome:
        await together.wait()
        await (flood if run.task.payload["loud"] else say)(run)
        return Outcome({})

    async def both_are_done() -> bool:
        rows = [await row_of(transaction, each.task_id) for each in (loud, quiet)]
        return {row.status for row in rows} == {TaskStatus.SUCCEEDED}

    async with start_worker({TRIAL: work}):
        await eventually(both_are_done)

    events = Counter(await events_of(transaction, loud.task_id))
    assert events == {
        "task.started": 1, "model.asked": MAX_LINES, "log.truncated": 1, "task.succeeded": 1,
    }  # fmt: skip
    assert await events_of(transaction, quiet.task_id) == [
        "task.started", *["plan.checked"] * _SAYINGS, "task.succeeded",
    ]  # fmt: skip
    assert sorted(late_s)[_SAYINGS * 95 // 100 - 1] < 1.0, late_s
