"""Whether the process lives, whether it can serve, and what ails it."""

from fastapi import APIRouter

from api.answers import ok
from core.schemas.envelope import Envelope, WireModel

router = APIRouter(tags=["health"])


class LiveOut(WireModel):
    """The process answers."""

    state: str = "ok"


@router.get("/livez")
async def livez() -> Envelope[LiveOut]:
    """Tell that the process answers; nothing else is asked."""
    return ok(LiveOut())
