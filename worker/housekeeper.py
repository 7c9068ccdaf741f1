"""Does the work that comes round, in a loop of its own: a long one must not delay a rescue."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.kernel.errors import AppError
from core.kernel.stopping import end, pause
from core.tasks.periodic import PeriodicWork

_LOOK_EVERY_S = 5.0

log = structlog.get_logger(__name__)


class Housekeeper:
    """Looks every five seconds for what is due. Stopping does not wait for what it is at."""

    def __init__(self, work: PeriodicWork) -> None:
        self._work = work
        self._stopping = asyncio.Event()

    async def serve(self) -> None:
        """Do what is due until stopped."""
        working = asyncio.create_task(self._keep_house())
        await self._stopping.wait()
        await end(working)

    def stop(self) -> None:
        """Let `serve` return; what is cut off is due again."""
        self._stopping.set()

    async def _keep_house(self) -> None:
        while True:
            try:
                await self._work.run_due()
            except (AppError, SQLAlchemyError) as error:
                log.warning("periodic_work_waits", error=repr(error))
            await pause(self._stopping, _LOOK_EVERY_S)
