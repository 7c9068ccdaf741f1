"""The books of model calls, in `ai_calls`."""

from typing import cast

import structlog
from sqlalchemy import Table
from sqlalchemy.exc import SQLAlchemyError

from core.db.engine import Transaction
from core.db.models.plan import AiCall
from core.kernel.context import current_trace_id
from core.kernel.errors import AppError
from core.kernel.ids import new_id
from core.llm.types import CallRecord

log = structlog.get_logger(__name__)


_ADD = cast(Table, AiCall.__table__).insert()


class SqlCallRecorder:
    """Writes one row per attempt: a statement, and so a transaction, of its own."""

    def __init__(self, statement: Transaction) -> None:
        self._statement = statement

    async def record(self, provider: str, model: str, record: CallRecord) -> None:
        """Write one attempt down; where that fails the call goes on and the log says so."""
        bound = structlog.contextvars.get_contextvars()
        row = {
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
        }
        try:
            async with self._statement() as session:
                await session.execute(_ADD, row)
        except (AppError, SQLAlchemyError) as error:
            log.warning("ai_call_not_recorded", reason=str(error))


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 2)
