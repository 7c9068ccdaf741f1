"""What operators see of conversations; reading what was said in them is put on record."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.answers import ok
from api.deps import Operator, Paging, Services
from api.problems import SIGNED_IN, WITH_INPUT, failures
from core.assistant.watch import Piece
from core.assistant.watching import Wanted, WantedSessions
from core.kernel.errors import ForbiddenError, MalformedError, NotFoundError
from core.schemas.chat import Intent, MessageOut
from core.schemas.chat_watch import ChatSummary, Thumb, WatchedSession
from core.schemas.envelope import Envelope, Page

router = APIRouter(prefix="/admin/chat", tags=["operation"])

_PAGED = failures(*SIGNED_IN, *WITH_INPUT, ForbiddenError, MalformedError)
_PAGED_ONE = failures(*SIGNED_IN, *WITH_INPUT, ForbiddenError, MalformedError, NotFoundError)
Id = Annotated[str | None, Query(min_length=1, max_length=64)]


async def _wanted(
    intent: Annotated[
        Intent | None, Query(description="With an answer to such a question.")
    ] = None,
    degraded: Annotated[
        bool | None, Query(description="With an answer by rules; or with one that is not.")
    ] = None,
    withheld: Annotated[
        bool | None,
        Query(description="With an answer that was cut off, as the model obeyed strangers."),
    ] = None,
    thumb: Annotated[
        Thumb | None, Query(description="With an answer its reader judged so.")
    ] = None,
) -> Wanted:
    return Wanted(intent=intent, degraded=degraded, withheld=withheld, thumb=thumb)


WantedAnswers = Annotated[Wanted, Depends(_wanted)]
"""Which answers are meant: all that is asked for must be true of one."""


@router.get("/summary", responses=failures(*SIGNED_IN, *WITH_INPUT, ForbiddenError))
async def summarize_chats(
    _: Operator,
    services: Services,
    hours: Annotated[int, Query(ge=1, le=2160, description="How far to look back.")] = 24,
    top: Annotated[int, Query(ge=1, le=50, description="Most intents wanted.")] = 10,
) -> Envelope[ChatSummary]:
    """Tell how much is talked, about what, and how that goes."""
    return ok(await services.chat_watch.summary(hours=hours, top=top))


@router.get("/sessions", responses=_PAGED)
async def watch_sessions(
    page: Paging,
    operator: Operator,
    services: Services,
    with_answer: WantedAnswers,
    user_id: Id = None,
    trip_id: Id = None,
    opened_from: AwareDatetime | None = None,
    opened_to: Annotated[AwareDatetime | None, Query(description="Excluded.")] = None,
) -> Envelope[Page[WatchedSession]]:
    """List the conversations of everybody, those opened last first."""
    wanted = WantedSessions(user_id, trip_id, opened_from, opened_to, with_answer)
    piece = Piece(operator.id, page.limit, page.cursor)
    return ok(await services.chat_watch.list_sessions(piece, wanted))


@router.get("/sessions/{session_id}/messages", responses=_PAGED_ONE)
async def watch_messages(
    session_id: str, page: Paging, operator: Operator, services: Services, wanted: WantedAnswers
) -> Envelope[Page[MessageOut]]:
    """List what was said in anybody's conversation, the newest first."""
    piece = Piece(operator.id, page.limit, page.cursor)
    return ok(await services.chat_watch.list_messages(piece, session_id, wanted))
