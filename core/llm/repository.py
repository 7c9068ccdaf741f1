"""The statements on `ai_calls` that tell how the models do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.plan import AiCall
from core.schemas.models import CallErrors, CallGroup

_OK = AiCall.status == "ok"
_NOW = func.now()


@dataclass(frozen=True, slots=True)
class LastCalls:
    """How long the last good answers of a provider's model took."""

    n: int
    p50_ms: float
    p95_ms: float


class AiCallRepository:
    """Reads the books of model calls."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def last_calls(
        self, keys: Sequence[tuple[str, str]], limit: int
    ) -> dict[tuple[str, str], LastCalls]:
        """Return how quickly each provider's model gave its last `limit` good answers."""
        newest = [
            select(AiCall.provider, AiCall.model, AiCall.latency_ms)
            .where(tuple_(AiCall.provider, AiCall.model) == key, _OK)
            .order_by(AiCall.created_at.desc())
            .limit(limit)
            .subquery()
            for key in dict.fromkeys(keys)
        ]
        every = union_all(*(select(one) for one in newest)).subquery()
        took = every.c.latency_ms
        rows = await self._session.execute(
            select(
                every.c.provider, every.c.model, func.count(),
                _percentile(0.5, took), _percentile(0.95, took),
            ).group_by(every.c.provider, every.c.model)
        )  # fmt: skip
        return {(name, model): LastCalls(n, p50, p95) for name, model, n, p50, p95 in rows}

    async def list_groups(self, window: timedelta) -> list[CallGroup]:
        """Return the calls of a window by provider, model and prompt, most frequent first."""
        n = func.count().label("n")
        key = (AiCall.provider, AiCall.model, AiCall.prompt_key)
        columns = AiCall.__table__.c
        took, first = columns.latency_ms, columns.first_token_ms
        rows = await self._session.execute(
            select(
                *key, n, func.count().filter(~_OK).label("failed"),
                _percentile(0.5, took, where=_OK).label("p50"),
                _percentile(0.95, took, where=_OK).label("p95"),
                _percentile(0.5, first, where=_OK).label("first_p50"),
                _percentile(0.95, first, where=_OK).label("first_p95"),
                func.sum(AiCall.prompt_tokens).label("asked"),
                func.sum(AiCall.completion_tokens).label("answered"),
            )
            .where(AiCall.created_at > _NOW - window)
            .group_by(*key)
            .order_by(n.desc(), *key)
        )  # fmt: skip
        return [
            CallGroup(
                provider=row.provider,
                model=row.model,
                prompt_key=row.prompt_key,
                calls=row.n,
                failed=row.failed,
                p50_ms=row.p50,
                p95_ms=row.p95,
                first_token_p50_ms=row.first_p50,
                first_token_p95_ms=row.first_p95,
                prompt_tokens=row.asked,
                completion_tokens=row.answered,
            )
            for row in rows
        ]

    async def list_errors(self, window: timedelta) -> list[CallErrors]:
        """Return the failures of a window by provider, model and kind, most frequent first."""
        n = func.count().label("n")
        key = (AiCall.provider, AiCall.model, AiCall.error_type)
        rows = await self._session.execute(
            select(*key, n, func.max(AiCall.created_at).label("last_at"))
            .where(AiCall.created_at > _NOW - window, AiCall.error_type.is_not(None))
            .group_by(*key)
            .order_by(n.desc(), *key)
        )
        return [
            CallErrors(
                provider=row.provider,
                model=row.model,
                error_type=row.error_type,
                calls=row.n,
                last_at=row.last_at,
            )
            for row in rows
        ]


def _percentile(
    share: float, took: ColumnElement[Any], where: ColumnElement[bool] | None = None
) -> ColumnElement[Any]:
    found = func.percentile_cont(share).within_group(took)
    return cast(found if where is None else found.filter(where), Float)
