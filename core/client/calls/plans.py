"""Asking for a plan, and the plans that were made."""

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.envelope import Envelope, Page
from core.schemas.plans import PlanAnswer, PlanRequest, PlanRunOut
from core.schemas.tasks import TaskAccepted, TaskOut

PLAN_TIMEOUT_S = 600.0
"""A deep plan asks a real model several times for each of up to 14 days."""
STREAM_SILENCE_S = 60.0
"""A stream that lives sends at least a ping every 15 s."""


def plan(request: PlanRequest) -> Call[PlanAnswer | TaskAccepted]:
    """Ask for a plan; a deep one with `async` is accepted as a task instead."""
    return Call(
        "POST",
        "/api/ai/plan",
        Envelope[PlanAnswer | TaskAccepted],
        body=changed(request),
        timeout_s=PLAN_TIMEOUT_S,
    )


def plan_stream(request: PlanRequest) -> Call[PlanAnswer]:
    """Ask for a plan told as it is made; for `stream_plan` of the clients."""
    return Call(
        "POST",
        "/api/ai/plan/stream",
        Envelope[PlanAnswer],
        body=changed(request),
        accept="text/event-stream",
        timeout_s=STREAM_SILENCE_S,
    )


def plan_task(task_id: str) -> Call[TaskOut]:
    """Ask how a planning task stands."""
    return Call("GET", path_of("/api/ai/plan/tasks", task_id), Envelope[TaskOut])


def plan_runs(*, limit: int = 20, cursor: str | None = None) -> Call[Page[PlanRunOut]]:
    """Ask for one's own plans, newest first."""
    query = given(limit=limit, cursor=cursor)
    return Call("GET", "/api/ai/plans", Envelope[Page[PlanRunOut]], query=query)


def all_plan_runs(*, limit: int = 20, cursor: str | None = None) -> Call[Page[PlanRunOut]]:
    """Ask for everybody's plans, newest first; for operators."""
    query = given(limit=limit, cursor=cursor)
    return Call("GET", "/admin/plans", Envelope[Page[PlanRunOut]], query=query)
