"""What tasks come to, in figures: by day for the charts, and of this moment for the alerts."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.task import AiTask, TaskAttempt, TaskDayStat, Worker
from core.schemas.tasks import TaskStatus
from core.tasks.figures import LATELY, Durations, Failure, Figures
from core.tasks.statements import db_now, waits

_LONGEST_MS = 2**31 - 1
_LONGEST_MODE = 32


class StatsRepository:
    """The statements that count; none of them writes to a task."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def figures(self) -> Figures:
        """Measure how the tasks stand now."""
        succeeded = AiTask.status == TaskStatus.SUCCEEDED
        ended = await self._session.execute(
            select(
                func.count().filter(succeeded),
                func.count().filter(AiTask.status == TaskStatus.FAILED),
                cast(func.avg(_took_ms() / 1000).filter(succeeded), Float),
            ).where(AiTask.finished_at > db_now() - LATELY)
        )
        due = await self._session.execute(
            select(func.count(), _age_s(func.min(AiTask.run_after))).where(*waits(AiTask))
        )
        beat = await self._session.scalar(select(_age_s(func.max(Worker.beat_at))))
        at = await self._session.scalars(select(db_now()))
        succeeded_n, failed_n, mean_s = ended.one()
        waiting_n, oldest_s = due.one()
        return Figures(at.one(), succeeded_n, failed_n, mean_s, waiting_n, oldest_s, beat)

    async def today(self) -> date:
        """Return the day it is in UTC by the database's clock."""
        found = await self._session.scalars(select(cast(func.timezone("UTC", db_now()), Date)))
        return found.one()

    async def sum_day(self, day: date, statuses: Collection[TaskStatus]) -> None:
        """Write what the tasks have come to that ended on `day` in one of `statuses`.

        Harmless to repeat, also while tasks of that day are being deleted: until then a day only
        grows, so of two sums the one over more tasks is right.
        """
        sums = insert(TaskDayStat).from_select(_DAY_COLUMNS, _sums_of(day, statuses))
        await self._session.execute(
            sums.on_conflict_do_update(
                index_elements=_DAY_COLUMNS[:4],
                set_={name: sums.excluded[name] for name in _DAY_COLUMNS[4:]},
                where=sums.excluded.n >= TaskDayStat.n,
            )
        )

    async def list_days(self, since: date) -> Sequence[TaskDayStat]:
        """Return the sums of days from `since` on, oldest first."""
        order = (TaskDayStat.day, TaskDayStat.kind, TaskDayStat.mode, TaskDayStat.status)
        rows = await self._session.scalars(
            select(TaskDayStat).where(TaskDayStat.day >= since).order_by(*order)
        )
        return rows.all()

    async def count_statuses(self, window: timedelta) -> dict[str, int]:
        """Return how many tasks stand where: all unfinished, and those that ended in `window`."""
        rows = await self._session.execute(
            select(AiTask.status, func.count().label("n"))
            .where(or_(AiTask.finished_at.is_(None), AiTask.finished_at > db_now() - window))
            .group_by(AiTask.status)
        )
        return {row.status: row.n for row in rows}

    async def list_durations(self, window: timedelta) -> list[Durations]:
        """Return how long each kind took, of the tasks that succeeded in `window`."""
        took = _took_ms()
        rows = await self._session.execute(
            select(
                AiTask.kind, func.count(took), cast(func.avg(took), Float),
                _percentile(0.5), _percentile(0.95),
            )
            .where(
                AiTask.status == TaskStatus.SUCCEEDED,
                AiTask.finished_at > db_now() - window,
                AiTask.started_at.is_not(None),
            )
            .group_by(AiTask.kind)
            .order_by(AiTask.kind)
        )  # fmt: skip
        return [Durations(*row) for row in rows]

    async def list_failures(self, window: timedelta, limit: int) -> list[Failure]:
        """Return the most frequent reasons of the failures in `window`."""
        reason = func.coalesce(AiTask.error["error_type"].astext, "unknown")
        newest = func.array_agg(aggregate_order_by(AiTask.id, AiTask.finished_at.desc()))[1]
        n, last = func.count().label("n"), newest.label("last")
        groups = (
            select(reason.label("reason"), n, last)
            .where(AiTask.status == TaskStatus.FAILED, AiTask.finished_at > db_now() - window)
            .group_by(reason)
            .order_by(n.desc(), last.desc())
            .limit(limit)
            .subquery()
        )
        rows = await self._session.execute(
            select(groups.c.reason, groups.c.n, AiTask.id, AiTask.error, AiTask.finished_at)
            .join(AiTask, AiTask.id == groups.c.last)
            .order_by(groups.c.n.desc(), groups.c.reason)
        )
        return [
            Failure(reason, n, task_id, str((error or {}).get("detail", "")), at)
            for reason, n, task_id, error, at in rows
        ]


_DAY_COLUMNS = ("day", "kind", "mode", "status", "n", "p50_ms", "p95_ms", "tokens", "fallbacks")


def ended_on(day: date) -> ColumnElement[bool]:
    """Say in SQL that a task ended on `day`, in UTC."""
    return and_(
        AiTask.finished_at >= midnight(day), AiTask.finished_at < midnight(day + timedelta(days=1))
    )


def midnight(day: date) -> datetime:
    """Return the moment at which `day` begins in UTC."""
    return datetime.combine(day, time(), UTC)


def _sums_of(day: date, statuses: Collection[TaskStatus]) -> Select[Any]:
    mode = func.left(func.coalesce(AiTask.request_json["mode"].astext, ""), _LONGEST_MODE)
    tokens = (
        select(func.coalesce(func.sum(TaskAttempt.tokens), 0))
        .where(TaskAttempt.task_id == AiTask.id)
        .scalar_subquery()
    )
    fell_back = AiTask.result_json["metrics"]["fallback_to_fast"].astext == "true"
    ended = (
        select(
            AiTask.kind, mode.label("mode"), AiTask.status,
            _took_ms().label("took"), tokens.label("tokens"), fell_back.label("fell_back"),
        )
        .where(ended_on(day), AiTask.status.in_(statuses))
        .subquery()
    )  # fmt: skip
    took = ended.c.took
    return select(
        literal(day, Date), ended.c.kind, ended.c.mode, ended.c.status, func.count(),
        _whole_ms(0.5, took), _whole_ms(0.95, took),
        func.sum(ended.c.tokens), func.count().filter(ended.c.fell_back),
    ).group_by(ended.c.kind, ended.c.mode, ended.c.status)  # fmt: skip


def _whole_ms(share: float, took: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.round(func.percentile_cont(share).within_group(took)), Integer)


def _took_ms() -> ColumnElement[Any]:
    """Build how long a task took from its first claim to its end; null where none claimed it.

    It is never negative, and what took longer than an integer can say took that long: the times
    of tasks that were taken over may be anything.
    """
    took = cast(extract("epoch", AiTask.finished_at - AiTask.started_at) * 1000, Float)
    return case(
        (AiTask.started_at.is_(None), None), else_=func.least(func.greatest(took, 0), _LONGEST_MS)
    )


def _age_s(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(extract("epoch", db_now() - moment), Float)


def _percentile(share: float) -> ColumnElement[Any]:
    return cast(func.percentile_cont(share).within_group(_took_ms()), Float)
