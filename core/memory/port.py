"""What the rest of the product asks of the memory; `core.memory.service` is the one that can."""

from typing import Protocol

from core.memory.domain import Recalled, Remembered, TurnSaid
from core.memory.preferences import Preferences


class MemoryPort(Protocol):
    """Remembers travellers."""

    async def recall(self, who: Remembered, words: str, top_k: int) -> Recalled:
        """Return the memories nearest to some words, of everything `who` reaches.

        That is the traveller's own level, that of the trip, and that of the session. It never
        raises and takes 1.5 s at most: what went wrong is in `failed`, with no memories.
        """
        ...

    async def remember(self, turn: TurnSaid) -> None:
        """Write down what is worth remembering of a turn whose row says `pending`.

        The row says `written` afterwards. What cannot be written now stays pending, and the
        worker's sweep tries again; it never raises. The same turn twice is remembered once.
        """
        ...

    async def preferences(self, user_id: str, trip_id: str | None = None) -> Preferences:
        """Return what holds of a traveller, and what was said for one trip alone.

        Raises:
            DependencyDownError: The database does not answer.
        """
        ...


class NoMemory:
    """Remembers nothing: for programs without a database."""

    async def recall(self, who: Remembered, words: str, top_k: int) -> Recalled:  # noqa: ARG002
        """Return nothing."""
        return Recalled()

    async def remember(self, turn: TurnSaid) -> None:
        """Let a turn be forgotten."""

    async def preferences(self, user_id: str, trip_id: str | None = None) -> Preferences:  # noqa: ARG002
        """Return none."""
        return Preferences()
