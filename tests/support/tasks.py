"""Tasks of a kind that only tests know, and a look at their rows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, text, update

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.audit import AuditLog
from core.db.models.task import AiTask, TaskAttempt, TaskLog
from core.joblogs.domain import make_line
from core.kernel.clock import utc_now
from core.kernel.ids import new_id, new_trace_id
from core.queue.memory_queue import MemoryQueue
from core.queue.port import Queue
from core.schemas.tasks import TaskOut, TaskStatus
from core.tasks.admission import Limits
from core.tasks.domain import ClaimedTask
from core.tasks.endings import Ending, Page, failing, giving_back, succeeding
from core.tasks.leases import Swept, TaskLeases
from core.tasks.outcome import Outcome, Write
from core.tasks.service import TaskService
from tests.support.waiting import eventually

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


class Hands:
    """A worker by hand: its leases one task at a time, without a handler, a beat or a loop."""

    def __init__(self, leases: TaskLeases) -> None:
        self.leases = leases

    async def claim_all(
        self, kinds: Collection[str], room: int = 1, version: int = 1
    ) -> list[ClaimedTask]:
        """Win up to `room` tasks."""
        claims = await self.leases.claim(dict.fromkeys(kinds, version), room)
        return [claim.task for claim in claims.won]

    async def claim(self, kinds: Collection[str]) -> ClaimedTask | None:
        """Win one task; None where none waits."""
        return next(iter(await self.claim_all(kinds)), None)

    async def renew(self, task: ClaimedTask) -> bool:
        """Keep the task for another lease; False where it is lost."""
        return task.task_id in await self.leases.renew([task.fence])

    async def write(self, task: ClaimedTask, *events: str, first: int = 1) -> bool:
        """Write lines, numbered in their attempt from `first`; False where the task is lost."""
        lines = [
            make_line(event, {}, at=utc_now(), attempt=task.attempt, line_no=number)
            for number, event in enumerate(events, first)
        ]
        return task.task_id in await self.leases.write([Page(task.fence, lines)])

    async def end(self, task: ClaimedTask, ending: Ending, write: Write | None = None) -> bool:
        """End the task; False where it is lost."""

        def page(ending: Ending) -> Page:
            lines = [
                make_line(said.event, said.data, at=utc_now(), attempt=task.attempt)
                for said in ending.sayings
            ]
            return Page(task.fence, lines, ending=ending)

        return await self.leases.end(ending, page, write) is not None

    async def succeed(self, task: ClaimedTask, outcome: Outcome) -> bool:
        """End the task well, with the rows of its outcome."""
        return await self.end(task, succeeding(outcome.result), outcome.write)

    async def fail(self, task: ClaimedTask, error: BaseException) -> bool:
        """End the task badly."""
        return await self.end(task, failing(error, task.trace_id))

    async def give_back(self, task: ClaimedTask) -> bool:
        """Queue the task again."""
        return await self.end(task, giving_back(resumable=True, trace_id=task.trace_id))

    async def sweep(self) -> Swept:
        """Find what nobody was told."""
        return await self.leases.sweep()


def leases_of(
    transaction: Transaction, owner: str, *, queue: Queue | None = None, lease_s: float = 30.0
) -> Hands:
    """Return the hands of a worker named `owner`."""
    return Hands(TaskLeases(transaction, queue or MemoryQueue(), owner=owner, lease_s=lease_s))


async def row_of(transaction: Transaction, task_id: str) -> AiTask:
    """Return the row as it stands now."""
    async with transaction() as session:
        return (await session.scalars(select(AiTask).where(AiTask.id == task_id))).one()


async def once_succeeded(transaction: Transaction, *task_ids: str, within_s: float = 20.0) -> None:
    """Return when all these tasks have succeeded."""

    async def look() -> bool:
        rows = [await row_of(transaction, task_id) for task_id in task_ids]
        return all(row.status == TaskStatus.SUCCEEDED for row in rows)

    await eventually(look, within_s=within_s)


async def lines_of(transaction: Transaction, task_id: str) -> list[TaskLog]:
    """Return the log of a task in its order."""
    async with transaction() as session:
        query = select(TaskLog).where(TaskLog.task_id == task_id).order_by(TaskLog.seq)
        return list(await session.scalars(query))


async def events_of(transaction: Transaction, task_id: str) -> list[str]:
    """Return what a log says, after making sure that it has no gap."""
    lines = await lines_of(transaction, task_id)
    row = await row_of(transaction, task_id)
    assert [line.seq for line in lines] == list(range(1, row.log_seq + 1))
    return [line.event for line in lines]


async def attempts_of(transaction: Transaction, task_id: str) -> list[TaskAttempt]:
    """Return the attempts of a task in their order."""
    async with transaction() as session:
        query = select(TaskAttempt).where(TaskAttempt.task_id == task_id)
        return list(await session.scalars(query.order_by(TaskAttempt.attempt)))


async def deeds_of(transaction: Transaction, task_id: str) -> list[tuple[str, str]]:
    """Return who did what to a task, in the order of the deeds."""
    async with transaction() as session:
        query = select(AuditLog.actor, AuditLog.action).where(AuditLog.target_id == task_id)
        rows = await session.execute(query.order_by(AuditLog.at, AuditLog.id))
        return [(row.actor, row.action) for row in rows]


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


async def take_over(transaction: Transaction, task_id: str) -> ClaimedTask:
    """Let the lease expire and worker "b" win the task."""
    await expire_lease(transaction, task_id)
    leases = leases_of(transaction, "b")
    await leases.sweep()
    claimed = await leases.claim([TRIAL])
    assert claimed is not None
    return claimed
