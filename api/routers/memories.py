"""What is remembered of whoever asks: listed, changed and forgotten."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.answers import ok
from api.deps import CurrentUser, Paging, Services
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures
from core.kernel.errors import ConflictError, MalformedError, NotFoundError
from core.memory.repository import Which
from core.schemas.envelope import Envelope, Page
from core.schemas.memories import Forgotten, MemoryEdit, MemoryLevel, MemoryOut, PreferencesOut

router = APIRouter(prefix="/api/ai/memories", tags=["memories"])


async def _which(
    level: Annotated[MemoryLevel | None, Query(description="Only those of this level.")] = None,
    trip_id: Annotated[
        str | None, Query(max_length=64, description="Only those of this trip.")
    ] = None,
    session_id: Annotated[
        str | None, Query(max_length=64, description="Only those of this conversation.")
    ] = None,
) -> Which:
    return Which(level, trip_id, session_id)


_Which = Annotated[Which, Depends(_which)]


@router.get("", responses=failures(*SIGNED_IN, *WITH_INPUT, MalformedError))
async def list_memories(
    page: Paging,
    user: CurrentUser,
    services: Services,
    which: _Which,
    q: Annotated[str | None, Query(max_length=200, description="Only those that say this.")] = None,
) -> Envelope[Page[MemoryOut]]:
    """List what is remembered of one, the newest first."""
    found = await services.memory.list_memories(
        user.id, which.saying(q), limit=page.limit, cursor=page.cursor
    )
    return ok(found)


@router.delete("", responses=failures(*SIGNED_IN, *WITH_INPUT))
async def forget_memories(
    user: CurrentUser, services: Services, which: _Which
) -> Envelope[Forgotten]:
    """Forget everything, or everything of a level, a trip or a conversation; say how much."""
    return ok(Forgotten(count=await services.memory.forget_all(user.id, which)))


@router.get("/preferences", responses=failures(*SIGNED_IN))
async def list_preferences(user: CurrentUser, services: Services) -> Envelope[PreferencesOut]:
    """List what one prefers on every trip, each with the memory it comes from."""
    return ok(await services.memory.list_preferences(user.id))


@router.patch(
    "/{memory_id}", responses=failures(*SIGNED_IN, *WITH_BODY, NotFoundError, ConflictError)
)
async def edit_memory(
    memory_id: str, body: MemoryEdit, user: CurrentUser, services: Services
) -> Envelope[MemoryOut]:
    """Put other words in the place of a memory's; what they prefer is read anew."""
    return ok(await services.memory.edit(user.id, memory_id, body.text))


@router.delete(
    "/{memory_id}", status_code=204, responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError)
)
async def forget_memory(memory_id: str, user: CurrentUser, services: Services) -> Response:
    """Forget one memory."""
    await services.memory.forget(user.id, memory_id)
    return Response(status_code=204)
