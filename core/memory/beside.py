"""The store in a process of its own, with connections of its own.

mem0 is 100 MB that an API process has no room for. A search is a message there and back. A process
that dies is replaced at once. One that is silent is asked once more, and then ended: whoever waits
longer than he can has failed already, and the next is to find one that answers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context
from functools import lru_cache
from typing import Any

import structlog

from core.kernel.frames import Setting, packed
from core.kernel.thinker import Asking
from core.kernel.thinker_process import Job, LostError, Process
from core.memory.domain import Memory
from core.memory.here import StoreHere
from core.memory.store import Entry, Search, StoreError, StoreSetting

MODULE = "core.memory.beside"
_SAYS_SO_WITHIN_S = 1.0
_BEGUN_WITHIN_S = 30.0
_NICENESS = 0
"""Somebody waits for every search, and it takes milliseconds."""
_AGAIN_AFTER_S = 5.0
"""A process that lives no longer than this is not replaced before somebody asks for one."""

log = structlog.get_logger(__name__)


class StoreBeside:
    """Has a process keep and search memories; it is begun by `open`, else by who asks first."""

    def __init__(
        self, setting: StoreSetting, *, json_lines: bool, log_level: str, patience_s: float
    ) -> None:
        self._store = setting
        self._process_setting = Setting((MODULE,), _NICENESS, json_lines, log_level)
        self._patience_s = patience_s
        self._begun: asyncio.Task[Process] | None = None
        self._minding: set[asyncio.Task[None]] = set()
        self._ready: set[int] = set()
        self._loads_until = float("inf")
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Return the id of the process there is, if any."""
        process = self._present()
        return process.pid if process else None

    async def open(self) -> None:
        """Begin the process, and have it load what it needs."""
        await self._process()

    @property
    def is_loading(self) -> bool:
        """Say whether the process has begun lately, or not yet, and is not ready."""
        process = self._present()
        is_ready = process is not None and process.pid in self._ready
        return not is_ready and asyncio.get_running_loop().time() < self._loads_until

    async def search(self, search: Search) -> list[Memory]:
        """Return the nearest memories, the nearest first."""
        found: list[Memory] = await self._do(search_beside, search)
        return found

    async def write(self, entries: Sequence[Entry]) -> int:
        """Write what is not there yet; return how many that were."""
        number: int = await self._do(write_beside, entries)
        return number

    async def rewrite(self, memory_id: str, entry: Entry) -> None:
        """Put other words in the place of a memory's."""
        await self._do(rewrite_beside, memory_id, entry)

    async def close(self) -> None:
        """End the process, if there is one."""
        self._closed = True
        for task in self._minding:
            task.cancel()
        if self._begun is not None:
            await asyncio.wait([self._begun])
            with suppress(OSError):
                await self._begun.result().end()

    def _present(self) -> Process | None:
        begun = self._begun
        if begun is None or not begun.done() or begun.exception():
            return None
        process = begun.result()
        return None if process.is_gone else process

    async def _process(self) -> Process:
        if self._begun is None or (self._begun.done() and self._present() is None):
            self._begun = asyncio.create_task(self._begin(), context=Context())
        try:
            # Whoever had it begun may go away meanwhile: it is for all.
            return await asyncio.shield(self._begun)
        except OSError as error:
            log.warning("memory_process_not_started", error=str(error))
            raise StoreError("busy") from error

    async def _begin(self) -> Process:
        self._loads_until = asyncio.get_running_loop().time() + _BEGUN_WITHIN_S
        process = await Process.start(self._process_setting, self._patience_s)
        self._mind(self._watch(process))
        return process

    def _mind(self, work: Any) -> None:
        task = asyncio.create_task(work, context=Context())
        self._minding.add(task)
        task.add_done_callback(self._minding.discard)

    async def _watch(self, process: Process) -> None:
        """Note when a process is ready, and have another begin when it is gone."""
        began = asyncio.get_running_loop().time()
        with suppress(LostError, StoreError, TimeoutError):
            async with asyncio.timeout(_BEGUN_WITHIN_S):
                await process.do(self._job(open_beside))
                self._ready.add(process.pid)
        with suppress(LostError):
            await process.do(self._job(stay_beside))
        self._ready.discard(process.pid)
        lived_s = asyncio.get_running_loop().time() - began
        log.warning("memory_process_died", pid=process.pid, lived_s=round(lived_s, 1))
        if lived_s > _AGAIN_AFTER_S and not self._closed:
            with suppress(StoreError):
                await self._process()

    async def _do(self, work: Callable[..., Awaitable[Any]], *args: object) -> Any:
        process = await self._process()
        try:
            return await process.do(self._job(work, *args))
        except LostError as error:
            raise StoreError("process_lost") from error
        except asyncio.CancelledError:
            # Most likely it took too long; see whether anybody is there at all.
            if process.pid in self._ready and not self._closed:
                self._mind(self._doubt(process))
            raise

    async def _doubt(self, process: Process) -> None:
        with suppress(LostError):
            try:
                async with asyncio.timeout(_SAYS_SO_WITHIN_S):
                    await process.do(self._job(breathe_beside))
            except TimeoutError:
                log.warning("memory_process_silent", pid=process.pid)
                await process.end()

    def _job(self, work: Callable[..., Awaitable[Any]], *args: object) -> Job:
        body = packed((work, (self._store, *args), {}))
        return Job(work.__qualname__, body, converses=True, answers={})


async def open_beside(_: Asking, setting: StoreSetting) -> None:
    """Load mem0, in the process that has it."""
    await _opened(setting).load()


async def stay_beside(_: Asking, setting: StoreSetting) -> None:  # noqa: ARG001
    """Never return: whoever waits for this learns of the end of the process."""
    await asyncio.Event().wait()


async def breathe_beside(_: Asking, setting: StoreSetting) -> None:
    """Show that somebody is there."""


async def search_beside(_: Asking, setting: StoreSetting, search: Search) -> list[Memory]:
    """Search, in the process that has mem0."""
    return await _opened(setting).search(search)


async def write_beside(_: Asking, setting: StoreSetting, entries: Sequence[Entry]) -> int:
    """Write, in the process that has mem0."""
    return await _opened(setting).write(entries)


async def rewrite_beside(_: Asking, setting: StoreSetting, memory_id: str, entry: Entry) -> None:
    """Put other words in the place of a memory's, in the process that has mem0."""
    await _opened(setting).rewrite(memory_id, entry)


@lru_cache(maxsize=1)
def _opened(setting: StoreSetting) -> StoreHere:
    return StoreHere(setting)
