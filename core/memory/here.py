"""The store in threads of this process: for programs that may be as large as mem0 makes them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from core.memory.domain import Memory
from core.memory.mem0_store import Mem0Store
from core.memory.store import Entry, Search, StoreSetting

P = ParamSpec("P")
T = TypeVar("T")


class StoreHere:
    """Opens mem0 at the first call."""

    def __init__(self, setting: StoreSetting) -> None:
        self._setting = setting
        self._opening: asyncio.Future[Mem0Store] | None = None

    async def open(self) -> None:
        """Do nothing: what is large is loaded for who asks first."""

    @property
    def is_loading(self) -> bool:
        """Say whether who searches waits for mem0."""
        return self._opening is None or not self._opening.done()

    async def load(self) -> None:
        """Import mem0 and make its connections ready."""
        await self._store()

    async def search(self, search: Search) -> list[Memory]:
        """Return the nearest memories, the nearest first."""
        return await self._do(Mem0Store.search, search)

    async def write(self, entries: Sequence[Entry]) -> int:
        """Write what is not there yet; return how many that were."""
        return await self._do(Mem0Store.write, entries)

    async def rewrite(self, memory_id: str, entry: Entry) -> None:
        """Put other words in the place of a memory's."""
        await self._do(Mem0Store.rewrite, memory_id, entry)

    async def close(self) -> None:
        """Close the connections."""
        if self._opening is not None:
            store = await self._opening
            await asyncio.to_thread(store.close)

    async def _store(self) -> Mem0Store:
        if self._opening is None:
            self._opening = asyncio.ensure_future(asyncio.to_thread(Mem0Store, self._setting))
        # Whoever had it opened may go away meanwhile: it is for all.
        return await asyncio.shield(self._opening)

    async def _do(self, work: Callable[..., T], *args: object) -> T:
        store = await self._store()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(store.threads, work, store, *args)
