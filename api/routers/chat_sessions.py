"""Conversations: listed, read, named, closed, deleted, taken home, and judged."""

from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from api.answers import ok
from api.deps import CurrentUser, Paging, Services
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures
from core.assistant.transcript import heading, json_lines, paragraphs
from core.kernel.errors import ConflictError, MalformedError, NotFoundError
from core.schemas.chat import (
    FeedbackIn,
    Language,
    MessageOut,
    SessionEdit,
    SessionOut,
)
from core.schemas.envelope import Envelope, Page

router = APIRouter(prefix="/api/ai", tags=["chat"])

_ONE = failures(*SIGNED_IN, *WITH_INPUT, NotFoundError)
_PAGED = failures(*SIGNED_IN, *WITH_INPUT, MalformedError)
_PAGED_ONE = failures(*SIGNED_IN, *WITH_INPUT, MalformedError, NotFoundError)
_FORMS = {"markdown": "text/markdown; charset=utf-8", "ndjson": "application/x-ndjson"}


@router.get("/sessions", responses=_PAGED)
async def list_sessions(
    page: Paging,
    user: CurrentUser,
    services: Services,
    trip_id: Annotated[
        str | None, Query(max_length=64, description="Only those about this trip.")
    ] = None,
    closed: Annotated[
        bool | None, Query(description="Only closed ones, or only open ones.")
    ] = None,
) -> Envelope[Page[SessionOut]]:
    """List one's own conversations, those spoken in last first."""
    found = await services.sessions.list_sessions(
        user.id, limit=page.limit, cursor=page.cursor, trip_id=trip_id, closed=closed
    )
    return ok(found)


@router.get("/sessions/{session_id}", responses=_ONE)
async def get_session(
    session_id: str, user: CurrentUser, services: Services
) -> Envelope[SessionOut]:
    """Read one conversation, without what was said in it."""
    return ok(await services.sessions.get(user.id, session_id))


@router.patch("/sessions/{session_id}", responses=failures(*SIGNED_IN, *WITH_BODY, NotFoundError))
async def edit_session(
    session_id: str, body: SessionEdit, user: CurrentUser, services: Services
) -> Envelope[SessionOut]:
    """Name a conversation, close or open it, have it remember or not."""
    return ok(await services.sessions.edit(user.id, session_id, body))


@router.delete("/sessions/{session_id}", status_code=204, responses=_ONE)
async def delete_session(session_id: str, user: CurrentUser, services: Services) -> Response:
    """Delete a conversation with all that was said in it."""
    await services.sessions.delete(user.id, session_id)
    return Response(status_code=204)


@router.get("/sessions/{session_id}/messages", responses=_PAGED_ONE)
async def list_messages(
    session_id: str, page: Paging, user: CurrentUser, services: Services
) -> Envelope[Page[MessageOut]]:
    """List the messages of a conversation, the newest first."""
    found = await services.sessions.list_messages(
        user.id, session_id, limit=page.limit, cursor=page.cursor
    )
    return ok(found)


@router.get(
    "/sessions/{session_id}/export",
    response_class=StreamingResponse,
    responses=_ONE | {200: {"content": {form.partition(";")[0]: {} for form in _FORMS.values()}}},
)
async def export_session(
    session_id: str,
    user: CurrentUser,
    services: Services,
    wanted: Annotated[
        Literal["markdown", "ndjson"], Query(alias="format", description="What to write it as.")
    ] = "markdown",
    language: Annotated[Language, Query(description="Of the headings.")] = "en",
) -> StreamingResponse:
    """Download a whole conversation."""
    session = await services.sessions.get(user.id, session_id)

    async def written() -> AsyncGenerator[str, None]:
        if wanted == "markdown":
            yield heading(session, language)
        async for messages in services.sessions.all_messages(user.id, session_id):
            yield paragraphs(messages, language) if wanted == "markdown" else json_lines(messages)

    name = f"conversation-{session.id}.{'md' if wanted == 'markdown' else 'ndjson'}"
    return StreamingResponse(
        written(),
        media_type=_FORMS[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.put(
    "/messages/{message_id}/feedback",
    status_code=204,
    responses=failures(*SIGNED_IN, *WITH_BODY, NotFoundError, ConflictError),
)
async def judge_message(
    message_id: str, body: FeedbackIn, user: CurrentUser, services: Services
) -> Response:
    """Say what one thinks of an answer; `thumb` null takes it back."""
    await services.sessions.judge(user.id, message_id, body)
    return Response(status_code=204)
