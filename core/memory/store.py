"""Where memories are kept and searched: what is asked of such a place, and how it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.llm.embeddings import Vector
from core.memory.domain import Kind, Level, Memory, Note, Remembered
from core.memory.preferences import Preference, Slot


class StoreError(Exception):
    """Nothing could be looked for or written; `why` is what `Recalled.failed` says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class SameWordsError(Exception):
    """The same words are remembered already."""


class GoneError(Exception):
    """What was to be changed is not there any more, or what it belongs to is not."""


@dataclass(frozen=True, slots=True)
class StoreSetting:
    """What a store needs to know: an address of PostgreSQL as libpq takes it, a folder of its own.

    `timeout_ms` is the longest one statement may take.
    """

    conninfo: str
    folder: str
    connections: int
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; `vector` is None where the store is to hash the words itself."""

    who: Remembered
    words: str
    top_k: int
    now: datetime
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A note as it is written: for whom, said when and in which turn; `vector` as in a search."""

    who: Remembered
    note: Note
    said_at: datetime
    embedder: str
    turn_id: str | None = None
    vector: Vector | None = None


class Store(Protocol):
    """Keeps memories. Everything but `open` and `close` raises `StoreError` where it cannot."""

    async def open(self) -> None:
        """Begin what takes time to begin; nobody has to."""
        ...

    @property
    def is_loading(self) -> bool:
        """Say whether who searches waits for what is large and on its way into memory."""
        ...

    async def search(self, search: Search) -> list[Memory]:
        """Return the nearest memories, the nearest first."""
        ...

    async def write(self, entries: Sequence[Entry]) -> int:
        """Write what is not there yet; return how many that were."""
        ...

    async def rewrite(self, memory_id: str, entry: Entry) -> None:
        """Put other words in the place of a memory's.

        Raises:
            GoneError: It is not there any more.
            SameWordsError: Another memory has these words.
        """
        ...

    async def close(self) -> None:
        """Give back what is held."""
        ...


def payload_of(entry: Entry) -> dict[str, Any]:
    """Return what is kept with the words of a note; ids are there only as far as it reaches."""
    note, who = entry.note, entry.who
    reach = {Level.TRIP: {"trip_id": who.trip_id}, Level.SESSION: {"session_id": who.session_id}}
    return {
        "level": note.level.value,
        "kind": note.kind.value,
        "said_at": entry.said_at.timestamp(),
        "embedder": entry.embedder,
        "turn_id": entry.turn_id,
        "preferences": [
            {"slot": one.slot.value, "value": one.value, "holds": one.holds}
            for one in note.preferences
        ],
        **reach.get(note.level, {}),
    }


def memory_of(
    memory_id: str, payload: dict[str, Any], said_at: datetime, text: str, score: float = 0.0
) -> Memory:
    """Return the memory that was kept with a payload."""
    return Memory(
        id=memory_id,
        text=text,
        level=Level(payload["level"]),
        kind=Kind(payload["kind"]),
        trip_id=payload.get("trip_id"),
        session_id=payload.get("session_id"),
        said_at=said_at,
        score=score,
        preferences=tuple(
            Preference(Slot(one["slot"]), one["value"], one["holds"])
            for one in payload["preferences"]
        ),
    )
