"""What operators ask of the running product."""

from core.client.calls.call import Call, given
from core.schemas.admin import AlertsOut, HealthOut, TasksSummary, WorkerOut
from core.schemas.envelope import Envelope
from core.schemas.models import CallsSummary, ProviderOut


def health() -> Call[HealthOut]:
    """Ask how everything the product stands on is doing; for operators."""
    return Call("GET", "/admin/health", Envelope[HealthOut])


def alerts() -> Call[AlertsOut]:
    """Ask what an operator has to look at; for operators."""
    return Call("GET", "/admin/alerts", Envelope[AlertsOut])


def workers() -> Call[list[WorkerOut]]:
    """Ask for the workers of the last day, those heard last first; for operators."""
    return Call("GET", "/admin/workers", Envelope[list[WorkerOut]])


def tasks_summary(
    *, hours: int = 24, top: int = 10, recent: int = 20, days: int = 30
) -> Call[TasksSummary]:
    """Ask how the tasks are doing as a whole; for operators."""
    query = given(hours=hours, top=top, recent=recent, days=days)
    return Call("GET", "/admin/ai/tasks/summary", Envelope[TasksSummary], query=query)


def model_providers() -> Call[list[ProviderOut]]:
    """Ask for the models' providers in the order in which they are asked; for operators."""
    return Call("GET", "/admin/ai/providers", Envelope[list[ProviderOut]])


def model_calls_summary(*, hours: int = 24) -> Call[CallsSummary]:
    """Ask what was asked of the models, and what came of it; for operators."""
    query = given(hours=hours)
    return Call("GET", "/admin/ai/calls/summary", Envelope[CallsSummary], query=query)
