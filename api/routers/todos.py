"""To-dos of a trip, and the tasks that make them and work through them.

Every change of a to-do sends the version it has seen as `If-Match`. A change that breaks a rule of
the tree (no circle, four levels, due before its day) is refused with the field and the rule.
"""
# ruff: noqa: FAST003 - `Seen` takes `todo_id` from the path

from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request, Response

from api.accepting import ACCEPTED, NOT_TAKEN, accepted
from api.answers import ok
from api.deps import CurrentUser, Services
from api.idempotency import HeaderKey
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures, language_of
from api.versions import SeenVersion, etag
from core.kernel.errors import (
    ConflictError,
    NotFoundError,
    VersionMismatchError,
    VersionRequiredError,
)
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskAccepted
from core.schemas.todos import DecomposeIn, ExecuteIn, TodoEdit, TodoIn, TodoOut, TodoTree
from core.tasks.admission import one_request_id
from core.todos.service import SeenTodo

WishT = TypeVar("WishT", DecomposeIn, ExecuteIn)

router = APIRouter(tags=["todos"])

_READ = (*SIGNED_IN, *WITH_INPUT, NotFoundError)
_CHANGE = (*_READ, VersionRequiredError, VersionMismatchError)
_SUBMIT = (*_READ, *WITH_BODY, *NOT_TAKEN)


async def _seen_todo(todo_id: str, user: CurrentUser, version: SeenVersion) -> SeenTodo:
    return SeenTodo(user.id, todo_id, version)


Seen = Annotated[SeenTodo, Depends(_seen_todo)]


@router.get("/api/trips/{trip_id}/todos", responses=failures(*_READ))
async def list_todos(
    trip_id: str, request: Request, user: CurrentUser, services: Services
) -> Envelope[TodoTree]:
    """Show all to-dos of a trip, 200 at most, with what is wrong with them by now."""
    language = language_of(request.headers.get("accept-language", ""))
    return ok(await services.todos.read(user.id, trip_id, language))


@router.post(
    "/api/trips/{trip_id}/todos",
    status_code=201,
    responses=failures(*_READ, *WITH_BODY, ConflictError),
)
async def create_todo(
    trip_id: str, body: TodoIn, user: CurrentUser, services: Services, response: Response
) -> Envelope[TodoOut]:
    """Add a to-do of one's own; what a model makes later leaves it alone."""
    todo = await services.todos.create(user.id, trip_id, body)
    response.headers["Location"] = f"/api/todos/{todo.id}"
    return _tagged(response, todo)


@router.get("/api/todos/{todo_id}", responses=failures(*_READ))
async def get_todo(
    todo_id: str, user: CurrentUser, services: Services, response: Response
) -> Envelope[TodoOut]:
    """Show one to-do."""
    return _tagged(response, await services.todos.get(user.id, todo_id))


@router.patch("/api/todos/{todo_id}", responses=failures(*_CHANGE, *WITH_BODY))
async def edit_todo(
    body: TodoEdit, seen: Seen, services: Services, response: Response
) -> Envelope[TodoOut]:
    """Change, tick off or move a to-do; it moves with everything below it."""
    return _tagged(response, await services.todos.edit(seen, body))


@router.delete("/api/todos/{todo_id}", status_code=204, responses=failures(*_CHANGE))
async def delete_todo(seen: Seen, services: Services) -> None:
    """Delete a to-do with everything below it."""
    await services.todos.delete(seen)


@router.post(
    "/api/trips/{trip_id}/decompose",
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_SUBMIT) | ACCEPTED,
)
async def decompose_trip(
    trip_id: str, body: DecomposeIn, user: CurrentUser, services: Services, key: HeaderKey
) -> Response:
    """Break a trip down into to-dos, as a task.

    It replaces what an earlier one has made and nobody has touched since; what somebody has made,
    changed, ticked off or had done stays.
    """
    return accepted(await services.todo_work.submit_trip(user.id, trip_id, _keyed(body, key)))


@router.post(
    "/api/todos/{todo_id}/decompose",
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_SUBMIT, ConflictError) | ACCEPTED,
)
async def decompose_todo(
    todo_id: str, body: DecomposeIn, user: CurrentUser, services: Services, key: HeaderKey
) -> Response:
    """Break one to-do down, as a task; not one on the fourth level."""
    return accepted(await services.todo_work.submit_branch(user.id, todo_id, _keyed(body, key)))


@router.post(
    "/api/trips/{trip_id}/execute",
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_SUBMIT) | ACCEPTED,
)
async def execute_trip(
    trip_id: str, body: ExecuteIn, user: CurrentUser, services: Services, key: HeaderKey
) -> Response:
    """Work through the to-dos a tool can do, in the order of what they wait for, as a task.

    It goes on after a failed one and skips what waits for it; failed ones are tried again.
    """
    return accepted(await services.todo_work.submit_execution(user.id, trip_id, _keyed(body, key)))


def _keyed(body: WishT, key: str | None) -> WishT:
    return body.model_copy(update={"request_id": one_request_id(body.request_id, key)})


def _tagged(response: Response, todo: TodoOut) -> Envelope[TodoOut]:
    response.headers["ETag"] = etag(todo.version)
    return ok(todo)
