"""The 202 of a request that was taken as a task."""

from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from api.answers import ok
from core.kernel.errors import KeyReusedError, QueueUnavailableError, TooManyTasksError
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskAccepted
from core.tasks.service import Submission

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": Envelope[TaskAccepted], "description": "Taken as a task"}
}
"""How a route answers that takes a task, for its documentation."""
NOT_TAKEN = (KeyReusedError, TooManyTasksError, QueueUnavailableError)
"""How such a route refuses to take one."""
REPLAYED = "Idempotent-Replayed"
"""The header of an answer that an earlier request of the same id has made."""
_POLL_AFTER_S = 2


def accepted(submission: Submission, tasks_path: str = "/api/tasks") -> Response:
    """Return the answer that says where to look, and whether the request was known already."""
    task, replayed = submission
    location = f"{tasks_path}/{task.task_id}"
    body = TaskAccepted(
        task_id=task.task_id,
        status=task.status,
        trace_id=task.trace_id,
        replayed=replayed,
        links=task.links | {"self": location},
    )
    headers = {"Location": location, "Retry-After": str(_POLL_AFTER_S)}
    if replayed:
        headers[REPLAYED] = "true"
    return JSONResponse(ok(body).model_dump(mode="json"), status_code=202, headers=headers)
