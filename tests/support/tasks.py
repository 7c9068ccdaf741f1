"""Tasks of a kind that only tests know, and a look at their rows."""

from typing import Any

from sqlalchemy import func, select, text, update

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.task import AiTask
from core.kernel.ids import new_id, new_trace_id
from core.queue.memory_queue import MemoryQueue
from core.queue.port import Queue
from core.schemas.tasks import TaskOut
from core.tasks.admission import Limits
from core.tasks.leases import TaskLeases
from core.tasks.service import TaskService

TRIAL = "trial"
NO_LIMITS = Limits(per_user=1_000, waiting=100_000)


async def add_user(transaction: Transaction) -> str:
    """Return the id of a new person."""
    async with transaction() as session:
        user = User(email=f"{new_id()}@example.org", password_hash="none")
        session.add(user)
        await session.flush()
        return user.id


async def submit(
    transaction: Transaction,
    user_id: str,
    *,
    queue: Queue | None = None,
    kind: str = TRIAL,
    payload: dict[str, Any] | None = None,
    request_id: str | None = None,
) -> TaskOut:
    """Return a task that was submitted just now."""
    service = TaskService(transaction, queue or MemoryQueue(), limits=NO_LIMITS)
    submission = await service.submit(
        user_id=user_id,
        kind=kind,
        payload=payload or {},
        request_id=request_id,
        trace_id=new_trace_id(),
    )
    return submission.task


def leases_of(
    transaction: Transaction, owner: str, *, queue: Queue | None = None, lease_s: float = 30.0
) -> TaskLeases:
    """Return the leases of a worker named `owner`."""
    return TaskLeases(transaction, queue or MemoryQueue(), owner=owner, lease_s=lease_s)


async def row_of(transaction: Transaction, task_id: str) -> AiTask:
    """Return the row as it stands now."""
    async with transaction() as session:
        return (await session.scalars(select(AiTask).where(AiTask.id == task_id))).one()


async def change_row(transaction: Transaction, task_id: str, **values: Any) -> None:
    """Set columns of a task, as time or a mishap would."""
    async with transaction() as session:
        await session.execute(update(AiTask).where(AiTask.id == task_id).values(**values))


async def expire_lease(transaction: Transaction, task_id: str) -> None:
    """Let the lease have ended a second ago."""
    ago = func.now() - text("interval '1 second'")
    await change_row(transaction, task_id, lease_until=ago)


async def mail_of(transaction: Transaction, user_id: str) -> str:
    """Return the mail address of a person, which the outcome of a trial may change."""
    async with transaction() as session:
        return (await session.scalars(select(User.email).where(User.id == user_id))).one()
