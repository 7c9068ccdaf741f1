"""Whether a task may come in: a repeated request first, then its user's limit, then the backlog."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SmallInteger, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from core.db.models.task import AiTask
from core.kernel.errors import (
    KeyReusedError,
    MalformedError,
    QueueUnavailableError,
    TooManyTasksError,
)
from core.kernel.ids import new_id
from core.schemas.tasks import TaskStatus
from core.tasks.domain import payload_hash, sources_of
from core.tasks.kinds import Kind, kind_of
from core.tasks.statements import db_now

ACTIVE = (TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.RETRYING)
"""As a task is before it has ended."""
WAITING = tuple(sources_of(TaskStatus.RUNNING))

_COME_BACK_AFTER_S = 5.0
"""Nobody knows when a task will end; so long is neither idle nor a burden."""
_FURTHER_TRIES = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tasks there may be; `deadline_s` of None is each kind's own."""

    per_user: int = 3
    waiting: int = 1000
    deadline_s: float | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that wants in. `priority` and `max_failures` of None are those of its kind."""

    user_id: str
    kind: str
    payload: dict[str, Any]
    request_id: str | None
    trace_id: str
    parent_id: str | None = None
    batch_id: str | None = None
    priority: int | None = None
    max_failures: int | None = None
    fingerprint: str = field(init=False)

    def __post_init__(self) -> None:
        """Take the fingerprint, by which a repeated request is known."""
        object.__setattr__(self, "fingerprint", payload_hash(self.kind, self.payload))


@dataclass(frozen=True, slots=True)
class Admitted:
    """The task that stands for a request; `is_new` unless an earlier one had made it."""

    row: AiTask
    is_new: bool


class Admission:
    """Lets tasks in, within the caller's transaction.

    No statement here trusts what an earlier one has read: two unique indexes decide, one over a
    user's request ids and one over the numbered places of a user's unfinished tasks.
    """

    def __init__(self, session: AsyncSession, limits: Limits) -> None:
        self._session = session
        self._limits = limits

    async def admit(self, new: NewTask) -> Admitted:
        """Insert a queued task, or return the one that this request has made before.

        Waits for an insert of the same request, or for the same place, that is under way.

        Raises:
            KeyReusedError: The request id stands for another payload.
            TooManyTasksError: Its user has as many unfinished tasks as one may have.
            QueueUnavailableError: Too many tasks wait already.
        """
        for _ in range(self._limits.per_user + _FURTHER_TRIES):
            row = await self._session.scalar(_insertion(new, self._limits))
            if row is not None:
                return Admitted(row, is_new=True)
            earlier = await self._earlier(new)
            if earlier is not None:
                return Admitted(earlier, is_new=False)
            await self._refuse_over_limits(new)
            # Somebody took the place between the two looks, or has left one: look again.
        raise QueueUnavailableError("Too busy: no place for this task could be settled")

    async def active_child_of(self, parent_id: str) -> AiTask | None:
        """Return the unfinished task that is another try of `parent_id`."""
        return await self._session.scalar(
            select(AiTask)
            .where(AiTask.parent_id == parent_id, _in(ACTIVE))
            .order_by(AiTask.created_at, AiTask.id)
            .limit(1)
        )

    async def _earlier(self, new: NewTask) -> AiTask | None:
        """Return the task that this request has made before, where it has."""
        if new.request_id is None:
            return None
        row = await self._session.scalar(
            select(AiTask).where(
                AiTask.user_id == new.user_id,
                AiTask.kind == new.kind,
                AiTask.request_id == new.request_id,
            )
        )
        if row is not None and row.payload_hash != new.fingerprint:
            raise KeyReusedError(
                f"request_id {new.request_id!r} was used with another payload",
                data={"task_id": row.id},
            )
        return row

    async def _refuse_over_limits(self, new: NewTask) -> None:
        if not kind_of(new.kind).limited:
            return
        active = await self._session.scalar(_active_of(new.user_id)) or 0
        if active >= self._limits.per_user:
            raise TooManyTasksError(
                f"{active} of your tasks have not ended; at most {self._limits.per_user} may be"
                " under way at a time",
                data={"limit": self._limits.per_user, "active": active},
                retry_after_s=_COME_BACK_AFTER_S,
            )
        if not await self._session.scalar(select(_has_room(self._limits.waiting))):
            raise QueueUnavailableError(
                f"{self._limits.waiting} tasks wait already",
                data={"limit": self._limits.waiting},
                retry_after_s=_COME_BACK_AFTER_S,
            )


def one_request_id(*given: str | None) -> str | None:
    """Return the request id that was given, in one place or in several.

    Raises:
        MalformedError: Different ones were given.
    """
    found = {request_id for request_id in given if request_id is not None}
    if len(found) > 1:
        raise MalformedError("Two different request ids are given for one request")
    return found.pop() if found else None


def _insertion(new: NewTask, limits: Limits) -> ReturningInsert[AiTask]:
    """Build the one statement that lets a task in; it inserts nothing where it may not."""
    kind = kind_of(new.kind)
    values = _values(new, kind, limits)
    wanted = select(*(value.label(name) for name, value in values.items()))
    columns = list(values)
    if kind.limited:
        place = _free_place(new.user_id, limits).cte("place")
        wanted, columns = wanted.add_columns(place.c.slot), [*columns, "slot"]
    return (
        insert(AiTask)
        .from_select(columns, wanted, include_defaults=False)
        .on_conflict_do_nothing()
        .returning(AiTask)
    )


def _values(new: NewTask, kind: Kind, limits: Limits) -> dict[str, ColumnElement[Any]]:
    priority = kind.priority if new.priority is None else new.priority
    max_failures = kind.max_failures if new.max_failures is None else new.max_failures
    plain = {
        "id": new_id(),
        "user_id": new.user_id,
        "kind": new.kind,
        "request_id": new.request_id,
        "payload_hash": new.fingerprint,
        "request_json": new.payload,
        "trace_id": new.trace_id,
        "parent_id": new.parent_id,
        "batch_id": new.batch_id,
        "priority": priority,
        "max_failures": max_failures,
    }
    columns = AiTask.__table__.c
    typed = {name: literal(value, columns[name].type) for name, value in plain.items()}
    deadline = timedelta(seconds=limits.deadline_s or kind.deadline_s)
    return {**typed, "deadline_at": db_now() + deadline, "dispatched_at": db_now()}


def _free_place(user_id: str, limits: Limits) -> Select[int]:
    """Choose the lowest free place from 1 to the limit; none where either limit is reached.

    The count matters after the limit was lowered, while tasks sit on places above it. That it is
    read without a lock is safe: whoever inserts at the same time takes the lowest free place too,
    which is the same one, unless a place below it became free meanwhile; and so all places taken
    lie within the limit less the tasks above it.
    """
    number = func.generate_series(1, limits.per_user).table_valued("slot").render_derived("number")
    taken = select(AiTask.id).where(
        AiTask.user_id == user_id, AiTask.slot == number.c.slot, _in(ACTIVE)
    )
    return (
        select(cast(number.c.slot, SmallInteger).label("slot"))
        .where(
            ~taken.exists(),
            _active_of(user_id).scalar_subquery() < limits.per_user,
            _has_room(limits.waiting),
        )
        .order_by(number.c.slot)
        .limit(1)
    )


def _active_of(user_id: str) -> Select[int]:
    return select(func.count()).where(
        AiTask.user_id == user_id, AiTask.slot.is_not(None), _in(ACTIVE)
    )


def _has_room(most: int) -> ColumnElement[bool]:
    """Say that fewer than `most` tasks wait, without counting further than that.

    A crowd that submits at the same moment may exceed it by its own number.
    """
    last = select(AiTask.id).where(_in(WAITING)).offset(most - 1).limit(1)
    return ~last.exists()


def _in(statuses: Sequence[TaskStatus]) -> ColumnElement[bool]:
    """Say that a task is in one of these statuses.

    Literally, not by parameters: only then does every plan know that a partial index will do.
    """
    return AiTask.status.in_(bindparam(None, statuses, expanding=True, literal_execute=True))
