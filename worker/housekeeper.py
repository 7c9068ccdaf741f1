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
    """Looks every five seconds for what is due. Stopping does not wait for what it is at.

    It begins by waiting: what it does may ask which workers live, and ours must have said so.
    """

    def __init__(self, work: PeriodicWork, *, look_every_s: float = _LOOK_EVERY_S) -> None:
        self._work = work
        self._look_every_s = look_every_s
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
            await pause(self._stopping, self._look_every_s)
            try:
                await self._work.run_due()
            except (AppError, SQLAlchemyError) as error:
                log.warning("periodic_work_waits", error=repr(error))
