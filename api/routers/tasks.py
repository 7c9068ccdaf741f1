"""Long work: how it stands, what there is of it, ending it, trying it again."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AwareDatetime

from api.accepting import ACCEPTED, NOT_TAKEN, accepted
from api.answers import ok
from api.deps import CurrentUser, Paging, Services, SignedIn
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures, problem_of
from core.accounts.domain import User
from core.kernel.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidRequestError,
    MalformedError,
    NotFoundError,
    TaskEndedError,
)
from core.schemas.accounts import Role
from core.schemas.envelope import Envelope, Page
from core.schemas.tasks import (
    BatchItem,
    BatchOutcome,
    JobType,
    TaskAccepted,
    TaskBatch,
    TaskBatchOut,
    TaskCancel,
    TaskOut,
    TaskStats,
    TaskStatus,
    TaskSummary,
    TaskView,
)
from core.tasks.batch import BatchCaller, Done, cancel_status
from core.tasks.cancelling import Wish
from core.tasks.kinds import KINDS
from core.tasks.queries import MAX_OFFSET, TaskFilter

router = APIRouter(tags=["tasks"])

_READ = (*SIGNED_IN, *WITH_INPUT)
_ASKED_TO_END: dict[int | str, dict[str, Any]] = {
    202: {"model": Envelope[TaskOut], "description": "Its worker was asked to end it"}
}

_TaskId = Annotated[str, Path(max_length=64)]
_Word = Annotated[str | None, Query(max_length=128)]


def owner_of(user: User) -> str | None:
    """Return whose tasks somebody may see: their own, or everybody's (None) for an operator."""
    return None if user.role.includes(Role.OPERATOR) else user.id


async def _filter(
    caller: CurrentUser,
    status: Annotated[
        list[TaskStatus] | None, Query(max_length=len(TaskStatus), description="One or several.")
    ] = None,
    kind: _Word = None,
    request_id: _Word = None,
    trace_id: _Word = None,
    batch_id: _Word = None,
    parent_id: _Word = None,
    user: Annotated[
        str | None, Query(max_length=64, description="Whose; others than oneself for operators.")
    ] = None,
    created_from: AwareDatetime | None = None,
    created_to: Annotated[AwareDatetime | None, Query(description="Excluded.")] = None,
    q: Annotated[
        str | None,
        Query(max_length=100, description="Part of what was asked, of its error, or of an id."),
    ] = None,
) -> TaskFilter:
    if user not in {None, caller.id} and owner_of(caller) is not None:
        raise ForbiddenError("user: only operators look at the tasks of others")
    since, until = (
        _in_database("created_from", created_from),
        _in_database("created_to", created_to),
    )
    if since is not None and until is not None and until <= since:
        raise _invalid_query("created_to", "must be after created_from")
    return TaskFilter(
        owner_id=user or owner_of(caller),
        statuses=tuple(sorted(set(status or ()))),
        kind=kind,
        request_id=request_id,
        trace_id=trace_id,
        batch_id=batch_id,
        parent_id=parent_id,
        created_from=since,
        created_to=until,
        text=(q or "").strip() or None,
    )


@router.get("/api/ai/plan/tasks/{task_id}", responses=failures(*_READ, NotFoundError))
async def get_plan_task(
    task_id: _TaskId, user: CurrentUser, services: Services
) -> Envelope[TaskOut]:
    """Tell how a task stands. One that failed is a 200 as well: its error is inside."""
    return ok(await services.tasks.get(owner_of(user), task_id))


@router.get("/api/tasks", responses=failures(*_READ, MalformedError, ForbiddenError))
async def list_tasks(
    wanted: Annotated[TaskFilter, Depends(_filter)],
    page: Paging,
    services: Services,
    offset: Annotated[
        int, Query(ge=0, le=MAX_OFFSET, description="Older than cursors, which go further.")
    ] = 0,
) -> Envelope[Page[TaskSummary]]:
    """List one's own tasks, newest first; operators see everybody's."""
    if page.cursor and offset:
        raise _invalid_query("offset", "cannot be given with a cursor")
    found = await services.tasks.list(wanted, limit=page.limit, cursor=page.cursor, offset=offset)
    return ok(found)


@router.get("/api/tasks/stats", responses=failures(*SIGNED_IN))
async def get_task_stats(user: CurrentUser, services: Services) -> Envelope[TaskStats]:
    """Count one's own tasks by status and kind, with how long they took; operators everybody's."""
    return ok(await services.tasks.stats(owner_of(user)))


@router.get("/api/tasks/kinds", dependencies=[SignedIn], responses=failures(*SIGNED_IN))
async def list_task_kinds() -> Envelope[list[JobType]]:
    """List the kinds of tasks, with a title in both languages and the key of an icon."""
    return ok([kind.job_type for kind in KINDS.values()])


@router.post("/api/tasks/batch", responses=failures(*SIGNED_IN, *WITH_BODY))
async def run_task_batch(
    body: TaskBatch, request: Request, user: CurrentUser, services: Services
) -> Envelope[TaskBatchOut]:
    """Submit, cancel and retry up to 100 tasks, in their order, each standing by itself.

    The answer is a 200 whatever became of them: every item has the outcome of its own route.
    """
    caller = BatchCaller(user.id, owner_of(user))
    batch_id, outcomes = await services.task_batches.run(caller, body)
    items = [
        _outcome(index, item, done, request)
        for index, (item, done) in enumerate(zip(body.items, outcomes, strict=True))
    ]
    failed = sum(item.problem is not None for item in items)
    return ok(
        TaskBatchOut(batch_id=batch_id, succeeded=len(items) - failed, failed=failed, items=items)
    )


@router.get("/api/tasks/{task_id}", responses=failures(*_READ, NotFoundError))
async def get_task(task_id: _TaskId, user: CurrentUser, services: Services) -> Envelope[TaskView]:
    """Show a task with its attempts and with the tasks that are another try of it."""
    return ok(await services.tasks.view(owner_of(user), task_id))


@router.delete(
    "/api/tasks/{task_id}",
    responses=failures(*_READ, NotFoundError, TaskEndedError) | _ASKED_TO_END,
)
async def delete_task(
    task_id: _TaskId, user: CurrentUser, services: Services, response: Response
) -> Envelope[TaskOut]:
    """Cancel a task, as `cancel` does; its row and its log stay."""
    task = await services.tasks.cancel(owner_of(user), task_id, Wish(user.id))
    response.status_code = cancel_status(task)
    return ok(task)


@router.post(
    "/api/tasks/{task_id}/cancel",
    responses=failures(*_READ, *WITH_BODY, NotFoundError, TaskEndedError) | _ASKED_TO_END,
)
async def cancel_task(
    task_id: _TaskId,
    user: CurrentUser,
    services: Services,
    response: Response,
    body: TaskCancel | None = None,
) -> Envelope[TaskOut]:
    """Cancel a task: at once (200) where it waits, through its worker (202) where it runs.

    A second wish changes nothing and gets the same answer.
    """
    wish = Wish(user.id, body.reason if body else None)
    task = await services.tasks.cancel(owner_of(user), task_id, wish)
    response.status_code = cancel_status(task)
    return ok(task)


@router.post(
    "/api/tasks/{task_id}/retry",
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_READ, *NOT_TAKEN, NotFoundError, ConflictError) | ACCEPTED,
)
async def retry_task(task_id: _TaskId, user: CurrentUser, services: Services) -> Response:
    """Try a failed or cancelled task again, as a new one; while that has not ended, it stays so."""
    return accepted(await services.tasks.retry(owner_of(user), task_id, user.id))


def _outcome(index: int, item: BatchItem, done: Done, request: Request) -> BatchOutcome:
    error = done.error
    return BatchOutcome(
        index=index,
        action=item.action,
        status=done.status,
        code=0 if error is None else error.code,
        replayed=done.replayed,
        task=None if done.task is None else TaskSummary.model_validate(done.task),
        problem=None if error is None else problem_of(request.headers, error),
    )


def _in_database(field: str, moment: datetime | None) -> datetime | None:
    """Return a moment in UTC, as PostgreSQL keeps it."""
    try:
        return moment if moment is None else moment.astimezone(UTC)
    except OverflowError:
        raise _invalid_query(field, "is beyond the calendar in UTC") from None


def _invalid_query(field: str, message: str) -> InvalidRequestError:
    errors: list[FieldError] = [{"loc": ["query", field], "type": "value_error", "msg": message}]
    return InvalidRequestError(f"{field}: {message}", errors=errors)
