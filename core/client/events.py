"""What a streamed plan tells while it is made."""

from httpx_sse import ServerSentEvent

from core.client.errors import ApiError
from core.schemas.envelope import Problem
from core.schemas.plans import PlanAnswer, PlanDayCard, PlanStarted, ToolTrace

PlanEvent = PlanStarted | ToolTrace | PlanDayCard | PlanAnswer
"""First a `PlanStarted`, then steps and days as they come, last the whole `PlanAnswer`.

A day that comes again replaces the earlier one of its index.
"""

_SHAPES: dict[str, type[PlanEvent]] = {
    "start": PlanStarted,
    "trace": ToolTrace,
    "day": PlanDayCard,
    "final": PlanAnswer,
}


def read_event(event: ServerSentEvent) -> PlanEvent | None:
    """Return what an event tells; None for one of a kind this client does not know yet.

    Raises:
        ApiError: The plan failed.
    """
    if event.event == "failed":
        raise ApiError.from_problem(Problem.model_validate_json(event.data))
    shape = _SHAPES.get(event.event)
    return None if shape is None else shape.model_validate_json(event.data)
