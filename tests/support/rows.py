"""How many rows there are, to show that nothing was written, or just what was promised."""

from sqlalchemy import func, select

from core.db.engine import Transaction
from core.db.models.plan import AiCall, PlanRun
from core.db.models.task import AiTask
from core.db.models.trip import DayCard, SubTrip, Trip

_TABLES = (Trip, DayCard, SubTrip, PlanRun, AiTask, AiCall)
NOTHING: dict[str, int] = {table.__tablename__: 0 for table in _TABLES}


async def counted(transaction: Transaction) -> dict[str, int]:
    """Return the number of rows of each table that asking for a plan may write to."""
    async with transaction() as session:
        return {
            table.__tablename__: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in _TABLES
        }


async def runs(transaction: Transaction) -> list[PlanRun]:
    """Return the books of plans, oldest first."""
    async with transaction() as session:
        return list(await session.scalars(select(PlanRun).order_by(PlanRun.created_at)))


async def calls(transaction: Transaction) -> list[AiCall]:
    """Return the books of model calls, oldest first."""
    async with transaction() as session:
        return list(await session.scalars(select(AiCall).order_by(AiCall.created_at, AiCall.id)))
