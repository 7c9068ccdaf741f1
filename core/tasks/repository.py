"""Tasks in SQL. Time is the database's own, so that no worker's clock decides anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    cast,
    extract,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from core.db.models.task import AiTask
from core.kernel.errors import AppError
from core.schemas.tasks import TaskStatus
from core.tasks.domain import MAX_CRASHES, Fence
from core.tasks.statements import db_now, held, move, waits

RING_AGAIN_AFTER = timedelta(seconds=10)
_AGEING_LIMIT = 50


@dataclass(frozen=True)
class NewTask:
    """What makes a task; the database fills in the rest."""

    user_id: str
    kind: str
    payload: dict[str, Any]
    payload_hash: str
    request_id: str | None
    trace_id: str


class TaskRepository:
    """The statements on `ai_tasks`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def insert(self, new: NewTask) -> AiTask | None:
        """Insert a queued task; None where its user has one of this kind and request id.

        Waits for an insert of the same request that is under way.
        """
        return await self._session.scalar(_insert(new))

    async def get_earlier(self, new: NewTask) -> AiTask:
        """Return the task that was in the way of inserting `new`."""
        rows = await self._session.scalars(
            select(AiTask).where(
                AiTask.user_id == new.user_id,
                AiTask.kind == new.kind,
                AiTask.request_id == new.request_id,
            )
        )
        return rows.one()

    async def find(self, task_id: str, owner_id: str | None) -> AiTask | None:
        """Return a task of `owner_id`; of anybody where that is None."""
        query = select(AiTask).where(AiTask.id == task_id)
        if owner_id is not None:
            query = query.where(AiTask.user_id == owner_id)
        return await self._session.scalar(query)

    async def claim(self, kinds: Collection[str], owner: str, lease: timedelta) -> AiTask | None:
        """Give the best task that waits, of one of `kinds`, to `owner`; None where none waits."""
        return await self._session.scalar(
            move(
                TaskStatus.RUNNING,
                AiTask.id == _best_waiting(kinds),
                attempt=AiTask.attempt + 1,
                lease_owner=owner,
                lease_until=db_now() + lease,
                started_at=func.coalesce(AiTask.started_at, db_now()),
            )
        )

    async def renew(self, fence: Fence, lease: timedelta) -> bool:
        """Lengthen a lease; False where it is lost."""
        renewed = await self._session.scalar(
            update(AiTask)
            .where(*held(fence))
            .values(lease_until=db_now() + lease)
            .returning(AiTask.id)
            .execution_options(synchronize_session=False)
        )
        return renewed is not None

    async def hold(self, fence: Fence) -> bool:
        """Lock the task for this transaction, so that nobody takes it over; False where lost."""
        found = await self._session.scalar(select(AiTask.id).where(*held(fence)).with_for_update())
        return found is not None

    async def succeed(self, fence: Fence, result: dict[str, Any]) -> bool:
        """End the task well; False where the lease is lost, and nothing is written."""
        moved = move(TaskStatus.SUCCEEDED, *held(fence), result_json=result, error=None)
        return await self._session.scalar(moved) is not None

    async def fail(self, fence: Fence, error: dict[str, Any]) -> bool:
        """End the task badly; False where the lease is lost, and nothing is written."""
        moved = move(TaskStatus.FAILED, *held(fence), error=error)
        return await self._session.scalar(moved) is not None

    async def give_back(self, fence: Fence) -> bool:
        """Queue the task again as if it had not been claimed; False where the lease is lost."""
        moved = move(TaskStatus.QUEUED, *held(fence), dispatched_at=db_now())
        return await self._session.scalar(moved) is not None

    async def rescue(self) -> list[AiTask]:
        """Take the tasks whose lease has expired from their workers, and return them.

        They become retrying, or failed where they have crashed too often.
        """
        expired = AiTask.lease_until < db_now()
        crashes = AiTask.crashes + 1
        given_up = move(
            TaskStatus.FAILED, expired, crashes >= MAX_CRASHES,
            crashes=crashes, error=_worker_lost(),
        )  # fmt: skip
        retried = move(TaskStatus.RETRYING, expired, crashes=crashes, dispatched_at=None)
        return [
            *(await self._session.scalars(given_up)),
            *(await self._session.scalars(retried)),
        ]

    async def ring_again(self, limit: int) -> list[str]:
        """Return waiting tasks whose ring seems lost, best first, and mark them as rung now."""
        waiting = aliased(AiTask)
        lost = (
            select(waiting.id)
            .where(
                *waits(waiting),
                or_(
                    waiting.dispatched_at.is_(None),
                    waiting.dispatched_at < db_now() - RING_AGAIN_AFTER,
                ),
            )
            .order_by(waiting.priority, waiting.run_after, waiting.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # A subquery could be run once per row, locking other rows each time; a CTE runs once.
            .cte("lost")
        )
        marked = await self._session.scalars(
            update(AiTask)
            .where(AiTask.id == lost.c.id)
            .values(dispatched_at=db_now())
            .returning(AiTask.id)
            .execution_options(synchronize_session=False)
        )
        return list(marked)


def _insert(new: NewTask) -> ReturningInsert[AiTask]:
    return (
        insert(AiTask)
        .values(
            user_id=new.user_id,
            kind=new.kind,
            request_id=new.request_id,
            payload_hash=new.payload_hash,
            request_json=new.payload,
            trace_id=new.trace_id,
            dispatched_at=db_now(),
        )
        .on_conflict_do_nothing(
            index_elements=[AiTask.user_id, AiTask.kind, AiTask.request_id],
            index_where=AiTask.request_id.is_not(None),
        )
        .returning(AiTask)
    )


def _best_waiting(kinds: Collection[str]) -> ScalarSelect[str]:
    """Choose by priority, then whose user has fewest tasks running, then the oldest.

    Each minute of waiting improves the priority by one, so that nothing waits for ever. Rows that
    another worker is claiming at the moment are passed over.
    """
    waiting, running = aliased(AiTask), aliased(AiTask)
    waited_minutes = cast(func.floor(extract("epoch", db_now() - waiting.created_at) / 60), Integer)
    running_of_user = (
        select(func.count())
        .where(running.user_id == waiting.user_id, running.status == TaskStatus.RUNNING)
        .scalar_subquery()
    )
    return (
        select(waiting.id)
        .where(*waits(waiting), waiting.kind.in_(kinds))
        .order_by(
            waiting.priority - func.least(_AGEING_LIMIT, waited_minutes),
            running_of_user,
            waiting.run_after,
            waiting.id,
        )
        .limit(1)
        .with_for_update(of=waiting, skip_locked=True)
        .scalar_subquery()
    )


def _worker_lost() -> ColumnElement[Any]:
    """Build the error of a task that took its workers with it, in the shape of `failure_of`."""
    return func.jsonb_build_object(
        "code", AppError.code,
        "error_type", "worker_lost",
        "detail", f"The worker was lost {MAX_CRASHES} times while it ran this task",
        "trace_id", AiTask.trace_id,
    )  # fmt: skip
