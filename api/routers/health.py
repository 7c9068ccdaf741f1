"""Whether the process lives, whether it can serve, and what ails it."""

from importlib.metadata import version

from fastapi import APIRouter

from api.answers import ok
from api.deps import Operator, Services
from api.health import check_all, check_essentials, worst
from api.problems import SIGNED_IN, failures
from core.kernel.errors import DependencyDownError, ForbiddenError
from core.schemas.admin import HealthOut
from core.schemas.envelope import Envelope
from core.schemas.health import LiveOut, ReadyOut

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> Envelope[LiveOut]:
    """Tell that the process answers; nothing else is asked."""
    return ok(LiveOut())


@router.get("/readyz")
async def readyz(services: Services) -> Envelope[ReadyOut]:
    """Tell whether requests can be served; 503 where PostgreSQL is away."""
    found = await check_essentials(services)
    states = {each.name: each.state for each in found}
    if worst(found) == "down":
        raise DependencyDownError("Requests cannot be served now", data={"dependencies": states})
    return ok(ReadyOut(state=worst(found), dependencies=states))


@router.get("/admin/health", responses=failures(*SIGNED_IN, ForbiddenError))
async def read_health(_: Operator, services: Services) -> Envelope[HealthOut]:
    """Tell how everything is that the product stands on, and what to do about it."""
    found = await check_all(services)
    return ok(HealthOut(state=worst(found), version=version("tripwright"), dependencies=found))
