"""Which finished tasks may go, and the sums that stay behind."""

from collections.abc import Collection
from datetime import UTC, date, timedelta
from typing import Final

import structlog
from sqlalchemy import delete, func, select

from core.db.engine import Transaction
from core.db.models.alert import Alert
from core.db.models.task import AiTask, TaskDayStat
from core.files.service import delete_unused_files
from core.schemas.tasks import TaskStatus
from core.tasks.domain import TRANSITIONS, is_final
from core.tasks.statements import db_now
from core.tasks.stats import StatsRepository, ended_on, midnight

FAILED_TIMES: Final = 3
"""A failed task is kept so many times longer: somebody may still want to know why."""
FINAL: Final = tuple(status for status in TRANSITIONS if is_final(status))

_AT_A_TIME = 100
"""Each brings up to 10,000 lines of its log along; a statement must stay short."""

log = structlog.get_logger(__name__)


class TaskRetention:
    """Sums days and deletes tasks `keep_days` after they have ended, never one that has not.

    Days go as a whole, by UTC, after they are summed. Everything here may be cut off anywhere, be
    done again, and be done by several at once.
    """

    def __init__(self, transaction: Transaction, *, keep_days: int) -> None:
        self._transaction = transaction
        self._keep_days = keep_days

    async def run(self) -> None:
        """Do the regular cleaning."""
        kept_short = [status for status in FINAL if status is not TaskStatus.FAILED]
        await self.purge(self._keep_days, kept_short)
        await self.purge(self._keep_days * FAILED_TIMES, [TaskStatus.FAILED])
        async with self._transaction() as session:
            long_ago = db_now() - timedelta(days=self._keep_days * FAILED_TIMES)
            await session.execute(delete(Alert).where(Alert.cleared_at < long_ago))
            await delete_unused_files(session)

    async def sum_days(self) -> None:
        """Sum the days that may have changed: from the one before the last summed one to today."""
        async with self._transaction() as session:
            today = await StatsRepository(session).today()
            last = await session.scalar(select(func.max(TaskDayStat.day)))
            first = await session.scalar(select(func.min(AiTask.finished_at)))
        if first is None:
            return
        begun = first.astimezone(UTC).date()
        day = begun if last is None else max(begun, last - timedelta(days=1))
        while day <= today:
            await self._sum(day, FINAL)
            day += timedelta(days=1)

    async def purge(self, days: int, statuses: Collection[TaskStatus] = FINAL) -> int:
        """Delete what ended more than `days` whole days ago, and return how many tasks that was."""
        deleted = 0
        while day := await self._first_day(days, statuses):
            await self._sum(day, statuses)
            # By then there are none left of this day, whoever else deletes as well.
            while number := await self._delete(day, statuses):
                deleted += number
        if deleted:
            log.info("tasks_purged", tasks=deleted, older_than_days=days)
        return deleted

    async def count(self, days: int) -> int:
        """Return how many tasks `purge` would delete."""
        async with self._transaction() as session:
            before = midnight(await StatsRepository(session).today() - timedelta(days=days))
            gone = select(func.count()).where(AiTask.finished_at < before, AiTask.status.in_(FINAL))
            return await session.scalar(gone) or 0

    async def _first_day(self, days: int, statuses: Collection[TaskStatus]) -> date | None:
        async with self._transaction() as session:
            before = midnight(await StatsRepository(session).today() - timedelta(days=days))
            first = await session.scalar(
                select(func.min(AiTask.finished_at)).where(
                    AiTask.finished_at < before, AiTask.status.in_(statuses)
                )
            )
        return None if first is None else first.astimezone(UTC).date()

    async def _sum(self, day: date, statuses: Collection[TaskStatus]) -> None:
        async with self._transaction() as session:
            await StatsRepository(session).sum_day(day, statuses)

    async def _delete(self, day: date, statuses: Collection[TaskStatus]) -> int:
        gone = select(AiTask.id).where(ended_on(day), AiTask.status.in_(statuses)).limit(_AT_A_TIME)
        async with self._transaction() as session:
            ids = await session.scalars(
                delete(AiTask).where(AiTask.id.in_(gone)).returning(AiTask.id)
            )
            return len(ids.all())
