"""Whose a turn is: a request id is claimed by a row before any model is asked.

Three unique indexes decide, and no statement here trusts what an earlier one has read: one over a
person's request ids, one over the running turns of a conversation, and one over the numbered places
of a person's running turns. Time is the database's own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from core.db.statements import Asks
from core.kernel.errors import (
    ConflictError,
    KeyReusedError,
    NotFoundError,
    TooManyTasksError,
    TurnInProgressError,
)
from core.kernel.ids import new_id
from core.schemas.chat import Stage

_COME_BACK_AFTER_S = 2.0
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation a question is asked in, as it was before."""

    id: str
    trip_id: str | None
    stage: Stage | None
    use_memory: bool
    message_count: int


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A turn that wants to run; without a conversation one is to be opened for it."""

    user_id: str
    session_id: str | None
    request_id: str
    payload_hash: str
    trace_id: str
    lease_s: float
    per_user: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What must still hold for whoever answers a turn to write its end."""

    turn_id: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """A turn that has the request id already."""

    session_id: str
    status: str
    is_cut_off: bool

    @property
    def may_run_again(self) -> bool:
        """Say whether a repeat of its request is a new try."""
        return self.is_cut_off or self.status == "failed"


_INSERT = text("""
insert into chat_turns
  (id, session_id, user_id, request_id, payload_hash, trace_id, lease_until, place)
select cast(:id as text), :session_id, :user_id, :request_id, :payload_hash, :trace_id,
  clock_timestamp() + :lease_s * interval '1 second', free.place
from (
  select number as place from generate_series(1, :per_user) as number
  where not exists (
    select from chat_turns t
    where t.user_id = :user_id and t.place = number and t.status = 'running'
  ) order by number limit 1
) as free
on conflict do nothing
returning id, lease_until
""")
_CONTINUE = text("""
with opened as (
  select id as session_id, trip_id, stage, use_memory, message_count from chat_sessions
  where id = :session_id and user_id = :user_id and closed_at is null
    and (cast(:trip_id as text) is null or trip_id = :trip_id)
), begun as (
  insert into chat_turns
    (id, session_id, user_id, request_id, payload_hash, trace_id, lease_until, place)
  select cast(:id as text), opened.session_id, :user_id, :request_id, :payload_hash, :trace_id,
    clock_timestamp() + :lease_s * interval '1 second', free.place
  from opened, (
    select number as place from generate_series(1, :per_user) as number
    where not exists (
      select from chat_turns t
      where t.user_id = :user_id and t.place = number and t.status = 'running'
    ) order by number limit 1
  ) as free
  on conflict do nothing
  returning id, lease_until
)
select * from begun, opened
""")
"""What nearly every question comes to: a conversation goes on, and nothing is in its way."""
_OPENED = text("""
select id as session_id, trip_id, stage, use_memory, message_count, closed_at
from chat_sessions where id = :session_id and user_id = :user_id
""")
_OPEN = text("""
insert into chat_sessions (id, user_id, trip_id, title) values (:id, :user_id, :trip_id, :title)
""")
_SET_TRIP = text("update chat_sessions set trip_id = :trip_id where id = :id")
_EARLIER = text("""
select session_id, payload_hash, status,
  status = 'running' and lease_until < clock_timestamp() as is_cut_off
from chat_turns where user_id = :user_id and request_id = :request_id
""")
_FORGET = text("""
delete from chat_turns
where user_id = :user_id and request_id = :request_id
  and (status = 'failed' or status = 'running' and lease_until < clock_timestamp())
""")
_SETTLE = text("""
update chat_turns
set status = 'failed', finished_at = clock_timestamp(),
  error = jsonb_build_object('kind', 'cut_off', 'said', '')
where user_id = :user_id and status = 'running' and lease_until < clock_timestamp()
""")
"""Turns cut off by a crash give their places back."""
_RUNNING = text("""
select session_id, request_id from chat_turns where user_id = :user_id and status = 'running'
""")


class Claims:
    """Lets turns begin, within the caller's transaction."""

    def __init__(self, session: Asks) -> None:
        self._session = session

    async def opened(self, user_id: str, session_id: str) -> Opened:
        """Return a conversation that takes questions.

        Raises:
            NotFoundError: It is not there, or not the caller's.
            ConflictError: It is closed.
        """
        given = {"user_id": user_id, "session_id": session_id}
        row = (await self._session.execute(_OPENED, given)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no conversation {session_id!r}")
        if row.closed_at is not None:
            raise ConflictError(f"Conversation {session_id!r} is closed")
        return _opened(row)

    async def open(self, user_id: str, trip_id: str | None, title: str) -> Opened:
        """Open a conversation."""
        session_id = new_id()
        given = {"id": session_id, "user_id": user_id, "trip_id": trip_id, "title": title}
        await self._session.execute(_OPEN, given)
        return Opened(session_id, trip_id, None, use_memory=True, message_count=0)

    async def set_trip(self, session_id: str, trip_id: str) -> None:
        """Have a conversation be about another trip."""
        await self._session.execute(_SET_TRIP, {"id": session_id, "trip_id": trip_id})

    async def earlier(self, user_id: str, request_id: str, payload_hash: str) -> Earlier | None:
        """Return the turn that has a request id, where one has.

        Raises:
            KeyReusedError: It stands for another payload.
        """
        given = {"user_id": user_id, "request_id": request_id}
        row = (await self._session.execute(_EARLIER, given)).one_or_none()
        if row is None:
            return None
        if row.payload_hash != payload_hash:
            raise KeyReusedError(f"request_id {request_id!r} was used with another payload")
        return Earlier(row.session_id, row.status, row.is_cut_off)

    async def go_on(self, new: NewTurn, trip_id: str | None) -> tuple[Opened, Claim] | None:
        """Let a turn begin in a conversation about this trip, or about any; in one statement.

        None where something is in its way: those who look step by step will find what.
        """
        given = {"id": new_id(), "trip_id": trip_id, **_given(new)}
        row = (await self._session.execute(_CONTINUE, given)).one_or_none()
        return None if row is None else (_opened(row), Claim(row.id, row.lease_until))

    async def claim(self, new: NewTurn) -> Claim | None:
        """Let a turn begin; None where another one of the same request id is there.

        One that has failed or was cut off makes room. Waits for a claim that is under way.

        Raises:
            KeyReusedError: The request id stands for another payload.
            TurnInProgressError: The conversation's last question is still being answered.
            TooManyTasksError: So many questions of this person are being answered.
        """
        given = {"id": new_id(), **_given(new)}
        for _ in range(_TRIES):
            row = (await self._session.execute(_INSERT, given)).one_or_none()
            if row is not None:
                return Claim(row.id, row.lease_until)
            earlier = await self.earlier(new.user_id, new.request_id, new.payload_hash)
            if earlier is not None and not earlier.may_run_again:
                return None
            if earlier is not None:
                await self._session.execute(_FORGET, given)
            settled: Any = await self._session.execute(_SETTLE, given)
            if earlier is None and not settled.rowcount:
                await self._refuse_over_limits(new)
            # Somebody took the place between the two looks, or has left one: look again.
        raise TooManyTasksError("Too busy: no place for this turn could be settled")

    async def _refuse_over_limits(self, new: NewTurn) -> None:
        rows = (await self._session.execute(_RUNNING, {"user_id": new.user_id})).all()
        for row in rows:
            if row.session_id == new.session_id:
                raise TurnInProgressError(
                    f"The last question of conversation {new.session_id!r} is still being answered",
                    data={"request_id": row.request_id},
                    retry_after_s=_COME_BACK_AFTER_S,
                )
        if len(rows) >= new.per_user:
            raise TooManyTasksError(
                f"{len(rows)} of your questions are being answered; at most {new.per_user} may be"
                " at a time",
                data={"limit": new.per_user, "active": len(rows)},
                retry_after_s=_COME_BACK_AFTER_S,
            )


def _opened(row: Any) -> Opened:
    stage = Stage(row.stage) if row.stage else None
    return Opened(row.session_id, row.trip_id, stage, row.use_memory, row.message_count)


def _given(new: NewTurn) -> dict[str, Any]:
    return {
        "session_id": new.session_id,
        "user_id": new.user_id,
        "request_id": new.request_id,
        "payload_hash": new.payload_hash,
        "trace_id": new.trace_id,
        "lease_s": new.lease_s,
        "per_user": new.per_user,
    }
