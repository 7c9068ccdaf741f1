"""The workers there are, as rows they keep fresh themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.task import Worker
from core.tasks.figures import ALIVE_FOR
from core.tasks.statements import db_now

_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkerBeat:
    """A worker that lives: what it serves, how much of it, and how busy its loop is."""

    worker_id: str
    host: str
    pid: int
    version: str
    kinds: Sequence[str]
    size: int
    running: int = 0
    loop_lag_ms: int = 0


class WorkerRepository:
    """The statements on `workers`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def leave(self, beat: WorkerBeat) -> None:
        """Say that a worker is alive, and forget those that have been silent for a day."""
        row = insert(Worker).values(
            id=beat.worker_id,
            host=beat.host,
            pid=beat.pid,
            version=beat.version,
            kinds=list(beat.kinds),
            size=beat.size,
            running=beat.running,
            loop_lag_ms=beat.loop_lag_ms,
            started_at=db_now(),
            beat_at=db_now(),
        )
        fresh = {name: row.excluded[name] for name in ("running", "loop_lag_ms", "beat_at")}
        await self._session.execute(
            row.on_conflict_do_update(index_elements=[Worker.id], set_=fresh)
        )
        await self._session.execute(
            delete(Worker).where(Worker.beat_at < db_now() - _FORGOTTEN_AFTER)
        )

    async def withdraw(self, worker_id: str) -> None:
        """Say that a worker has ended."""
        await self._session.execute(delete(Worker).where(Worker.id == worker_id))

    async def list_alive(self, host: str | None = None) -> list[Worker]:
        """Return the workers alive within the last minute by id, of one host or of all."""
        query = select(Worker).where(Worker.beat_at > db_now() - ALIVE_FOR).order_by(Worker.id)
        if host is not None:
            query = query.where(Worker.host == host)
        return list(await self._session.scalars(query))
