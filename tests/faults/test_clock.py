"""F22: a worker whose clock is wrong begins nothing early, takes nothing over, and waits no longer.

Leases, delays, deadlines and the times of lines are all of the database's clock; what a worker adds
to one of those is measured by its monotonic clock, which nobody sets.
"""

import ast
import time
from datetime import timedelta
from pathlib import Path

import pytest

from core.db.engine import Transaction
from core.kernel.errors import DependencyDownError
from core.queue.arq_queue import ArqQueue
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from tests.support.tasks import TRIAL, add_user, leases_of, lines_of, row_of, submit
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_ROOT = Path(__file__).parents[2]
_WORKER_SIDE = sorted(
    [
        *(_ROOT / "worker").glob("*.py"),
        *(
            _ROOT / "core/tasks" / f"{name}.py"
            for name in (
                "domain", "endings", "execution", "leases", "periodic", "repository", "retrying",
                "statements", "workers",
            )
        ),
    ]
)  # fmt: skip
_WALL_CLOCKS = ("time.time(", "time.time_ns(", "utc_now", "datetime.now", "utcnow", "timestamp_ms")


@pytest.mark.parametrize("path", _WORKER_SIDE, ids=lambda path: str(path.relative_to(_ROOT)))
def test_no_module_of_the_workers_side_asks_what_time_it_is_here(path: Path) -> None:
    code = ast.unparse(ast.parse(path.read_text()))

    assert [clock for clock in _WALL_CLOCKS if clock in code] == []


@pytest.mark.parametrize("skew_s", [-600, 600])
async def test_a_worker_ten_minutes_off_works_by_the_databases_clock(
    transaction: Transaction,
    queue: ArqQueue,
    start_worker: StartWorker,
    monkeypatch: pytest.MonkeyPatch,
    skew_s: int,
) -> None:
    true_time, true_time_ns = time.time, time.time_ns
    monkeypatch.setattr(time, "time", lambda: true_time() + skew_s)
    monkeypatch.setattr(time, "time_ns", lambda: true_time_ns() + skew_s * 1_000_000_000)
    user_id = await add_user(transaction)

    async def work(run: TaskRun) -> Outcome:
        run.log("plan.checked")
        await run.keep("step", {})
        if run.task.payload["fails"]:
            raise DependencyDownError("Redis does not answer", retry_after_s=60)
        return Outcome({})

    async with start_worker({TRIAL: work}):
        good = await submit(transaction, user_id, queue=queue, payload={"fails": False})
        put_off = await submit(transaction, user_id, queue=queue, payload={"fails": True})

        async def both_settled() -> bool:
            rows = [await row_of(transaction, each.task_id) for each in (good, put_off)]
            return [row.status for row in rows] == [TaskStatus.SUCCEEDED, TaskStatus.RETRYING]

        await eventually(both_settled)

    row = await row_of(transaction, put_off.task_id)
    assert timedelta(seconds=59) < row.run_after - row.updated_at < timedelta(seconds=61)
    assert (await leases_of(transaction, "b").sweep()).rescued == []
    for task in (good, put_off):
        lines = await lines_of(transaction, task.task_id)
        ended = (await row_of(transaction, task.task_id)).updated_at
        assert all(task.created_at <= line.ts <= ended for line in lines)
        assert [line.ts for line in lines] == sorted(line.ts for line in lines)
