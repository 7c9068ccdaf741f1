"""Whether a task may come in: a repeated request first, then its user's limit, then the backlog."""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextualSelect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.task import AiTask
from core.kernel.errors import (
    KeyReusedError,
    MalformedError,
    QueueUnavailableError,
    TooManyTasksError,
)
from core.kernel.fingerprint import payload_hash
from core.kernel.ids import new_id
from core.schemas.tasks import TaskStatus
from core.tasks.kinds import kind_of
from core.tasks.wire import SHOWN_COLUMNS, TaskRow

ACTIVE = (TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.RETRYING)
"""As a task is before it has ended."""

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

    row: TaskRow
    is_new: bool


_SHOWN = [AiTask.__table__.c[name] for name in (*SHOWN_COLUMNS, "payload_hash")]
_COLUMNS = ", ".join(column.name for column in _SHOWN)
_ACTIVE_OF_USER = """
select count(*) from ai_tasks
where user_id = :user_id and slot is not null and status in ('queued', 'running', 'retrying')
"""
_ROOM = """
not exists (
  select from ai_tasks where status in ('queued', 'retrying') offset :most_waiting - 1 limit 1
)
"""
"""Fewer than so many wait; nobody counts further than that.

A crowd that submits at the same moment may exceed it by its own number.
"""
_PLACE = f"""
select number as slot from generate_series(1, :per_user) as number
where ({_ACTIVE_OF_USER}) < :per_user and {_ROOM} and not exists (
  select from ai_tasks t
  where t.user_id = :user_id and t.slot = number and t.status in ('queued', 'running', 'retrying')
) order by number limit 1
"""  # noqa: S608 - put together from constants of this module
"""The lowest free place from 1 to the limit; none where either limit is reached.

The count matters after the limit was lowered, while tasks sit on places above it. That it is read
without a lock is safe: whoever inserts at the same time takes the lowest free place too, which is
the same one, unless a place below it became free meanwhile; and so all places taken lie within the
limit less the tasks above it.
"""
_NO_PLACE = "select cast(null as smallint) as slot"


def _insertion(place: str) -> TextualSelect:
    """Build the one statement that lets a task in; it inserts nothing where it may not."""
    return text(f"""
insert into ai_tasks (id, user_id, kind, request_id, payload_hash, request_json, trace_id,
  parent_id, batch_id, priority, max_failures, deadline_at, dispatched_at, slot)
select cast(:id as text), :user_id, :kind, cast(:request_id as text), :payload_hash,
  cast(:request_json as jsonb), :trace_id, cast(:parent_id as text), cast(:batch_id as text),
  cast(:priority as smallint), cast(:max_failures as smallint),
  clock_timestamp() + :deadline_s * interval '1 second', clock_timestamp(), place.slot
from ({place}) as place
on conflict do nothing
returning {_COLUMNS}
""").columns(*_SHOWN)  # noqa: S608 - put together from constants of this module


# As text, and with the columns that are shown: to build these statements at every request, and
# whole entities of their rows, took more than half of what a submission costs.
_INTO_PLACE = _insertion(_PLACE)
_INTO_QUEUE = _insertion(_NO_PLACE)
_EARLIER = text(f"""
select {_COLUMNS} from ai_tasks
where user_id = :user_id and kind = :kind and request_id = :request_id
""").columns(*_SHOWN)  # noqa: S608 - put together from constants of this module
_STANDING = text(f"select ({_ACTIVE_OF_USER}) as active, {_ROOM} as room")


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
        given = _given(new, self._limits)
        limited = kind_of(new.kind).limited
        for _ in range(self._limits.per_user + _FURTHER_TRIES):
            insertion = _INTO_PLACE if limited else _INTO_QUEUE
            row = (await self._session.execute(insertion, given)).one_or_none()
            if row is not None:
                return Admitted(row, is_new=True)
            earlier = await self._earlier(new, given)
            if earlier is not None:
                return Admitted(earlier, is_new=False)
            if limited:
                await self._refuse_over_limits(given)
            # Somebody took the place between the two looks, or has left one: look again.
        raise QueueUnavailableError("Too busy: no place for this task could be settled")

    async def active_child_of(self, parent_id: str) -> AiTask | None:
        """Return the unfinished task that is another try of `parent_id`."""
        return await self._session.scalar(
            select(AiTask)
            .where(AiTask.parent_id == parent_id, AiTask.status.in_(ACTIVE))
            .order_by(AiTask.created_at, AiTask.id)
            .limit(1)
        )

    async def _earlier(self, new: NewTask, given: dict[str, Any]) -> TaskRow | None:
        """Return the task that this request has made before, where it has."""
        if new.request_id is None:
            return None
        row = (await self._session.execute(_EARLIER, given)).one_or_none()
        if row is not None and row.payload_hash != new.fingerprint:
            raise KeyReusedError(
                f"request_id {new.request_id!r} was used with another payload",
                data={"task_id": row.id},
            )
        return row

    async def _refuse_over_limits(self, given: dict[str, Any]) -> None:
        active, room = (await self._session.execute(_STANDING, given)).one()
        if active >= self._limits.per_user:
            raise TooManyTasksError(
                f"{active} of your tasks have not ended; at most {self._limits.per_user} may be"
                " under way at a time",
                data={"limit": self._limits.per_user, "active": active},
                retry_after_s=_COME_BACK_AFTER_S,
            )
        if not room:
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


def _given(new: NewTask, limits: Limits) -> dict[str, Any]:
    """Return the parameters of every statement here."""
    kind = kind_of(new.kind)
    return {
        "id": new_id(),
        "user_id": new.user_id,
        "kind": new.kind,
        "request_id": new.request_id,
        "payload_hash": new.fingerprint,
        "request_json": json.dumps(new.payload, ensure_ascii=False, allow_nan=False),
        "trace_id": new.trace_id,
        "parent_id": new.parent_id,
        "batch_id": new.batch_id,
        "priority": kind.priority if new.priority is None else new.priority,
        "max_failures": kind.max_failures if new.max_failures is None else new.max_failures,
        "deadline_s": limits.deadline_s or kind.deadline_s,
        "per_user": limits.per_user,
        "most_waiting": limits.waiting,
    }
