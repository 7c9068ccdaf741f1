"""Conversations: a question and its answer, whole or while it is written."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from starlette.datastructures import Headers

from api.accepting import REPLAYED
from api.answers import ok
from api.deps import CurrentUser, Services
from api.idempotency import HeaderKey
from api.problems import SIGNED_IN, WITH_BODY, failures, language_of, problem_of
from api.sse import EventStream, frame
from core.accounts.domain import User
from core.assistant.frames import FailedFrame, FinalFrame, Frame
from core.assistant.live import LiveTurn
from core.bootstrap import Container
from core.kernel.context import current_trace_id
from core.kernel.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    KeyReusedError,
    ModelError,
    NotFoundError,
    TooManyStreamsError,
    TooManyTasksError,
    TurnCancelledError,
    TurnCutOffError,
    TurnInProgressError,
)
from core.schemas.chat import (
    AgentReply,
    AgentTask,
    ChatCancel,
    ChatCancelled,
    ChatReply,
    ChatRequest,
    DemoReply,
    DemoRequest,
    DemoStart,
    PartialFrame,
    StartFrame,
    ToolFrame,
)
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskStatus
from core.tasks.admission import one_request_id
from core.tasks.wire import links_of

router = APIRouter(tags=["chat"])

_FAILURES = (
    *SIGNED_IN, *WITH_BODY, ForbiddenError, NotFoundError, ConflictError, KeyReusedError,
    TurnInProgressError, TooManyTasksError, ModelError, TurnCancelledError, TurnCutOffError,
)  # fmt: skip
_STREAMED = {"content": {"text/event-stream": {"schema": {"type": "string"}}}}

LastSeq = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern=r"^\d{1,9}$",
        description="`id` of the last event that came through; those behind it are sent.",
    ),
]


@router.post("/api/ai/chat", responses=failures(*_FAILURES))
async def chat(
    body: ChatRequest,
    request: Request,
    user: CurrentUser,
    services: Services,
    key: HeaderKey,
    response: Response,
) -> Envelope[ChatReply]:
    """Ask a question and get the answer. Without `session_id` it opens a conversation.

    The same `request_id` is the same turn: whoever asks again gets the answer that was given, or
    waits for it with the first. Leaving does not end the turn.
    """
    live = await _begun(body, request, user, services, key)
    reply = await live.reply()
    _mark_repeat(live, response)
    return ok(reply)


@router.post(
    "/api/ai/chat/stream",
    status_code=200,  # FastAPI finds no default in the signature of EventStream
    response_class=EventStream,
    responses=failures(*_FAILURES, TooManyStreamsError)
    | {
        200: {
            "description": "Events, their `id` counting from 0: `start`, then `tool` and `partial`"
            " as they come, and at the end one `final` with the data of POST /api/ai/chat, or one"
            " `failed` with the body of an error. The deltas of the partials are the answer.",
            **_STREAMED,
        }
    },
)
async def stream_chat(
    body: ChatRequest,
    request: Request,
    user: CurrentUser,
    services: Services,
    key: HeaderKey,
    last_event_id: LastSeq = None,
) -> EventStream:
    """Ask a question and hear the answer while it is written.

    Leaving does not end the turn: whoever comes back with the same `request_id` and
    `Last-Event-ID` hears the rest of it.
    """
    live = await _begun(body, request, user, services, key)
    after_seq = -1 if last_event_id is None else int(last_event_id)
    return EventStream(
        _events(live.frames(after_seq), request.headers),
        on_end=services.joblogs.slots.take(user.id),
    )


@router.post("/api/ai/chat/cancel", responses=failures(*SIGNED_IN, *WITH_BODY, NotFoundError))
async def cancel_chat(
    body: ChatCancel, user: CurrentUser, services: Services
) -> Envelope[ChatCancelled]:
    """Give an answer up that is on its way, by the `request_id` of its question."""
    cancelled = await services.assistant.cancel(user.id, body.request_id)
    return ok(ChatCancelled(request_id=body.request_id, cancelled=cancelled))


@router.post(
    "/api/ai/chat_demo",
    status_code=200,
    response_class=EventStream,
    responses=failures(*SIGNED_IN, *WITH_BODY, TooManyStreamsError)
    | {
        200: {
            "description": "Events: `start`, `partial` with a `delta`, and at the end one `final`"
            " with the whole answer, or one `failed` with the body of an error.",
            **_STREAMED,
        }
    },
)
async def chat_demo(
    body: DemoRequest, request: Request, user: CurrentUser, services: Services
) -> EventStream:
    """Ask a question outside any conversation; nothing of it is kept. Leaving ends the answer."""
    language = language_of(request.headers.get("accept-language", ""))
    pieces = services.demonstration.answer(body, language)
    return EventStream(
        _demo_events(pieces, request.headers), on_end=services.joblogs.slots.take(user.id)
    )


@router.post("/api/agent/chat", responses=failures(*_FAILURES))
async def agent_chat(
    body: ChatRequest,
    request: Request,
    user: CurrentUser,
    services: Services,
    key: HeaderKey,
    response: Response,
) -> Envelope[AgentReply]:
    """Ask a question and get the answer in the form of agents: results, next steps, tasks.

    It is the same turn as that of `POST /api/ai/chat`, shown in another way.
    """
    live = await _begun(body, request, user, services, key)
    reply = await live.reply()
    _mark_repeat(live, response)
    return ok(_as_agent(reply))


async def _begun(
    body: ChatRequest, request: Request, user: User, services: Container, key: str | None
) -> LiveTurn:
    body = body.model_copy(update={"request_id": one_request_id(body.request_id, key)})
    language = language_of(request.headers.get("accept-language", ""))
    return await services.assistant.begin(user.id, body, language)


def _mark_repeat(live: LiveTurn, response: Response) -> None:
    if live.trace_id != current_trace_id():
        response.headers[REPLAYED] = "true"


def _as_agent(reply: ChatReply) -> AgentReply:
    tasks = [reply.task_id] if reply.task_id else []
    return AgentReply(
        **reply.model_dump(
            include={
                "session_id", "message_id", "answer", "intent", "stage", "trip_id",
                "tool_results", "suggestions", "proposal",
            }
        ),
        tasks=[
            AgentTask(task_id=task_id, links=links_of(task_id, TaskStatus.QUEUED))
            for task_id in tasks
        ],
        trace_id=reply.ai_meta.trace_id,
    )  # fmt: skip


async def _events(
    frames: AsyncGenerator[Frame, None], headers: Headers
) -> AsyncGenerator[bytes, None]:
    try:
        async for told in frames:
            yield _event(told, headers)
    finally:
        await frames.aclose()


def _event(told: Frame, headers: Headers) -> bytes:
    seq = str(told.seq)
    match told:
        case StartFrame():
            return frame("start", told.model_dump_json(), seq)
        case PartialFrame():
            return frame("partial", told.model_dump_json(), seq)
        case ToolFrame():
            return frame("tool", told.model_dump_json(), seq)
        case FinalFrame(reply=reply):
            return frame("final", reply.model_dump_json(), seq)
        case FailedFrame(error=error):
            return frame("failed", problem_of(headers, error).model_dump_json(), seq)


async def _demo_events(
    pieces: AsyncGenerator[str | DemoReply, None], headers: Headers
) -> AsyncGenerator[bytes, None]:
    seq = 0
    yield frame("start", DemoStart(trace_id=current_trace_id()).model_dump_json(), "0")
    try:
        async for piece in pieces:
            seq += 1
            if isinstance(piece, str):
                partial = PartialFrame(seq=seq, delta=piece)
                yield frame("partial", partial.model_dump_json(), str(seq))
            else:
                yield frame("final", piece.model_dump_json(), str(seq))
    except AppError as error:
        yield frame("failed", problem_of(headers, error).model_dump_json(), str(seq + 1))
    finally:
        await pieces.aclose()
