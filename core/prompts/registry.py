"""Where prompts come from: memory, else the database, else what came with the product."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from core.kernel.errors import AppError
from core.prompts.defaults import builtin_prompts
from core.prompts.domain import Prompt

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """A text that people put in the place of a built-in one."""

    number: int
    content: str


class StoreFailedError(Exception):
    """What people wrote could not be read."""


class PromptStore(Protocol):
    """Keeps what people wrote."""

    async def in_force(self) -> Mapping[str, InForce]:
        """Return the texts that stand in place of built-in ones, by key.

        Raises:
            StoreFailedError: They could not be read.
        """
        ...


class PromptRegistry:
    """Gives prompts by key; without a store those that came with the product.

    What the store has is read as a whole and kept for `ttl_s`; `drop` lets the next who asks read
    it again. A store that fails leaves what was known, and is asked again after a short while.
    """

    RETRY_S = 5.0

    def __init__(
        self,
        store: PromptStore | None = None,
        *,
        ttl_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._ttl_s = ttl_s
        self._clock = clock
        self._texts: Mapping[str, InForce] = {}
        self._fresh_until = float("-inf")
        self._changes = 0
        self._reading = asyncio.Lock()

    async def get(self, key: str) -> Prompt:
        """Return the prompt in force.

        Raises:
            KeyError: No prompt has this key.
        """
        builtin = builtin_prompts()[key]
        if self._store is not None and self._clock() >= self._fresh_until:
            await self._refresh(self._store)
        text = self._texts.get(key)
        # A text of an older product may have holes that nobody fills today.
        if text is None or not builtin.takes(text.content):
            return builtin
        return builtin.edited(text.number, text.content)

    def drop(self) -> None:
        """Have the store read again by whoever asks next: something in it was changed."""
        self._changes += 1
        self._fresh_until = float("-inf")

    async def _refresh(self, store: PromptStore) -> None:
        async with self._reading:
            while self._clock() >= self._fresh_until:
                changes = self._changes
                life_s = self._ttl_s
                try:
                    self._texts = await store.in_force()
                except (AppError, StoreFailedError) as error:
                    log.warning("prompts_not_read", reason=str(error))
                    life_s = min(self.RETRY_S, self._ttl_s)
                if self._ttl_s <= 0:
                    return
                if changes == self._changes:  # else it may have been read just before the change
                    self._fresh_until = self._clock() + life_s
