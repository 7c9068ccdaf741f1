"""How the tasks and their workers are doing, for operators."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import ok
from api.deps import Operator, Services
from api.problems import SIGNED_IN, WITH_INPUT, failures
from core.kernel.errors import ForbiddenError
from core.schemas.admin import AlertsOut, TasksSummary, WorkerOut
from core.schemas.envelope import Envelope
from core.schemas.models import CallsSummary, ProviderOut

router = APIRouter(tags=["operation"])


@router.get("/admin/alerts", responses=failures(*SIGNED_IN, ForbiddenError))
async def read_alerts(_: Operator, services: Services) -> Envelope[AlertsOut]:
    """Judge every alert now, whether or not a worker is alive to do so, and list past ones."""
    return ok(await services.watch.alerts())


@router.get("/admin/workers", responses=failures(*SIGNED_IN, ForbiddenError))
async def list_workers(_: Operator, services: Services) -> Envelope[list[WorkerOut]]:
    """List the workers of the last day, those heard last first."""
    return ok(await services.watch.workers())


@router.get("/admin/ai/tasks/summary", responses=failures(*SIGNED_IN, *WITH_INPUT, ForbiddenError))
async def summarize_tasks(
    _: Operator,
    services: Services,
    hours: Annotated[int, Query(ge=1, le=2160, description="How far to look back.")] = 24,
    top: Annotated[int, Query(ge=1, le=50, description="Most reasons of failure wanted.")] = 10,
    recent: Annotated[int, Query(ge=0, le=100, description="Most recent tasks wanted.")] = 20,
    days: Annotated[int, Query(ge=1, le=366, description="Days of sums wanted.")] = 30,
) -> Envelope[TasksSummary]:
    """Tell where the tasks stand, how long they took, why they failed; and their sums by day."""
    return ok(await services.watch.summary(hours=hours, top=top, recent=recent, days=days))


@router.get("/admin/ai/providers", responses=failures(*SIGNED_IN, ForbiddenError))
async def list_providers(_: Operator, services: Services) -> Envelope[list[ProviderOut]]:
    """List the models' providers as they are asked: which are let alone, and how quick they are."""
    return ok(await services.model_health.providers())


@router.get("/admin/ai/calls/summary", responses=failures(*SIGNED_IN, *WITH_INPUT, ForbiddenError))
async def summarize_calls(
    _: Operator,
    services: Services,
    hours: Annotated[int, Query(ge=1, le=2160, description="How far to look back.")] = 24,
) -> Envelope[CallsSummary]:
    """Tell what was asked of the models, how long it took, what it cost and why it failed."""
    return ok(await services.model_health.summary(hours=hours))
