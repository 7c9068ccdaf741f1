"""Looking at long work."""

from fastapi import APIRouter

from api.answers import ok
from api.deps import CurrentUser, Services
from api.problems import SIGNED_IN, WITH_INPUT, failures
from core.kernel.errors import NotFoundError
from core.schemas.accounts import Role
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskOut

router = APIRouter(tags=["tasks"])


@router.get(
    "/api/ai/plan/tasks/{task_id}", responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError)
)
async def get_plan_task(task_id: str, user: CurrentUser, services: Services) -> Envelope[TaskOut]:
    """Tell how a task stands. One that failed is a 200 as well: its error is inside."""
    owner_id = None if user.role.includes(Role.OPERATOR) else user.id
    return ok(await services.tasks.get(owner_id, task_id))
