"""Cancelling: at once where a task waits, by asking its worker where it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.repository import AuditRepository, Deed
from core.db.models.task import AiTask
from core.joblogs.domain import Line, make_line
from core.joblogs.repository import LogRepository
from core.kernel.context import current_trace_id
from core.kernel.errors import TaskEndedError
from core.schemas.tasks import TaskStatus
from core.tasks.domain import is_final
from core.tasks.statements import db_now, move


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants a task to end, and why."""

    actor: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What came of a wish: the task as it is now, and the lines its log has gained."""

    row: AiTask
    lines: Sequence[Line] = ()


async def cancel_locked(session: AsyncSession, row: AiTask, wish: Wish) -> Cancelling:
    """Cancel a task whose row this transaction has locked; a second wish changes nothing.

    Raises:
        TaskEndedError: It has succeeded or failed.
    """
    status = TaskStatus(row.status)
    if status is TaskStatus.CANCELLED or (
        status is TaskStatus.RUNNING and row.cancel_requested_at is not None
    ):
        return Cancelling(row)
    if is_final(status):
        raise TaskEndedError(
            f"The task {row.id!r} has {status} already", data={"status": status, "task_id": row.id}
        )
    wanted = {
        "cancel_requested_at": db_now(),
        "cancel_reason": wish.reason,
        "cancelled_by": wish.actor,
        "log_seq": AiTask.log_seq + 1,
    }
    if status is TaskStatus.RUNNING:
        event, change = "task.cancel_requested", _ask_worker(row.id, wanted)
    else:
        event, change = "task.cancelled", move(TaskStatus.CANCELLED, AiTask.id == row.id, **wanted)
    changed = (await session.scalars(change)).one()
    line = make_line(
        event,
        {"reason": wish.reason} if wish.reason else {},
        at=changed.updated_at,
        attempt=changed.attempt,
    )
    await LogRepository(session).insert(changed.id, changed.log_seq, [line])
    await AuditRepository(session).record(_deed(changed, status, wish))
    return Cancelling(changed, [line])


async def lock(session: AsyncSession, task_id: str, owner_id: str | None) -> AiTask | None:
    """Return a task of an owner (None is everybody) that nobody else changes meanwhile.

    A worker that settles it at this moment comes first or waits, so that one of both sees what the
    other has done.
    """
    query = select(AiTask).where(AiTask.id == task_id).with_for_update(key_share=True)
    if owner_id is not None:
        query = query.where(AiTask.user_id == owner_id)
    return await session.scalar(query)


def _ask_worker(task_id: str, wanted: dict[str, Any]) -> Any:
    return (
        update(AiTask)
        .where(AiTask.id == task_id)
        .values(updated_at=db_now(), **wanted)
        .returning(AiTask)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def _deed(row: AiTask, was: TaskStatus, wish: Wish) -> Deed:
    return Deed(
        actor=wish.actor,
        action="task.cancel",
        target_kind="task",
        target_id=row.id,
        trace_id=current_trace_id(),
        detail={"was": was, **({"reason": wish.reason} if wish.reason else {})},
    )
