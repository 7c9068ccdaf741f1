"""What people do with their conversations: find them, read them, name, close and delete them."""

from collections.abc import AsyncGenerator

import structlog

from core.assistant.cache import ConversationCache
from core.assistant.repository import ChatRepository, Judged
from core.db.engine import Transaction
from core.db.models.chat import ChatSession
from core.db.pagination import decode_cursor, decode_keys, encode_cursor, encode_keys
from core.kernel.clock import Clock
from core.kernel.errors import ConflictError, NotFoundError
from core.schemas.chat import FeedbackIn, MessageOut, SessionEdit, SessionOut
from core.schemas.envelope import Page

log = structlog.get_logger(__name__)

_EXPORTED_AT_ONCE = 200


class SessionService:
    """Keeps conversations; it raises `NotFoundError` for what is not there or not the caller's."""

    def __init__(
        self, transaction: Transaction, clock: Clock, conversations: ConversationCache
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._conversations = conversations

    async def list_sessions(
        self,
        user_id: str,
        *,
        limit: int,
        cursor: str | None,
        trip_id: str | None = None,
        closed: bool | None = None,
    ) -> Page[SessionOut]:
        """Return a page of conversations, those spoken in last first.

        Raises:
            MalformedError: The cursor is none of this list.
        """
        after = decode_cursor(cursor) if cursor else None
        async with self._transaction() as session:
            found = await ChatRepository(session).page(
                user_id, limit + 1, after, trip_id=trip_id, closed=closed
            )
        shown, more = found[:limit], len(found) > limit
        last = shown[-1] if shown else None
        return Page(
            items=[SessionOut.model_validate(row) for row in shown],
            next_cursor=encode_cursor(last.last_message_at, last.id) if last and more else None,
            has_more=more,
        )

    async def get(self, user_id: str, session_id: str) -> SessionOut:
        """Return one conversation."""
        async with self._transaction() as session:
            found = await _found(ChatRepository(session), user_id, session_id)
        return SessionOut.model_validate(found)

    async def edit(self, user_id: str, session_id: str, wish: SessionEdit) -> SessionOut:
        """Name a conversation, close or open it again, have it remember or not."""
        async with self._transaction() as session:
            row = await _found(ChatRepository(session), user_id, session_id, lock=True)
            if wish.title is not None:
                row.title = wish.title
            if wish.use_memory is not None:
                row.use_memory = wish.use_memory
            if wish.closed is not None:
                row.closed_at = (row.closed_at or self._clock()) if wish.closed else None
        return SessionOut.model_validate(row)

    async def delete(self, user_id: str, session_id: str) -> None:
        """Delete a conversation with all that was said in it."""
        async with self._transaction() as session:
            if not await ChatRepository(session).delete(user_id, session_id):
                raise _missing(session_id)
        await self._conversations.drop(session_id)
        log.info("chat_session_deleted", session_id=session_id)

    async def list_messages(
        self, user_id: str, session_id: str, *, limit: int, cursor: str | None
    ) -> Page[MessageOut]:
        """Return a page of messages, the newest first.

        Raises:
            MalformedError: The cursor is none of this list.
        """
        before = int(decode_keys(cursor, int)[0]) if cursor else None
        async with self._transaction() as session:
            chats = ChatRepository(session)
            await _found(chats, user_id, session_id)
            found = await chats.messages(session_id, limit + 1, before=before)
        shown, more = found[:limit], len(found) > limit
        return Page(
            items=[message_out(judged) for judged in shown],
            next_cursor=encode_keys(shown[-1][0].seq) if more else None,
            has_more=more,
        )

    async def all_messages(
        self, user_id: str, session_id: str
    ) -> AsyncGenerator[list[MessageOut], None]:
        """Yield every message from the first, in short transactions."""
        after = 0
        while True:
            async with self._transaction() as session:
                chats = ChatRepository(session)
                await _found(chats, user_id, session_id)
                found = await chats.messages(session_id, _EXPORTED_AT_ONCE, after=after)
            if found:
                yield [message_out(judged) for judged in found]
                after = found[-1][0].seq
            if len(found) < _EXPORTED_AT_ONCE:
                return

    async def judge(self, user_id: str, message_id: str, wish: FeedbackIn) -> None:
        """Keep what somebody thinks of an answer, or take it back.

        Raises:
            ConflictError: It is no answer.
        """
        async with self._transaction() as session:
            chats = ChatRepository(session)
            message = await chats.find_message(user_id, message_id)
            if message is None:
                raise NotFoundError(f"There is no message {message_id!r}")
            if message.role != "assistant":
                raise ConflictError(f"Message {message_id!r} is no answer")
            if wish.thumb is None:
                await chats.unjudge(user_id, message_id)
            else:
                await chats.judge(user_id, message_id, wish.thumb, wish.comment)


def message_out(judged: Judged) -> MessageOut:
    """Return a message as it goes out, with what its owner thinks of it."""
    message, feedback = judged
    shown = MessageOut.model_validate(message)
    if feedback is None:
        return shown
    return shown.model_copy(update={"thumb": feedback.thumb, "comment": feedback.comment})


async def _found(
    chats: ChatRepository, user_id: str, session_id: str, *, lock: bool = False
) -> ChatSession:
    row = await chats.find(user_id, session_id, lock=lock)
    if row is None:
        raise _missing(session_id)
    return row


def _missing(session_id: str) -> NotFoundError:
    return NotFoundError(f"There is no conversation {session_id!r}")
