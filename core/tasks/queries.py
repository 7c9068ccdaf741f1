"""Looking at tasks: lists under a filter, the history of one, and how many there are."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.plan import AiCall
from core.db.models.task import AiTask, TaskAttempt
from core.db.pagination import decode_keys, encode_keys
from core.kernel.errors import MalformedError
from core.schemas.tasks import Durations, KindStats, TaskStats, TaskStatus
from core.tasks.kinds import kind_of

MAX_OFFSET = 10_000
"""What an offset skips is read all the same; who wants to go further takes the cursor."""


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are wanted; what is None or empty does not matter. `created_to` is excluded."""

    owner_id: str | None = None
    statuses: tuple[TaskStatus, ...] = ()
    kind: str | None = None
    request_id: str | None = None
    trace_id: str | None = None
    batch_id: str | None = None
    parent_id: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    text: str | None = None

    @property
    def fingerprint(self) -> str:
        """Return what tells this filter's cursors from those of another."""
        told = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: after the row of a cursor, or so many rows further."""

    after: tuple[datetime, str] | None = None
    offset: int = 0


def encode_position(wanted: TaskFilter, last: AiTask) -> str:
    """Return the cursor of this filter that stands after `last`."""
    return encode_keys(last.created_at.isoformat(), last.id, wanted.fingerprint)


def decode_position(wanted: TaskFilter, cursor: str) -> Position:
    """Return where a cursor stands.

    Raises:
        MalformedError: It is none of ours, or of a list with other filters.
    """
    moment, row_id, fingerprint = decode_keys(cursor, str, str, str)
    if fingerprint != wanted.fingerprint:
        raise MalformedError("cursor: belongs to a list with other filters; begin without one")
    try:
        return Position(after=(datetime.fromisoformat(str(moment)), str(row_id)))
    except ValueError as error:
        raise MalformedError("cursor: not a cursor of this list") from error


class TaskQueries:
    """The statements that only read tasks. An `owner_id` of None is everybody."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, task_id: str, owner_id: str | None) -> AiTask | None:
        """Return a task of an owner."""
        return await self._session.scalar(_of(owner_id).where(AiTask.id == task_id))

    async def page(self, wanted: TaskFilter, limit: int, start: Position) -> Sequence[AiTask]:
        """Return up to `limit` tasks, newest first."""
        query = (
            _of(wanted.owner_id)
            .where(*_conditions(wanted))
            .order_by(AiTask.created_at.desc(), AiTask.id.desc())
            .offset(start.offset)
            .limit(limit)
        )
        if start.after is not None:
            query = query.where(tuple_(AiTask.created_at, AiTask.id) < start.after)
        return (await self._session.scalars(query)).all()

    async def attempts(self, task_id: str) -> Sequence[TaskAttempt]:
        """Return every time a worker had the task, oldest first."""
        query = select(TaskAttempt).where(TaskAttempt.task_id == task_id)
        return (await self._session.scalars(query.order_by(TaskAttempt.attempt))).all()

    async def children(self, task_id: str) -> Sequence[AiTask]:
        """Return the tasks that are another try of this one, oldest first."""
        query = select(AiTask).where(AiTask.parent_id == task_id)
        return (await self._session.scalars(query.order_by(AiTask.created_at, AiTask.id))).all()

    async def prompt_versions(self, task_id: str) -> dict[str, list[str]]:
        """Return by which texts the model was asked for a task, by key, in order of first use."""
        first_use = func.min(AiCall.created_at)
        query = (
            select(AiCall.prompt_key, AiCall.prompt_version)
            .where(AiCall.task_id == task_id)
            .group_by(AiCall.prompt_key, AiCall.prompt_version)
            .order_by(first_use, AiCall.prompt_version)
        )
        found: dict[str, list[str]] = {}
        for key, version in await self._session.execute(query):
            found.setdefault(key, []).append(version)
        return found

    async def stats(self, owner_id: str | None) -> TaskStats:
        """Count tasks by status and kind; the durations are those of the succeeded ones."""
        counts: dict[str, dict[TaskStatus, int]] = {}
        for kind, status, n in await self._session.execute(_counts(owner_id)):
            counts.setdefault(kind, {})[TaskStatus(status)] = n
        took: dict[str | None, Durations] = {
            kind: Durations(count=n, mean_ms=mean, p50_ms=p50, p95_ms=p95)
            for kind, n, mean, p50, p95 in await self._session.execute(_durations(owner_id))
        }
        none = Durations(count=0, mean_ms=None, p50_ms=None, p95_ms=None)
        return TaskStats(
            stats=_complete(*counts.values()),
            durations=took.get(None, none),
            kinds=[
                KindStats(
                    job_type=kind_of(kind).job_type,
                    stats=_complete(counts[kind]),
                    durations=took.get(kind, none),
                )
                for kind in sorted(counts)
            ],
        )


def _of(owner_id: str | None) -> Select[AiTask]:
    query = select(AiTask)
    return query if owner_id is None else query.where(AiTask.user_id == owner_id)


def _conditions(wanted: TaskFilter) -> list[ColumnElement[bool]]:
    same = {
        AiTask.kind: wanted.kind,
        AiTask.request_id: wanted.request_id,
        AiTask.trace_id: wanted.trace_id,
        AiTask.batch_id: wanted.batch_id,
        AiTask.parent_id: wanted.parent_id,
    }
    conditions: list[ColumnElement[bool]] = [
        column == value for column, value in same.items() if value is not None
    ]
    if wanted.statuses:
        conditions.append(AiTask.status.in_(wanted.statuses))
    if wanted.created_from is not None:
        conditions.append(AiTask.created_at >= wanted.created_from)
    if wanted.created_to is not None:
        conditions.append(AiTask.created_at < wanted.created_to)
    if wanted.text:
        conditions.append(_mentions(wanted.text))
    return conditions


def _mentions(text: str) -> ColumnElement[bool]:
    """Say that a task's ids, or what was asked or went wrong, contain `text`."""
    is_object = func.jsonb_typeof(AiTask.request_json) == "object"
    fields = func.jsonb_each_text(
        case((is_object, AiTask.request_json), else_=func.jsonb_build_object(type_=JSONB))
    ).table_valued("key", "value", name="field")
    asked: Select[Any] = select(literal_column("1")).select_from(fields)
    return or_(
        AiTask.id.startswith(text, autoescape=True),
        AiTask.trace_id.startswith(text, autoescape=True),
        AiTask.request_id.icontains(text, autoescape=True),
        AiTask.error["detail"].astext.icontains(text, autoescape=True),
        asked.where(fields.c.value.icontains(text, autoescape=True)).exists(),
    )


def _counts(owner_id: str | None) -> Select[str, str, int]:
    query = select(AiTask.kind, AiTask.status, func.count()).group_by(AiTask.kind, AiTask.status)
    return query if owner_id is None else query.where(AiTask.user_id == owner_id)


def _durations(owner_id: str | None) -> Select[*tuple[Any, ...]]:
    """Build a row for each kind, and one with kind null for all of them together."""
    ms = func.extract("epoch", AiTask.finished_at - AiTask.started_at) * 1000
    query = (
        select(
            AiTask.kind,
            func.count(),
            func.avg(ms),
            func.percentile_cont(0.5).within_group(ms),
            func.percentile_cont(0.95).within_group(ms),
        )
        .where(and_(AiTask.status == TaskStatus.SUCCEEDED, AiTask.started_at.is_not(None)))
        .group_by(func.grouping_sets(tuple_(AiTask.kind), tuple_()))
    )
    return query if owner_id is None else query.where(AiTask.user_id == owner_id)


def _complete(*counts: dict[TaskStatus, int]) -> dict[TaskStatus, int]:
    """Return the sum for every status, those of which there is none included."""
    return {status: sum(found.get(status, 0) for found in counts) for status in TaskStatus}
