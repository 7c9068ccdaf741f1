"""Submit a task and look at it."""

from typing import Any, NamedTuple

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.errors import KeyReusedError, NotFoundError
from core.queue.port import Queue
from core.schemas.tasks import TaskOut, TaskStatus
from core.tasks.domain import payload_hash
from core.tasks.repository import NewTask, TaskRepository


class Submission(NamedTuple):
    """A submitted task; `replayed` says that an earlier request had made it already."""

    task: TaskOut
    replayed: bool


class TaskService:
    """What the API does with tasks. The row is committed before anybody is told of it."""

    def __init__(self, transaction: Transaction, queue: Queue) -> None:
        self._transaction = transaction
        self._queue = queue

    async def submit(
        self,
        *,
        user_id: str,
        kind: str,
        payload: dict[str, Any],
        request_id: str | None,
        trace_id: str,
    ) -> Submission:
        """Take a task; from here on it comes to an end, whatever happens to Redis or a worker.

        The same `request_id` with the same payload gives the same task again. The payload must be
        complete JSON (defaults filled in) without the request id and without the trace.

        Raises:
            KeyReusedError: The request id stands for another payload.
        """
        fingerprint = payload_hash(kind, payload)
        new = NewTask(user_id, kind, payload, fingerprint, request_id, trace_id)
        async with self._transaction() as session:
            tasks = TaskRepository(session)
            made = await tasks.insert(new)
            row = made or await tasks.get_earlier(new)
        if row.payload_hash != fingerprint:
            raise KeyReusedError(f"request_id {request_id!r} was used with another payload")
        if made:
            await self._queue.ring(row.id)
        return Submission(task_out(row), replayed=made is None)

    async def get(self, owner_id: str | None, task_id: str) -> TaskOut:
        """Return a task of `owner_id`; None stands for an operator, who sees everybody's.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        async with self._transaction() as session:
            row = await TaskRepository(session).find(task_id, owner_id)
        if row is None:
            raise NotFoundError(f"There is no task {task_id!r}")
        return task_out(row)


def task_out(row: AiTask) -> TaskOut:
    """Return a task as clients see it."""
    return TaskOut(
        task_id=row.id,
        kind=row.kind,
        status=TaskStatus(row.status),
        request_id=row.request_id,
        trace_id=row.trace_id,
        attempt=row.attempt,
        request=row.request_json,
        result=row.result_json,
        error=row.error,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
