"""Values kept in this process for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
Monotonic = Callable[[], float]
"""Returns seconds that never go back."""


class ExpiringCache(Generic[KeyT, ValueT]):
    """Keeps what was loaded for `life_s` seconds; other processes' changes show after that.

    Whoever comes while a value is being loaded waits for that one.
    """

    def __init__(self, life_s: float, monotonic: Monotonic) -> None:
        self._life_s = life_s
        self._monotonic = monotonic
        self._kept: dict[KeyT, tuple[float, ValueT]] = {}
        self._loading: dict[KeyT, asyncio.Task[ValueT]] = {}

    async def get(self, key: KeyT, load: Callable[[], Awaitable[ValueT]]) -> ValueT:
        """Return what is kept for `key`, loaded first where it is missing or too old."""
        kept = self._kept.get(key)
        if kept is not None and self._monotonic() < kept[0]:
            return kept[1]
        loading = self._loading.get(key)
        if loading is None:
            loading = asyncio.create_task(self._load(key, load))
            # Looked at, else asyncio reports a failure nobody waited for.
            loading.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._loading[key] = loading
        # Whoever came first may go away meanwhile: it is for all.
        return await asyncio.shield(loading)

    def clear(self) -> None:
        """Forget everything, what is being loaded too."""
        self._kept.clear()
        self._loading.clear()

    async def _load(self, key: KeyT, load: Callable[[], Awaitable[ValueT]]) -> ValueT:
        until = self._monotonic() + self._life_s
        me = asyncio.current_task()
        try:
            value = await load()
            if self._loading.get(key) is me:  # else what is kept was cleared since
                self._kept[key] = (until, value)
            return value
        finally:
            if self._loading.get(key) is me:
                del self._loading[key]
