"""Asking for a plan: at once, as a task, or as a stream of what is being made."""

import asyncio
from collections.abc import AsyncGenerator

import structlog
from fastapi import APIRouter, Request, Response

from api.accepting import ACCEPTED, NOT_TAKEN, REPLAYED, accepted
from api.answers import ok
from api.deps import CurrentUser, Operator, Paging, Services
from api.idempotency import HeaderKey
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures, problem_of
from api.sse import EventStream, frame
from core.kernel.context import current_trace_id
from core.kernel.errors import (
    AppError,
    ForbiddenError,
    KeyReusedError,
    MalformedError,
    ModelError,
    PlanInvalidError,
)
from core.planning.service import PlanService
from core.schemas.envelope import Envelope, Page, WireModel
from core.schemas.plans import (
    PlanAnswer,
    PlanDayCard,
    PlanMode,
    PlanRequest,
    PlanRunOut,
    PlanStarted,
    ToolTrace,
)
from core.tasks.admission import one_request_id

log = structlog.get_logger(__name__)
router = APIRouter(tags=["plans"])

_PLAN_FAILURES = (*SIGNED_IN, *WITH_BODY, KeyReusedError, ModelError, PlanInvalidError)
_LIST_FAILURES = (*SIGNED_IN, *WITH_INPUT, MalformedError)


@router.post(
    "/api/ai/plan",
    responses=failures(*_PLAN_FAILURES, *NOT_TAKEN) | ACCEPTED,
    response_model=Envelope[PlanAnswer],
)
async def make_plan(
    body: PlanRequest, user: CurrentUser, services: Services, key: HeaderKey, response: Response
) -> Envelope[PlanAnswer] | Response:
    """Make a plan. One whose checks fail is a 200 as well: the report says which.

    With `async` and mode deep the answer is a 202 with a task to look at; fast ignores `async`.
    """
    body = body.model_copy(update={"request_id": one_request_id(body.request_id, key)})
    if body.run_async and body.mode is PlanMode.DEEP:
        return accepted(await services.plans.submit(user.id, body), "/api/ai/plan/tasks")
    answer = await services.plans.plan(user.id, body)
    if answer.replayed:
        response.headers[REPLAYED] = "true"
    return ok(answer)


@router.post(
    "/api/ai/plan/stream",
    status_code=200,  # FastAPI finds no default in the signature of EventStream
    response_class=EventStream,
    responses=failures(*_PLAN_FAILURES)
    | {
        200: {
            "description": "Events: `start`, then `trace` and `day` as they come (a day sent again"
            " replaces the earlier one), and at the end one `final` with the data of POST"
            " /api/ai/plan, or one `failed` with the body of an error.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def stream_plan(
    body: PlanRequest, request: Request, user: CurrentUser, services: Services, key: HeaderKey
) -> EventStream:
    """Make a plan and tell of every step; leaving the stream ends the work. Ignores `async`."""
    body = body.model_copy(update={"request_id": one_request_id(body.request_id, key)})
    return EventStream(_events(services.plans, user.id, body, request))


async def _events(
    plans: PlanService, user_id: str, body: PlanRequest, request: Request
) -> AsyncGenerator[bytes]:
    told: asyncio.Queue[bytes | None] = asyncio.Queue()

    def emit(event: str, data: WireModel) -> None:
        told.put_nowait(frame(event, data.model_dump_json()))

    def emit_step(event: str, data: ToolTrace | PlanDayCard) -> None:
        emit(event, data)

    async def work() -> None:
        try:
            emit("final", await plans.plan(user_id, body, emit_step))
        except AppError as error:
            emit("failed", problem_of(request.headers, error))
        except Exception:
            log.exception("stream_crashed")
            emit("failed", problem_of(request.headers, AppError()))
        finally:
            told.put_nowait(None)

    emit("start", PlanStarted(trace_id=current_trace_id(), mode=body.mode))
    task = asyncio.create_task(work())
    try:
        while (found := await told.get()) is not None:
            yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@router.get("/api/ai/plans", responses=failures(*_LIST_FAILURES))
async def list_plans(
    user: CurrentUser, page: Paging, services: Services
) -> Envelope[Page[PlanRunOut]]:
    """List the caller's own plans, newest first."""
    return ok(await services.plans.list_runs(user.id, limit=page.limit, cursor=page.cursor))


@router.get("/admin/plans", responses=failures(*_LIST_FAILURES, ForbiddenError))
async def list_all_plans(
    _user: Operator, page: Paging, services: Services
) -> Envelope[Page[PlanRunOut]]:
    """List everybody's plans, newest first."""
    return ok(await services.plans.list_runs(None, limit=page.limit, cursor=page.cursor))
