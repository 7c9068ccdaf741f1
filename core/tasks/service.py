"""Submit a task, look at it, cancel it, try it again."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple

from core.audit.repository import AuditRepository, Deed
from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.joblogs.domain import Line
from core.kernel.context import current_trace_id
from core.kernel.errors import ConflictError, NotFoundError
from core.queue.port import Queue
from core.schemas.envelope import Page
from core.schemas.tasks import TaskOut, TaskStats, TaskStatus, TaskSummary, TaskView
from core.tasks.admission import Admission, Admitted, Limits, NewTask
from core.tasks.cancelling import Wish, cancel_locked, lock
from core.tasks.queries import Position, TaskFilter, TaskQueries, decode_position, encode_position
from core.tasks.wire import RETRIABLE, TaskRow, task_out, task_summary, task_view

Publish = Callable[[str, int, Sequence[Line]], Coroutine[Any, Any, None]]
"""Tells those who follow a task's log of committed lines that end at a number; never raises."""

_USUAL_LIMITS = Limits()


async def nobody_follows(_task_id: str, _last_seq: int, _lines: Sequence[Line]) -> None:
    """Tell nobody of new lines."""


class Submission(NamedTuple):
    """A submitted task; `replayed` says that an earlier request had made it already."""

    task: TaskOut
    replayed: bool


class TaskService:
    """What the API does with tasks. The row is committed before anybody is told of it.

    Wherever an `owner_id` is wanted, None stands for an operator, who sees everybody's tasks.
    `statement` opens what needs no transaction around several statements; it saves round trips.
    """

    def __init__(
        self,
        transaction: Transaction,
        queue: Queue,
        *,
        limits: Limits = _USUAL_LIMITS,
        publish: Publish = nobody_follows,
        statement: Transaction | None = None,
    ) -> None:
        self._transaction = transaction
        self._statement = statement or transaction
        self._queue = queue
        self._limits = limits
        self._publish = publish

    async def submit(
        self,
        *,
        user_id: str,
        kind: str,
        payload: dict[str, Any],
        request_id: str | None,
        trace_id: str,
        parent_id: str | None = None,
        batch_id: str | None = None,
        priority: int | None = None,
        max_failures: int | None = None,
    ) -> Submission:
        """Take a task; from here on it comes to an end, whatever happens to Redis or a worker.

        The same `request_id` with the same payload gives the same task again. The payload must be
        complete JSON (defaults filled in) without the request id and without the trace.

        Raises:
            KeyReusedError: The request id stands for another payload.
            TooManyTasksError: Its user has as many unfinished tasks as one may have.
            QueueUnavailableError: Too many tasks wait already.
        """
        new = NewTask(
            user_id=user_id,
            kind=kind,
            payload=payload,
            request_id=request_id,
            trace_id=trace_id,
            parent_id=parent_id,
            batch_id=batch_id,
            priority=priority,
            max_failures=max_failures,
        )
        async with self._statement() as session:
            admitted = await Admission(session, self._limits).admit(new)
        return await self._taken(admitted)

    async def get(self, owner_id: str | None, task_id: str) -> TaskOut:
        """Return a task.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        async with self._transaction() as session:
            row = await TaskQueries(session).find(task_id, owner_id)
        return task_out(_found(row, task_id))

    async def view(self, owner_id: str | None, task_id: str) -> TaskView:
        """Return a task with its attempts and the tasks that are another try of it.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        async with self._transaction() as session:
            tasks = TaskQueries(session)
            row = _found(await tasks.find(task_id, owner_id), task_id)
            attempts, children = await tasks.attempts(task_id), await tasks.children(task_id)
            prompt_versions = await tasks.prompt_versions(task_id)
        return task_view(row, attempts, children, prompt_versions)

    async def list(
        self, wanted: TaskFilter, *, limit: int, cursor: str | None = None, offset: int = 0
    ) -> Page[TaskSummary]:
        """Return a page of tasks, newest first, after `cursor` or else after `offset` of them.

        Raises:
            MalformedError: The cursor is none of ours, or of a list with other filters.
        """
        start = decode_position(wanted, cursor) if cursor else Position(offset=offset)
        async with self._transaction() as session:
            rows = await TaskQueries(session).page(wanted, limit + 1, start)
        shown, more = rows[:limit], len(rows) > limit
        return Page(
            items=[task_summary(row) for row in shown],
            next_cursor=encode_position(wanted, shown[-1]) if more else None,
            has_more=more,
        )

    async def stats(self, owner_id: str | None) -> TaskStats:
        """Count tasks by status and kind, with how long they took."""
        async with self._transaction() as session:
            return await TaskQueries(session).stats(owner_id)

    async def cancel(self, owner_id: str | None, task_id: str, wish: Wish) -> TaskOut:
        """Cancel a task that waits; of one that runs, ask its worker to.

        The status of the answer tells which of both it was. A second wish changes nothing.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
            TaskEndedError: It has succeeded or failed.
        """
        async with self._transaction() as session:
            row = _found(await lock(session, task_id, owner_id), task_id)
            done = await cancel_locked(session, row, wish)
        # Both at once: each may take its 0.3 s where Redis does not answer.
        async with asyncio.TaskGroup() as telling:
            if done.lines:
                telling.create_task(self._publish(task_id, done.row.log_seq, done.lines))
            if done.row.status == TaskStatus.RUNNING:
                telling.create_task(self._queue.cancel(task_id))
        return task_out(done.row)

    async def retry(self, owner_id: str | None, task_id: str, actor: str) -> Submission:
        """Try a failed or cancelled task again, as a new one of the same person.

        While such another try has not ended, it is the answer.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
            ConflictError: It has succeeded, or has not ended.
            TooManyTasksError: Its user has as many unfinished tasks as one may have.
            QueueUnavailableError: Too many tasks wait already.
        """
        async with self._transaction() as session:
            # Locked, so that two who ask at once get one task.
            parent = _found(await lock(session, task_id, owner_id), task_id)
            if parent.status not in RETRIABLE:
                raise ConflictError(
                    f"The task {task_id!r} is {parent.status}; only failed and cancelled ones are"
                    " tried again",
                    data={"status": parent.status},
                )
            admission = Admission(session, self._limits)
            child = await admission.active_child_of(task_id)
            if child is not None:
                return Submission(task_out(child), replayed=True)
            admitted = await admission.admit(_another_try(parent))
            await AuditRepository(session).record(_retry_deed(admitted.row, actor))
        return await self._taken(admitted)

    async def _taken(self, admitted: Admitted) -> Submission:
        if admitted.is_new:
            await self._queue.ring(admitted.row.id)
        return Submission(task_out(admitted.row), replayed=not admitted.is_new)


def _found(row: AiTask | None, task_id: str) -> AiTask:
    if row is None:
        raise NotFoundError(f"There is no task {task_id!r}; it may have been cleaned up")
    return row


def _another_try(parent: AiTask) -> NewTask:
    return NewTask(
        user_id=parent.user_id,
        kind=parent.kind,
        payload=parent.request_json,
        request_id=None,
        trace_id=current_trace_id(),
        parent_id=parent.id,
        priority=parent.priority,
        max_failures=parent.max_failures,
    )


def _retry_deed(child: TaskRow, actor: str) -> Deed:
    return Deed(
        actor=actor,
        action="task.retry",
        target_kind="task",
        target_id=child.id,
        trace_id=child.trace_id,
        detail={"parent_id": child.parent_id},
    )
