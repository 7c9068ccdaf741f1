"""How the tasks are doing, for operators: figures, alerts, workers."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Float, cast, extract, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.models.alert import Alert
from core.db.models.task import AiTask, Worker
from core.schemas.admin import (
    AlertOut,
    AlertsOut,
    PastAlertOut,
    RecentTask,
    TaskDay,
    TaskDurations,
    TaskFailures,
    TasksSummary,
    WorkerOut,
)
from core.schemas.tasks import TaskStatus
from core.tasks.alerts import Verdict, judge
from core.tasks.figures import ALIVE_FOR, Figures
from core.tasks.statements import db_now
from core.tasks.stats import StatsRepository

_PAST = 50
_MOST_WORKERS = 200

log = structlog.get_logger(__name__)


class TaskWatch:
    """Looks at the tasks as a whole; only `keep_alerts` writes anything."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep_alerts(self) -> None:
        """Judge the moment, keep what came on and what went off, and say so in the log.

        The workers do this all the time. Two at once write each change once.
        """
        async with self._transaction() as session:
            figures = await StatsRepository(session).figures()
            verdicts = {verdict.rule.key: verdict for verdict in judge(figures)}
            on = {key for key, verdict in verdicts.items() if verdict.raised}
            alerts = _AlertRepository(session)
            cleared = await alerts.clear_all_but(on)
            raised = await alerts.raise_all(on, figures)
        for key in raised:
            verdict = verdicts[key]
            log.warning("alert_raised", alert=key, severity=verdict.rule.severity, **verdict.params)
        for key in cleared:
            log.info("alert_cleared", alert=key)

    async def alerts(self) -> AlertsOut:
        """Judge the moment without a worker's help, and say since when workers have seen it so."""
        async with self._transaction() as session:
            figures = await StatsRepository(session).figures()
            alerts = _AlertRepository(session)
            kept, past = await alerts.list_on(), await alerts.list_past(_PAST)
        since = {row.key: row.raised_at for row in kept}
        verdicts = judge(figures)
        return AlertsOut(
            at=figures.at,
            raised=sum(verdict.raised for verdict in verdicts),
            alerts=[
                _alert_out(verdict, since.get(verdict.rule.key) or verdict.since(figures.at))
                for verdict in verdicts
            ],
            past=[PastAlertOut.model_validate(row) for row in past],
        )

    async def workers(self) -> list[WorkerOut]:
        """Return the workers of the last day, those heard last first."""
        age = cast(extract("epoch", db_now() - Worker.beat_at), Float)
        async with self._transaction() as session:
            rows = await session.execute(
                select(Worker, age).order_by(Worker.beat_at.desc(), Worker.id).limit(_MOST_WORKERS)
            )
            return [_worker_out(worker, beat_age_s) for worker, beat_age_s in rows]

    async def summary(self, *, hours: int, top: int, recent: int, days: int) -> TasksSummary:
        """Return where the tasks stand, how long they took, why they failed, and the newest."""
        window = timedelta(hours=hours)
        async with self._transaction() as session:
            stats = StatsRepository(session)
            statuses = await stats.count_statuses(window)
            durations = await stats.list_durations(window)
            failures = await stats.list_failures(window, top)
            since = await stats.today() - timedelta(days=days - 1)
            sums = await stats.list_days(since)
            newest = await _list_newest(session, recent)
            at = (await session.scalars(select(db_now()))).one()
        return TasksSummary(
            at=at,
            hours=hours,
            statuses={status: statuses.get(status, 0) for status in TaskStatus},
            durations=[TaskDurations.model_validate(each) for each in durations],
            failures=[TaskFailures.model_validate(each) for each in failures],
            recent=newest,
            days=[TaskDay.model_validate(each) for each in sums],
        )


class _AlertRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def raise_all(self, keys: Collection[str], figures: Figures) -> list[str]:
        """Keep alerts as on; return those that were off."""
        if not keys:
            return []
        noted = asdict(figures) | {"at": figures.at.isoformat()}
        raised = await self._session.scalars(
            insert(Alert)
            .values([{"key": key, "figures": noted} for key in sorted(keys)])
            .on_conflict_do_nothing()
            .returning(Alert.key)
        )
        return list(raised)

    async def clear_all_but(self, keys: Collection[str]) -> list[str]:
        """Keep all other alerts as off; return those that were on."""
        cleared = await self._session.scalars(
            update(Alert)
            .where(Alert.cleared_at.is_(None), Alert.key.not_in(keys))
            .values(cleared_at=db_now())
            .returning(Alert.key)
            .execution_options(synchronize_session=False)
        )
        return list(cleared)

    async def list_on(self) -> Sequence[Alert]:
        return (await self._session.scalars(select(Alert).where(Alert.cleared_at.is_(None)))).all()

    async def list_past(self, limit: int) -> Sequence[Alert]:
        past = select(Alert).where(Alert.cleared_at.is_not(None))
        rows = await self._session.scalars(past.order_by(Alert.cleared_at.desc()).limit(limit))
        return rows.all()


async def _list_newest(session: AsyncSession, limit: int) -> list[RecentTask]:
    error_type = AiTask.error["error_type"].astext
    rows = await session.execute(
        select(
            AiTask.id.label("task_id"), AiTask.trace_id, AiTask.request_id, AiTask.user_id,
            AiTask.kind, AiTask.status, AiTask.attempt, error_type.label("error_type"),
            AiTask.created_at, AiTask.started_at, AiTask.finished_at,
        )
        .order_by(AiTask.created_at.desc(), AiTask.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [RecentTask.model_validate(row) for row in rows]


def _alert_out(verdict: Verdict, since: datetime | None) -> AlertOut:
    rule = verdict.rule
    return AlertOut(
        key=rule.key,
        severity=rule.severity,
        raised=verdict.raised,
        value=verdict.value,
        threshold=rule.threshold,
        unit=rule.unit,
        message=rule.message.en,
        message_zh=rule.message.zh,
        params=verdict.params,
        raised_at=since if verdict.raised else None,
    )


def _worker_out(worker: Worker, beat_age_s: float) -> WorkerOut:
    return WorkerOut(
        id=worker.id,
        host=worker.host,
        pid=worker.pid,
        version=worker.version,
        kinds=worker.kinds,
        size=worker.size,
        running=worker.running,
        loop_lag_ms=worker.loop_lag_ms,
        started_at=worker.started_at,
        beat_at=worker.beat_at,
        beat_age_s=round(beat_age_s, 1),
        alive=beat_age_s <= ALIVE_FOR.total_seconds(),
    )
