"""The worker's side of a task's life: win it, keep it, end it. Every write is fenced."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.queue.port import Queue
from core.schemas.tasks import TaskStatus
from core.tasks.domain import ClaimedTask, Fence, failure_of
from core.tasks.outcome import Outcome
from core.tasks.repository import TaskRepository

_RINGS_PER_SWEEP = 20


@dataclass(frozen=True)
class Swept:
    """What one sweep found: tasks taken from lost workers, given up, and rung for again."""

    rescued: list[str]
    given_up: list[str]
    rung: list[str]


class TaskLeases:
    """Tasks as one worker, `owner`, holds them, each for `lease_s` unless renewed.

    A method that answers False has written nothing: the task belongs to somebody else by now.
    """

    def __init__(
        self, transaction: Transaction, queue: Queue, *, owner: str, lease_s: float
    ) -> None:
        self._transaction = transaction
        self._queue = queue
        self._owner = owner
        self._lease = timedelta(seconds=lease_s)

    async def claim(self, kinds: Collection[str]) -> ClaimedTask | None:
        """Win the best task that waits, of one of `kinds`; None where none waits."""
        async with self._transaction() as session:
            row = await TaskRepository(session).claim(kinds, self._owner, self._lease)
        return None if row is None else self._claimed(row)

    async def renew(self, task: ClaimedTask) -> bool:
        """Keep the task for another lease from now."""
        async with self._transaction() as session:
            return await TaskRepository(session).renew(task.fence, self._lease)

    async def succeed(self, task: ClaimedTask, outcome: Outcome) -> bool:
        """Write the outcome's rows and the final status in one transaction, both or neither."""
        async with self._transaction() as session:
            tasks = TaskRepository(session)
            if not await tasks.hold(task.fence):
                return False
            added = await outcome.write(session) if outcome.write else {}
            return await tasks.succeed(task.fence, outcome.result | added)

    async def fail(self, task: ClaimedTask, error: BaseException) -> bool:
        """End the task with what may be told of `error`."""
        async with self._transaction() as session:
            return await TaskRepository(session).fail(task.fence, failure_of(error, task.trace_id))

    async def give_back(self, task: ClaimedTask) -> bool:
        """Queue the task again, uncounted, and ring for another worker."""
        async with self._transaction() as session:
            given = await TaskRepository(session).give_back(task.fence)
        if given:
            await self._queue.ring(task.task_id)
        return given

    async def sweep(self) -> Swept:
        """Rescue what lost its worker, and ring again for what nobody seems to have heard of."""
        async with self._transaction() as session:
            tasks = TaskRepository(session)
            expired = await tasks.rescue()
            unheard = await tasks.ring_again(_RINGS_PER_SWEEP)
        return Swept(
            rescued=[row.id for row in expired if row.status == TaskStatus.RETRYING],
            given_up=[row.id for row in expired if row.status == TaskStatus.FAILED],
            rung=await self._ring_all(unheard),
        )

    async def _ring_all(self, task_ids: list[str]) -> list[str]:
        """Ring until one ring does not go through, and return those that did."""
        rung = []
        for task_id in task_ids:
            if not await self._queue.ring(task_id):
                break
            rung.append(task_id)
        return rung

    def _claimed(self, row: AiTask) -> ClaimedTask:
        return ClaimedTask(
            task_id=row.id,
            kind=row.kind,
            user_id=row.user_id,
            payload=row.request_json,
            request_id=row.request_id,
            trace_id=row.trace_id,
            fence=Fence(row.id, row.attempt, self._owner),
        )
