"""What operators see of conversations: how many, about what, how it goes, and what was said.

Numbers are free to see. Who looks at words leaves a line in the audit log, in the transaction that
reads them: what is not on record has not been read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.sessions import message_out
from core.assistant.watching import Wanted, WantedSessions, WatchRepository
from core.audit.repository import AuditRepository, Deed
from core.db.engine import Transaction
from core.db.models.chat import ChatSession
from core.db.pagination import decode_cursor, decode_keys, encode_cursor, encode_keys
from core.kernel.clock import Clock
from core.kernel.context import current_trace_id
from core.kernel.errors import NotFoundError
from core.schemas.chat import MessageOut, SessionOut
from core.schemas.chat_watch import ChatSummary, WatchedSession
from core.schemas.envelope import Page


@dataclass(frozen=True, slots=True)
class Piece:
    """Which piece of a list is wanted, and by whom."""

    operator: str
    limit: int
    cursor: str | None = None


class ChatWatch:
    """Looks at the conversations of everybody."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    async def summary(self, *, hours: int, top: int) -> ChatSummary:
        """Return how much was talked, in all and within the last hours, and about what."""
        now = self._clock().astimezone(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = now - timedelta(hours=hours)
        async with self._transaction() as session:
            watch = WatchRepository(session)
            totals = await watch.totals(midnight)
            intents = await watch.intents(since, top)
            window = await watch.window(since, hours)
        average = totals.turns / totals.sessions if totals.sessions else 0.0
        return ChatSummary(
            at=now,
            today=midnight.date(),
            zone="UTC",
            sessions_total=totals.sessions,
            sessions_today=totals.today,
            messages_total=totals.messages,
            avg_turns_per_session=round(average, 2),
            top_intents=intents,
            window=window,
        )

    async def list_sessions(self, piece: Piece, wanted: WantedSessions) -> Page[WatchedSession]:
        """Return a page of conversations, those opened last first.

        Raises:
            MalformedError: The cursor is none of this list.
        """
        after = decode_cursor(piece.cursor) if piece.cursor else None
        async with self._transaction() as session:
            found = await WatchRepository(session).page(wanted, piece.limit + 1, after)
            await _record(session, piece, "chat.list", wanted.user_id or "*", wanted)
        shown, more = found[: piece.limit], len(found) > piece.limit
        last = shown[-1][0] if shown else None
        return Page(
            items=[_session_out(row, email) for row, email in shown],
            next_cursor=encode_cursor(last.opened_at, last.id) if last and more else None,
            has_more=more,
        )

    async def list_messages(
        self, piece: Piece, session_id: str, wanted: Wanted
    ) -> Page[MessageOut]:
        """Return a page of what was said in a conversation, the newest first.

        Raises:
            MalformedError: The cursor is none of this list.
            NotFoundError: There is no such conversation.
        """
        before = int(decode_keys(piece.cursor, int)[0]) if piece.cursor else None
        async with self._transaction() as session:
            watch = WatchRepository(session)
            if await watch.owner(session_id) is None:
                raise NotFoundError(f"There is no conversation {session_id!r}")
            found = await watch.messages(session_id, wanted, piece.limit + 1, before)
            await _record(session, piece, "chat.read", session_id, wanted)
        shown, more = found[: piece.limit], len(found) > piece.limit
        return Page(
            items=[message_out(judged) for judged in shown],
            next_cursor=encode_keys(shown[-1][0].seq) if more else None,
            has_more=more,
        )


def _session_out(row: ChatSession, email: str) -> WatchedSession:
    shown = SessionOut.model_validate(row).model_dump()
    return WatchedSession(**shown, user_id=row.user_id, email=email)


async def _record(
    session: AsyncSession,
    piece: Piece,
    action: str,
    target_id: str,
    wanted: Wanted | WantedSessions,
) -> None:
    """Write down who read what: whose or which conversation, and what was asked for."""
    detail = {"limit": piece.limit, "cursor": piece.cursor, **dict(_told(wanted))}
    given = {name: value for name, value in detail.items() if value is not None}
    await AuditRepository(session).record(
        Deed(piece.operator, action, "chat_session", target_id, current_trace_id(), given)
    )


def _told(wanted: Wanted | WantedSessions) -> Iterator[tuple[str, Any]]:
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if isinstance(value, Wanted):
            yield from _told(value)
        else:
            yield field.name, value.isoformat() if isinstance(value, datetime) else value
