"""Values kept in this process for a while."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
Monotonic = Callable[[], float]
"""Returns seconds that never go back."""


class ExpiringCache(Generic[KeyT, ValueT]):
    """Keeps what was loaded for `life_s` seconds; other processes' changes show after that."""

    def __init__(self, life_s: float, monotonic: Monotonic) -> None:
        self._life_s = life_s
        self._monotonic = monotonic
        self._kept: dict[KeyT, tuple[float, ValueT]] = {}

    async def get(self, key: KeyT, load: Callable[[], Awaitable[ValueT]]) -> ValueT:
        """Return what is kept for `key`, loaded first where it is missing or too old."""
        now = self._monotonic()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = await load()
        self._kept[key] = (now + self._life_s, value)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
