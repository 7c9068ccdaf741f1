"""What is kept of a turn: its end, both messages and the conversation, in one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from core.assistant.claiming import Claim
from core.assistant.frames import Cut
from core.db.statements import Asks
from core.kernel.ids import new_id
from core.llm.calls import HeldCalls, booking
from core.schemas.chat import ChatReply, Stage

_DONE = booking("""with ended as (
  update chat_turns
  set status = 'succeeded', finished_at = clock_timestamp(), memory = :memory,
    reply = cast(:reply as jsonb), frames = cast(:frames as jsonb)
  where id = :turn_id and status = 'running' and lease_until = :lease_until
  returning id, session_id, user_id, trace_id
), talked as (
  update chat_sessions s
  set message_count = s.message_count + 2, last_message_at = :answered_at, trip_id = :trip_id,
    stage = :stage
  from ended where s.id = ended.session_id
  returning s.id, s.message_count
), noted as (
  insert into audit_logs (id, actor, action, target_kind, target_id, trace_id, detail)
  select :audit_id, user_id, 'chat.turn', 'chat_session', session_id, trace_id,
    jsonb_build_object('turn_id', id, 'intent', cast(:intent as text))
  from ended
), asked as (
  insert into messages (id, session_id, turn_id, seq, role, content, created_at)
  select :question_id, id, :turn_id, message_count - 1, 'user', :question, :asked_at from talked
)
insert into messages
  (id, session_id, turn_id, seq, role, content, intent, tokens, meta, created_at)
select :answer_id, id, :turn_id, message_count, 'assistant', :answer, :intent, :tokens,
  cast(:meta as jsonb), :answered_at from talked
returning seq
""")
_FAILED = booking("""
update chat_turns
set status = :status, finished_at = clock_timestamp(), error = cast(:error as jsonb),
  frames = cast(:frames as jsonb)
where id = :turn_id and status = 'running' and lease_until = :lease_until
returning id
""")
_CANCEL = text("""
update chat_turns
set status = 'cancelled', finished_at = clock_timestamp(),
  error = jsonb_build_object('kind', 'cancelled', 'said', '')
where user_id = :user_id and request_id = :request_id and status = 'running'
returning id
""")
_SETTLE = text("""
with settled as (
  update chat_turns
  set status = 'failed', finished_at = clock_timestamp(),
    error = jsonb_build_object('kind', 'cut_off', 'said', '')
  where status = 'running' and lease_until < clock_timestamp()
  returning id
)
select count(*) from settled
""")
_FORGET = text("""
with gone as (
  delete from chat_turns where id in (
    select id from chat_turns
    where created_at < now() - make_interval(days => :days) and status <> 'running'
      and memory <> 'pending'
    order by created_at limit :most
  )
  returning id
)
select count(*) from gone
""")
_AT_A_TIME = 500
_ENDED = text("""
select session_id, status, trace_id, reply, frames, error,
  status = 'running' and lease_until < clock_timestamp() as is_cut_off
from chat_turns where user_id = :user_id and request_id = :request_id
""")


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn that has its answer, with all that is kept of it."""

    reply: ChatReply
    question: str
    question_id: str
    asked_at: datetime
    answered_at: datetime
    trip_id: str | None
    """What the conversation is about from now on."""
    stage: Stage | None
    meta: Mapping[str, Any]
    is_remembered: bool


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn as its row tells of it."""

    session_id: str
    status: str
    trace_id: str
    reply: dict[str, Any] | None
    frames: list[Cut]
    error: dict[str, Any]
    is_cut_off: bool
    """Its process went away before it had an end."""

    @property
    def has_ended(self) -> bool:
        """Say whether nothing more comes of it by itself."""
        return self.status != "running" or self.is_cut_off


class Turns:
    """The ends of turns, within the caller's transaction; each is one statement."""

    def __init__(self, session: Asks) -> None:
        self._session = session

    async def answered(
        self, claim: Claim, turn: Answered, cuts: Sequence[Cut], calls: HeldCalls
    ) -> int | None:
        """Keep a turn with its answer; return how many messages its conversation has by now.

        None where nothing was kept: the claim does not hold any more, or the conversation is gone.
        """
        reply = turn.reply
        given = {
            **_held(claim),
            "memory": "pending" if turn.is_remembered else "off",
            "reply": reply.model_dump_json(),
            "frames": _json(cuts),
            "answered_at": turn.answered_at,
            "asked_at": turn.asked_at,
            "trip_id": turn.trip_id,
            "stage": turn.stage,
            "audit_id": new_id(),
            "question_id": turn.question_id,
            "question": turn.question,
            "answer_id": reply.message_id,
            "answer": reply.answer,
            "intent": reply.intent,
            "tokens": reply.ai_meta.usage_tokens,
            "meta": _json(turn.meta),
            "calls": calls.given_out(),
        }
        seq: int | None = await self._session.scalar(_DONE, given)
        return seq

    async def failed(
        self,
        claim: Claim,
        status: str,
        error: Mapping[str, Any],
        cuts: Sequence[Cut],
        calls: HeldCalls,
    ) -> bool:
        """Keep that a turn has no answer; say whether the claim still held."""
        given = {
            **_held(claim),
            "status": status,
            "error": _json(error),
            "frames": _json(cuts),
            "calls": calls.given_out(),
        }
        return await self._session.scalar(_FAILED, given) is not None

    async def cancel(self, user_id: str, request_id: str) -> bool:
        """Take a running turn from whoever answers it; say whether there was one."""
        given = {"user_id": user_id, "request_id": request_id}
        return await self._session.scalar(_CANCEL, given) is not None

    async def settle(self) -> int:
        """Have every turn that a crash has cut off be a failed one; return how many there were."""
        return int(await self._session.scalar(_SETTLE))

    async def forget(self, days: int) -> int:
        """Delete turns that are older than so many days, some at a time; return how many went.

        Their messages stay. A request id that comes again after so long is a new one.
        """
        return int(await self._session.scalar(_FORGET, {"days": days, "most": _AT_A_TIME}))

    async def find(self, user_id: str, request_id: str) -> TurnRow | None:
        """Return a turn by its request id."""
        given = {"user_id": user_id, "request_id": request_id}
        row = (await self._session.execute(_ENDED, given)).one_or_none()
        if row is None:
            return None
        return TurnRow(
            session_id=row.session_id,
            status=row.status,
            trace_id=row.trace_id,
            reply=row.reply,
            frames=row.frames or [],
            error=row.error or {},
            is_cut_off=row.is_cut_off,
        )


def _held(claim: Claim) -> dict[str, Any]:
    return {"turn_id": claim.turn_id, "lease_until": claim.lease_until}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
