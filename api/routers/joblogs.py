"""The log of a task: a page of it, as it is written, or whole; and of several tasks at once."""

import random
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.answers import ok
from api.deps import CurrentUser, Services
from api.problems import SIGNED_IN, WITH_INPUT, failures, language_of
from api.sse import EventStream, frame, opening
from core.accounts.domain import User
from core.bootstrap import Container
from core.joblogs.cursors import parse_cursor, parse_cursors, render_cursors
from core.joblogs.export import MEDIA_TYPES, write_lines
from core.joblogs.following import FollowEvent
from core.kernel.errors import (
    InvalidRequestError,
    MalformedError,
    NotFoundError,
    StreamsFullError,
    TooManyStreamsError,
)
from core.schemas.accounts import Role
from core.schemas.envelope import Envelope
from core.schemas.joblogs import ExportFormat, JobLogPage

router = APIRouter(tags=["tasks"])

MOST_LINES = 1_000
LONGEST_WAIT_S = 25
MOST_TASKS = 20
_RETRY_MS = (1_500, 3_000)
"""Between these a reader waits before it comes back, each as long as chance says."""

_FAILURES = (*SIGNED_IN, *WITH_INPUT, MalformedError, NotFoundError)
_STREAM_FAILURES = (*_FAILURES, TooManyStreamsError, StreamsFullError)
_EVENTS = (
    "Events: `log` (data: how the task stands, with the line as `event`; id: where the reader"
    " stands), `progress` and `status` (the same without a line), `heartbeat` every 10 s (without"
    " an id), at the end of a task `end`, or `gone` where it was cleaned up, and `reconnect` where"
    " the stream ends before the task does."
)
_STREAM_RESPONSES = failures(*_STREAM_FAILURES) | {
    200: {
        "description": _EVENTS,
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    },
    204: {"description": "The task has ended and the reader has its last line: do not come back."},
}
_RenderCursors = Callable[[Mapping[str, int]], str]

LastEventId = Annotated[
    str | None, Header(description="The last id a reader has seen, to go on from there.")
]
After = Annotated[
    str | None, Query(description="The same, for readers that cannot send the header.")
]


@router.get("/api/tasks/{task_id}/logs", responses=failures(*_STREAM_FAILURES))
async def get_task_log(
    task_id: str,
    user: CurrentUser,
    services: Services,
    after: Annotated[
        str | None, Query(description="The last line's `seq` one has; 0 is none.")
    ] = None,
    last: Annotated[
        int | None, Query(ge=1, le=MOST_LINES, description="Instead: so many of the last lines.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LINES, description="Most lines wanted.")] = 200,
    wait: Annotated[
        float,
        Query(ge=0, le=LONGEST_WAIT_S, description="Seconds to wait where nothing is there yet."),
    ] = 0,
) -> Envelope[JobLogPage]:
    """Return lines after a cursor, and how the task stands."""
    await _check(services, user, task_id)
    if last is not None:
        if after is not None:
            raise _invalid("last", "not together with after")
        return ok(await services.joblogs.last_page(task_id, last))
    cursor = parse_cursor(after or "0")
    if not wait:
        return ok(await services.joblogs.page(task_id, cursor, limit=limit))
    give_back = services.joblogs.slots.take(user.id)  # it holds a connection as a stream does
    try:
        return ok(await services.joblogs.page(task_id, cursor, limit=limit, wait_s=wait))
    finally:
        give_back()


@router.get(
    "/api/tasks/{task_id}/logs/export",
    status_code=200,
    response_class=StreamingResponse,
    responses=failures(*_FAILURES)
    | {
        200: {
            "description": "The whole log: a JSON object per line, or text in the language of"
            " `Accept-Language`.",
            "content": {name: {"schema": {"type": "string"}} for name in MEDIA_TYPES.values()},
        }
    },
)
async def export_task_log(
    task_id: str,
    request: Request,
    user: CurrentUser,
    services: Services,
    wanted: Annotated[ExportFormat, Query(alias="format")] = "ndjson",
) -> StreamingResponse:
    """Return every line of a log as a file."""
    await _check(services, user, task_id)
    language = language_of(request.headers.get("accept-language", ""))
    ending = "ndjson" if wanted == "ndjson" else "txt"
    name = re.sub(r"[^A-Za-z0-9_-]", "_", task_id)
    return StreamingResponse(
        write_lines(services.joblogs.export(task_id), wanted, language),
        media_type=MEDIA_TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="task-{name}.{ending}"'},
    )


@router.get(
    "/api/tasks/{task_id}/stream",
    status_code=200,
    response_class=EventStream,
    responses=_STREAM_RESPONSES,
)
async def stream_task(
    task_id: str,
    user: CurrentUser,
    services: Services,
    last_event_id: LastEventId = None,
    after: After = None,
) -> Response:
    """Tell what happens to a task, line by line, until it ends."""
    await _check(services, user, task_id)
    seen = last_event_id or after
    cursors = {task_id: parse_cursor(seen or "0")}
    return await _stream(
        services, user, cursors, came_back=bool(seen), render=lambda now: str(now[task_id])
    )


@router.get(
    "/api/tasks/stream",
    status_code=200,
    response_class=EventStream,
    responses=_STREAM_RESPONSES,
)
async def stream_tasks(
    user: CurrentUser,
    services: Services,
    ids: Annotated[
        str, Query(min_length=1, max_length=2_000, description="Up to 20 task ids, with commas.")
    ],
    last_event_id: LastEventId = None,
    after: After = None,
) -> Response:
    """Tell what happens to several tasks until all have ended; `job_id` says to which."""
    task_ids = list(dict.fromkeys(part.strip() for part in ids.split(",") if part.strip()))
    if not 1 <= len(task_ids) <= MOST_TASKS:
        raise _invalid("ids", f"name 1 to {MOST_TASKS} tasks")
    for task_id in task_ids:
        await _check(services, user, task_id)
    seen = last_event_id or after
    cursors = parse_cursors(seen or "", task_ids)
    return await _stream(services, user, cursors, came_back=bool(seen), render=render_cursors)


def _invalid(name: str, message: str) -> InvalidRequestError:
    return InvalidRequestError(
        f"{name}: {message}",
        errors=[{"loc": ["query", name], "type": "value_error", "msg": message}],
    )


async def _check(services: Container, user: User, task_id: str) -> None:
    """Let pass who may see the task; to others it is not there."""
    owner_id = None if user.role.includes(Role.OPERATOR) else user.id
    await services.tasks.get(owner_id, task_id)


async def _stream(
    services: Container,
    user: User,
    cursors: dict[str, int],
    *,
    came_back: bool,
    render: _RenderCursors,
) -> Response:
    """Return the stream of tasks; nothing where one who comes back has all there is."""
    states = await services.joblogs.states(list(cursors))
    if came_back and all(
        state.ended and cursors[state.task_id] >= state.log_seq for state in states
    ):
        return Response(status_code=204)
    give_back = services.joblogs.slots.take(user.id)
    return EventStream(
        _frames(services.joblogs.follow(cursors), cursors, render),
        send_timeout_s=services.joblogs.pace.unread_s,
        on_end=give_back,
    )


async def _frames(
    events: AsyncGenerator[FollowEvent], cursors: dict[str, int], render: _RenderCursors
) -> AsyncGenerator[bytes]:
    try:
        yield opening(render(cursors), random.randint(*_RETRY_MS))  # noqa: S311 - no secret
        async for event in events:
            event_id = None
            if event.cursor is not None:
                cursors[event.task_id] = event.cursor
                event_id = render(cursors)
            yield frame(event.name, event.data.model_dump_json(), event_id)
    finally:
        await events.aclose()
