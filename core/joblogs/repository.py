"""The lines of logs in SQL."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.task import TaskLog
from core.joblogs.domain import Line


class LogRepository:
    """The statements on `task_logs`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def insert(self, task_id: str, last_seq: int, lines: Sequence[Line]) -> None:
        """Write lines that end at `last_seq`.

        Whoever writes lines first adds their number to `ai_tasks.log_seq`, in the same transaction
        and under whatever fence is his: that row is the lock that makes the order.
        """
        if not lines:
            return
        first = last_seq - len(lines) + 1
        rows = [
            {"task_id": task_id, "seq": first + offset, **asdict(line)}
            for offset, line in enumerate(lines)
        ]
        await self._session.execute(insert(TaskLog), rows)
