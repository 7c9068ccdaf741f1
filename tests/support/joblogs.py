"""Tasks that somebody writes lines for, as a worker would."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, update

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.joblogs.domain import Line, make_line
from core.joblogs.following import Pace
from core.joblogs.hub import LogHub
from core.joblogs.repository import LogRepository
from core.joblogs.service import JobLogService
from core.joblogs.stream import LogStream
from core.kernel.clock import utc_now
from core.schemas.tasks import TaskStatus
from core.tasks.domain import is_final
from core.tasks.kinds import kind_of
from tests.support.tasks import change_row

EVENT = "model.asked"


def a_line(number: int = 1, *, event: str = EVENT, **data: Any) -> Line:
    """Return a line of the first attempt that is not written yet."""
    return make_line(event, {"prompt": f"p{number}", **data}, at=utc_now(), attempt=1)


def log_service(transaction: Transaction, hub: LogHub, pace: Pace | None = None) -> JobLogService:
    """Return a service that knows every kind of task by its name alone."""
    return JobLogService(
        transaction, hub, job_type_of=lambda kind: kind_of(kind).job_type, clock=utc_now, pace=pace
    )


class Writer:
    """Writes the log of one task: SQL first, under the lock of its row, then the stream."""

    def __init__(self, transaction: Transaction, task_id: str, stream: LogStream) -> None:
        self._transaction = transaction
        self._stream = stream
        self.task_id = task_id
        self.last_seq = 0

    async def write(self, lines: Iterable[Line], *, publish: bool = True, **values: Any) -> int:
        """Write lines, and set columns of the task with them; return the number of the last."""
        written = list(lines)
        async with self._transaction() as session:
            last_seq = await session.scalar(
                update(AiTask)
                .where(AiTask.id == self.task_id)
                .values(log_seq=AiTask.log_seq + len(written), **values)
                .returning(AiTask.log_seq)
            )
            assert last_seq is not None, "the task is gone"
            await LogRepository(session).insert(self.task_id, last_seq, written)
        self.last_seq = last_seq
        if publish:
            await self._stream.publish(self.task_id, last_seq, written)
        return last_seq

    async def say(self, count: int = 1, *, publish: bool = True) -> int:
        """Write so many lines, each with its own number as `prompt`."""
        first = self.last_seq + 1
        return await self.write(
            (a_line(number) for number in range(first, first + count)), publish=publish
        )

    async def begin(self) -> None:
        """Make the task running."""
        await change_row(
            self._transaction, self.task_id,
            status=TaskStatus.RUNNING, lease_owner="w", lease_until=func.now(), attempt=1,
        )  # fmt: skip

    async def end_silently(self) -> None:
        """End the task without a word, as a task of an earlier release did."""
        await change_row(
            self._transaction, self.task_id,
            status=TaskStatus.CANCELLED, lease_owner=None, lease_until=None,
            finished_at=func.now(),
        )  # fmt: skip

    async def remove(self) -> None:
        """Clean the task up, as retention does."""
        async with self._transaction() as session:
            await session.execute(delete(AiTask).where(AiTask.id == self.task_id))

    async def end(self, status: TaskStatus = TaskStatus.SUCCEEDED, *, publish: bool = True) -> int:
        """Write the last line and end the task, in one transaction."""
        assert is_final(status)
        last = a_line(event=f"task.{status}", detail="no")
        return await self.write(
            [last], publish=publish,
            status=status, lease_owner=None, lease_until=None, finished_at=func.now(),
        )  # fmt: skip
