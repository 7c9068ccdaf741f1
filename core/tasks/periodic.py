"""Work that comes round: done by whichever worker looks first, and made up where it was missed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Transaction
from core.db.models.task import Maintenance
from core.tasks.statements import db_now

_HOLD = timedelta(minutes=10)
"""Work that fails, or takes its worker with it, comes round again after so long at most."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work to be done once in `every`, for all workers together.

    It may be cut off anywhere and begun again, and it may rarely run twice at a time (a worker that
    was frozen in the middle of it): each of its transactions must be harmless to repeat.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class PeriodicWork:
    """Does what is due; the table `maintenance` says what was done when, by the database's clock.

    Whoever begins something puts its next time off by `every`, or by ten minutes where that is
    less, and once more by `every` when it is done. A night without workers is made up in the
    morning, once.
    """

    def __init__(self, transaction: Transaction, works: Sequence[Periodic]) -> None:
        self._transaction = transaction
        self._works = works

    async def run_due(self) -> list[str]:
        """Do what is due, one after the other, and return the names of what was done well.

        What goes wrong with one touches no other.

        Raises:
            DependencyDownError: PostgreSQL cannot say what is due.
        """
        return [
            work.name for work in self._works if await self._begin(work) and await self._do(work)
        ]

    async def _begin(self, work: Periodic) -> bool:
        """Say whether `work` is due and nobody else has begun it."""
        due_again = db_now() - work.every + min(work.every, _HOLD)
        begun = insert(Maintenance).values(name=work.name, last_done=due_again)
        begun = begun.on_conflict_do_update(
            index_elements=[Maintenance.name],
            set_={"last_done": begun.excluded.last_done},
            where=Maintenance.last_done <= db_now() - work.every,
        )
        if not await self._is_due(work):  # without a row lock, as it mostly is not
            return False
        async with self._transaction() as session:
            return await session.scalar(begun.returning(Maintenance.name)) is not None

    async def _is_due(self, work: Periodic) -> bool:
        last_done = select(Maintenance.last_done).where(Maintenance.name == work.name)
        due = func.coalesce(last_done.scalar_subquery() <= db_now() - work.every, literal(True))
        async with self._transaction() as session:
            return bool(await session.scalar(select(due)))

    async def _do(self, work: Periodic) -> bool:
        try:
            await work.run()
            async with self._transaction() as session:
                finished = insert(Maintenance).values(name=work.name, last_done=db_now())
                await session.execute(
                    finished.on_conflict_do_update(
                        index_elements=[Maintenance.name],
                        set_={"last_done": finished.excluded.last_done},
                    )
                )
        except Exception:
            log.exception("periodic_work_failed", work=work.name)
            return False
        log.debug("periodic_work_done", work=work.name)
        return True
