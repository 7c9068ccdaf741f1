"""What belongs to the request or task at hand, readable wherever it is worked on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from core.kernel.ids import new_trace_id

_trace_id: ContextVar[str | None] = ContextVar("trace_id", default=None)


def current_trace_id() -> str:
    """Return the trace id of the work at hand; outside of any, a new one each time."""
    return _trace_id.get() or new_trace_id()


@contextmanager
def bound_context(trace_id: str, **fields: str) -> Iterator[None]:
    """Bind the trace id, and `fields` such as `user_id` or `task_id`, to everything inside."""
    token = _trace_id.set(trace_id)
    with structlog.contextvars.bound_contextvars(trace_id=trace_id, **fields):
        try:
            yield
        finally:
            _trace_id.reset(token)


def carried() -> dict[str, str]:
    """Return everything bound, as `bound_context` takes it in another process."""
    return {**structlog.contextvars.get_contextvars(), "trace_id": current_trace_id()}
