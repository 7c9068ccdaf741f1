"""What operators see of conversations."""

from datetime import datetime

from core.client.calls.call import Call, given, path_of
from core.schemas.chat import Intent, MessageOut
from core.schemas.chat_watch import ChatSummary, Thumb, WatchedSession
from core.schemas.envelope import Envelope, Page

_CHAT = "/admin/chat"


def chat_summary(*, hours: int = 24, top: int = 10) -> Call[ChatSummary]:
    """Ask how much is talked, about what, and how that goes; for operators."""
    query = given(hours=hours, top=top)
    return Call("GET", path_of(_CHAT, "summary"), Envelope[ChatSummary], query=query)


def watched_sessions(
    *,
    limit: int = 20,
    cursor: str | None = None,
    user_id: str | None = None,
    trip_id: str | None = None,
    opened_from: datetime | None = None,
    opened_to: datetime | None = None,
    intent: Intent | None = None,
    degraded: bool | None = None,
    withheld: bool | None = None,
    thumb: Thumb | None = None,
) -> Call[Page[WatchedSession]]:
    """Ask for a page of everybody's conversations, those opened last first; for operators."""
    query = given(
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        trip_id=trip_id,
        opened_from=_moment(opened_from),
        opened_to=_moment(opened_to),
        intent=intent,
        degraded=_said(degraded),
        withheld=_said(withheld),
        thumb=thumb,
    )
    return Call("GET", path_of(_CHAT, "sessions"), Envelope[Page[WatchedSession]], query=query)


def watched_messages(
    session_id: str,
    *,
    limit: int = 20,
    cursor: str | None = None,
    intent: Intent | None = None,
    degraded: bool | None = None,
    withheld: bool | None = None,
    thumb: Thumb | None = None,
) -> Call[Page[MessageOut]]:
    """Ask for a page of what was said in a conversation, the newest first; for operators."""
    path = path_of(_CHAT, "sessions", session_id, "messages")
    query = given(
        limit=limit,
        cursor=cursor,
        intent=intent,
        degraded=_said(degraded),
        withheld=_said(withheld),
        thumb=thumb,
    )
    return Call("GET", path, Envelope[Page[MessageOut]], query=query)


def _said(claim: bool | None) -> str | None:
    return None if claim is None else str(claim).lower()


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
