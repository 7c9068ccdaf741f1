"""What is remembered of whoever asks: listed, changed and forgotten."""

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.envelope import Envelope, Page
from core.schemas.memories import Forgotten, MemoryEdit, MemoryLevel, MemoryOut, PreferencesOut

_MEMORIES = "/api/ai/memories"


def memories(
    *,
    limit: int = 20,
    cursor: str | None = None,
    level: MemoryLevel | None = None,
    trip_id: str | None = None,
    session_id: str | None = None,
    q: str | None = None,
) -> Call[Page[MemoryOut]]:
    """Ask for a page of what is remembered, the newest first."""
    query = given(
        limit=limit, cursor=cursor, level=level, trip_id=trip_id, session_id=session_id, q=q
    )
    return Call("GET", _MEMORIES, Envelope[Page[MemoryOut]], query=query)


def edit_memory(memory_id: str, body: MemoryEdit) -> Call[MemoryOut]:
    """Put other words in the place of a memory's."""
    path = path_of(_MEMORIES, memory_id)
    return Call("PATCH", path, Envelope[MemoryOut], body=changed(body))


def forget_memory(memory_id: str) -> Call[None]:
    """Forget one memory."""
    return Call("DELETE", path_of(_MEMORIES, memory_id), Envelope[None])


def forget_memories(
    *,
    level: MemoryLevel | None = None,
    trip_id: str | None = None,
    session_id: str | None = None,
) -> Call[Forgotten]:
    """Forget everything, or everything of a level, a trip or a conversation."""
    query = given(level=level, trip_id=trip_id, session_id=session_id)
    return Call("DELETE", _MEMORIES, Envelope[Forgotten], query=query)


def preferences() -> Call[PreferencesOut]:
    """Ask for what one prefers on every trip."""
    return Call("GET", f"{_MEMORIES}/preferences", Envelope[PreferencesOut])
