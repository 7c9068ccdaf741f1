"""The pieces every statement on `ai_tasks` is made of; nothing else changes a status."""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, func, update
from sqlalchemy.sql.dml import ReturningUpdate

from core.db.models.task import AiTask
from core.schemas.tasks import TaskStatus
from core.tasks.domain import Fence, is_final, sources_of


def db_now() -> ColumnElement[Any]:
    """Return the database's clock at this moment; `now()` would be the transaction's beginning."""
    return func.clock_timestamp(type_=DateTime(timezone=True))


def held(fence: Fence) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that the claim still stands."""
    return (
        AiTask.id == fence.task_id,
        AiTask.attempt == fence.attempt,
        AiTask.lease_owner == fence.lease_owner,
        AiTask.status == TaskStatus.RUNNING,
    )


def waits(task: type[AiTask]) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that a task may be claimed now."""
    return (task.status.in_(sources_of(TaskStatus.RUNNING)), task.run_after <= db_now())


def move(target: TaskStatus, *where: ColumnElement[bool], **values: Any) -> ReturningUpdate[AiTask]:
    """Build the one statement that changes a status, and only along `TRANSITIONS`."""
    if target is not TaskStatus.RUNNING:
        values |= {"lease_owner": None, "lease_until": None}
    if is_final(target):
        values["finished_at"] = db_now()
    return (
        update(AiTask)
        .where(AiTask.status.in_(sources_of(target)), *where)
        .values(status=target, updated_at=db_now(), **values)
        .returning(AiTask)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
