"""Hears what is shouted to all workers, and listens again whatever becomes of Redis."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from core.kernel.stopping import end, pause
from core.queue.arq_queue import REDIS_ERRORS
from core.queue.control import CONTROL, listening

_PAUSE_S = 1.0

log = structlog.get_logger(__name__)


class Listener:
    """Calls `on_wake` where there is work, and `on_control` for a task of which something is asked.

    While Redis is away sweeps and beats find the same.
    """

    def __init__(
        self,
        redis_url: str,
        *,
        on_wake: Callable[[], None],
        on_control: Callable[[str], Awaitable[None]],
    ) -> None:
        self._redis_url = redis_url
        self._on_wake = on_wake
        self._on_control = on_control
        self._silent = False
        self._stopping = asyncio.Event()

    async def serve(self) -> None:
        """Listen until stopped."""
        told = asyncio.create_task(self._stopping.wait())
        while not self._stopping.is_set():
            hearing = asyncio.create_task(self._listen())
            await asyncio.wait({hearing, told}, return_when=asyncio.FIRST_COMPLETED)
            await end(hearing)
            if not hearing.cancelled() and (error := hearing.exception()):
                self._report(error)
            await pause(self._stopping, _PAUSE_S)
        await end(told)

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()

    async def _listen(self) -> None:
        async with listening(self._redis_url) as ear:
            if self._silent:
                log.info("listener_back")
            self._silent = False
            self._on_wake()  # for what was shouted while nobody heard it
            while True:
                shout = await ear.hear()
                if shout is None:
                    continue
                if shout.channel == CONTROL:
                    await self._on_control(shout.task_id)
                else:
                    self._on_wake()

    def _report(self, error: BaseException) -> None:
        if not isinstance(error, REDIS_ERRORS):
            log.error("listener_broke", exc_info=error)
        elif not self._silent:
            log.warning("listener_lost", error=repr(error))
        self._silent = True
