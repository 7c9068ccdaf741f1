"""Hears the rings: ARQ's worker with one function, started anew whatever Redis does to it."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import structlog
from arq.connections import ArqRedis
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func

from core.kernel.stopping import end, pause
from core.queue.arq_queue import HINT, REDIS_ERRORS, arq_client, from_json, to_json

_POLL_S = 0.1
_HINT_TIMEOUT_S = 10
"""A hint takes no time; a worker killed while it held one holds it for twice as long."""
_ANSWER_TIMEOUT_S = 5.0
_PAUSE_S = 1.0

log = structlog.get_logger(__name__)


class Bell:
    """Calls `on_ring` for every hint it takes, and takes none while `has_room` says no.

    Hints that are not taken stay for other workers.
    """

    def __init__(
        self, redis_url: str, *, on_ring: Callable[[], None], has_room: Callable[[], bool]
    ) -> None:
        self._redis_url = redis_url
        self._on_ring = on_ring
        self._has_room = has_room
        self._silent = False
        self._stopping = asyncio.Event()

    async def serve(self) -> None:
        """Listen until stopped.

        ARQ's worker ends at the first trouble with Redis, and at an entry it cannot read. A new
        one begins a second later; until then the sweeper finds what there is to do.
        """
        while not self._stopping.is_set():
            client = arq_client(self._redis_url, timeout_s=_ANSWER_TIMEOUT_S)
            try:
                await self._listen(client)
            except Exception as error:
                self._report(error)
            finally:
                await client.aclose(close_connection_pool=True)
            await pause(self._stopping, _PAUSE_S)

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopping.set()

    def worker(self, client: ArqRedis) -> Worker:
        """Return an ARQ worker that listens through `client`."""
        hear = cast(WorkerCoroutine, self._hear)  # ARQ's type wants any arguments whatever
        return _Listener(
            self._has_room,
            functions=[func(hear, name=HINT, timeout=_HINT_TIMEOUT_S)],
            redis_pool=client,
            job_serializer=to_json,
            job_deserializer=from_json,
            on_startup=self._connected,
            max_jobs=1,
            poll_delay=_POLL_S,
            max_tries=1,
            retry_jobs=False,
            keep_result=0,
            log_results=False,
            handle_signals=False,
        )

    async def _listen(self, client: ArqRedis) -> None:
        worker = self.worker(client)
        hearing = asyncio.create_task(worker.async_run())
        told = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({hearing, told}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(told, hearing)
            await end(*worker.tasks.values())
        if not hearing.cancelled():
            hearing.result()  # raises what ended it

    def _report(self, error: Exception) -> None:
        if not isinstance(error, REDIS_ERRORS):
            log.error("bell_broke", exc_info=error)
        elif not self._silent:
            log.warning("bell_lost", error=repr(error))
        self._silent = True

    async def _hear(self, _: dict[Any, Any], task_id: str) -> None:
        log.debug("bell_rung", task_id=task_id)
        self._on_ring()

    async def _connected(self, _: dict[Any, Any]) -> None:
        if self._silent:
            log.info("bell_back")
        self._silent = False
        self._on_ring()


class _Listener(Worker):
    """Leaves hints to other workers while there is nobody to act on them."""

    def __init__(self, has_room: Callable[[], bool], **options: Any) -> None:
        super().__init__(**options)
        self._has_room = has_room

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        if self._has_room():
            await super().start_jobs(job_ids)
