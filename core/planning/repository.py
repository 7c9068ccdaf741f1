"""The books of plans that were made."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.plan import PlanRun


class PlanRunRepository:
    """Rows of `plan_runs`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: dict[str, Any]) -> None:
        """Insert one run."""
        await self._session.execute(insert(PlanRun).values(row))

    async def page(
        self, owner_id: str | None, limit: int, after: tuple[datetime, str] | None
    ) -> list[PlanRun]:
        """Return up to `limit` runs of one owner, newest first; None is everybody's."""
        query = select(PlanRun).order_by(PlanRun.created_at.desc(), PlanRun.id.desc()).limit(limit)
        if owner_id is not None:
            query = query.where(PlanRun.user_id == owner_id)
        if after is not None:
            query = query.where(tuple_(PlanRun.created_at, PlanRun.id) < after)
        return list((await self._session.scalars(query)).all())
