"""The books of model calls, in `ai_calls`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from sqlalchemy import TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from core.db.statements import Statement
from core.kernel.clock import utc_now
from core.kernel.context import current_trace_id
from core.kernel.errors import AppError
from core.kernel.ids import new_id
from core.llm.types import CallRecord

log = structlog.get_logger(__name__)

_ADD = """
insert into ai_calls
  (id, trace_id, user_id, task_id, provider, model, prompt_key, prompt_version, attempt, status,
  error_type, prompt_tokens, completion_tokens, latency_ms, first_token_ms, created_at)
select id, trace_id, user_id, task_id, provider, model, prompt_key, prompt_version, attempt, status,
  error_type, prompt_tokens, completion_tokens, latency_ms, first_token_ms, created_at
from jsonb_populate_recordset(null::ai_calls, cast(:calls as jsonb))
on conflict do nothing
"""
"""Of attempts that are there already nothing comes."""
_ADD_ALONE = text(_ADD)


class HeldCalls:
    """The attempts of a piece of work, held back until it writes down its end."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._is_open = True

    def take(self, row: dict[str, Any]) -> bool:
        """Hold a row back; say whether that was in time."""
        if self._is_open:
            self._rows.append(row)
        return self._is_open

    def given_out(self) -> str:
        """Return them as `booking` takes them, and hold back nothing more."""
        self._is_open = False
        return json.dumps(self._rows)


def booking(statement: str) -> TextClause:
    """Return a statement that adds the attempts as well that are given to it as `calls`."""
    is_in_parts = statement.startswith("with ")
    rest = f", {statement.removeprefix('with ')}" if is_in_parts else statement
    return text(f"with booked as ({_ADD}) {rest}")


_held: ContextVar[HeldCalls | None] = ContextVar("held_calls", default=None)


@contextmanager
def calls_held() -> Iterator[HeldCalls]:
    """Hold back the attempts of this block: whoever has it writes them with its own end.

    That is a statement less for each of them. What a crash takes is the end as well.
    """
    held = HeldCalls()
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


class SqlCallRecorder:
    """Writes one row per attempt: a statement, and so a transaction, of its own."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    async def record(self, provider: str, model: str, record: CallRecord) -> None:
        """Write one attempt down; where that fails the call goes on and the log says so."""
        row, held = _row(provider, model, record), _held.get()
        if held is None or not held.take(row):
            await write_calls(self._statement, json.dumps([row]))


async def write_calls(statement: Statement, calls: str) -> None:
    """Write attempts down, given as `booking` takes them; a failure is logged, never raised."""
    try:
        async with statement() as session:
            await session.execute(_ADD_ALONE, {"calls": calls})
    except (AppError, SQLAlchemyError) as error:
        log.warning("ai_call_not_recorded", reason=str(error))


def _row(provider: str, model: str, record: CallRecord) -> dict[str, Any]:
    bound = structlog.contextvars.get_contextvars()
    return {
        "id": new_id(),
        "trace_id": current_trace_id(),
        "user_id": bound.get("user_id"),
        "task_id": bound.get("task_id"),
        "provider": provider,
        "model": model,
        "prompt_key": record.call.prompt_key,
        "prompt_version": record.call.prompt_version,
        "attempt": record.attempt,
        "status": "failed" if record.error_type else "ok",
        "error_type": record.error_type,
        "prompt_tokens": record.usage.prompt_tokens,
        "completion_tokens": record.usage.completion_tokens,
        "latency_ms": round(record.latency_ms, 2),
        "first_token_ms": _rounded(record.first_token_ms),
        "created_at": utc_now().isoformat(),
    }


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 2)
