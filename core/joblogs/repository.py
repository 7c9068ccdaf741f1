"""The lines of logs in SQL, and how the tasks they belong to stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ARRAY,
    Integer,
    Row,
    ScalarSelect,
    Text,
    any_,
    column,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from core.db.models.task import AiTask, TaskAttempt, TaskLog
from core.joblogs.domain import Line, TaskState
from core.schemas.joblogs import JobLine, JobStats
from core.schemas.tasks import TaskProgress, TaskStatus


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

    async def list_after(self, task_id: str, cursor: int, limit: int) -> list[JobLine]:
        """Return the first lines whose number is above `cursor`, in order."""
        rows = await self._session.scalars(
            select(TaskLog)
            .where(TaskLog.task_id == task_id, TaskLog.seq > cursor)
            .order_by(TaskLog.seq)
            .limit(limit)
        )
        return [_line(row) for row in rows]

    async def list_after_each(self, cursors: Mapping[str, int]) -> dict[str, list[JobLine]]:
        """Return the lines above each task's cursor, in order."""
        wanted = (
            func.unnest(
                literal(list(cursors), ARRAY(Text)),
                literal(list(cursors.values()), ARRAY(Integer)),
            )
            .table_valued(column("task_id", Text), column("seq", Integer), name="wanted")
            .render_derived()
        )
        rows = await self._session.scalars(
            select(TaskLog)
            .join(wanted, (TaskLog.task_id == wanted.c.task_id) & (TaskLog.seq > wanted.c.seq))
            .order_by(TaskLog.task_id, TaskLog.seq)
        )
        found: dict[str, list[JobLine]] = {}
        for row in rows:
            found.setdefault(row.task_id, []).append(_line(row))
        return found

    async def list_states(self, task_ids: Collection[str]) -> dict[str, TaskState]:
        """Return how those of the tasks stand that exist, by id."""
        rows = await self._session.execute(
            select(
                AiTask.id,
                AiTask.kind,
                AiTask.status,
                AiTask.attempt,
                AiTask.progress_pct,
                AiTask.progress_stage,
                AiTask.progress,
                AiTask.log_seq,
                AiTask.finished_at,
                _spent(TaskAttempt.model_calls).label("model_calls"),
                _spent(TaskAttempt.tokens).label("tokens"),
            ).where(AiTask.id == any_(literal(list(task_ids), ARRAY(Text))))
        )
        return {row.id: _state(row) for row in rows}


def _spent(cost: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(cost), 0))
        .where(TaskAttempt.task_id == AiTask.id)
        .scalar_subquery()
    )


def _state(row: Row[Any]) -> TaskState:
    counted = row.progress or {}
    return TaskState(
        task_id=row.id,
        kind=row.kind,
        status=TaskStatus(row.status),
        attempt=row.attempt,
        progress=TaskProgress(
            percent=row.progress_pct,
            stage=row.progress_stage,
            done=counted.get("done"),
            total=counted.get("total"),
        ),
        stats=JobStats(llm_calls=row.model_calls, tokens=row.tokens),
        log_seq=row.log_seq,
        ended=row.finished_at is not None,
    )


def _line(row: TaskLog) -> JobLine:
    return JobLine(
        seq=row.seq,
        attempt=row.attempt,
        timestamp=row.ts,
        level=row.level,
        event=row.event,
        message=row.message,
        data=row.data or {},
    )
