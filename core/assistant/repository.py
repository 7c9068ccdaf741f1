"""Conversations in SQL. One belongs to whoever opened it: to others it is not there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.choosing import Question
from core.assistant.proposals import proposal_out
from core.assistant.state import Conversation, Said
from core.db.models.chat import ChatProposal, ChatSession, Message, MessageFeedback
from core.schemas.chat import ProposalStatus

QUESTION = "question"
"""Where the answer that asked something back keeps its question, beside what it rests on."""
Judged = tuple[Message, MessageFeedback | None]
"""A message, and what its owner thinks of it."""


class ChatRepository:
    """Sessions, messages and what was thought of them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(
        self, user_id: str, session_id: str, *, lock: bool = False
    ) -> ChatSession | None:
        """Return a conversation; with `lock` nobody else changes it until this transaction ends."""
        statement = select(ChatSession).where(
            ChatSession.user_id == user_id, ChatSession.id == session_id
        )
        return await self._session.scalar(statement.with_for_update() if lock else statement)

    async def page(
        self,
        user_id: str,
        limit: int,
        after: tuple[datetime, str] | None,
        *,
        trip_id: str | None,
        closed: bool | None,
    ) -> Sequence[ChatSession]:
        """Return conversations, those spoken in last first."""
        place = tuple_(ChatSession.last_message_at, ChatSession.id)
        statement = (
            select(ChatSession)
            .where(ChatSession.user_id == user_id)
            .order_by(ChatSession.last_message_at.desc(), ChatSession.id.desc())
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(place < tuple_(*after))
        if trip_id is not None:
            statement = statement.where(ChatSession.trip_id == trip_id)
        if closed is not None:
            is_open = ChatSession.closed_at.is_(None)
            statement = statement.where(~is_open if closed else is_open)
        return (await self._session.scalars(statement)).all()

    async def delete(self, user_id: str, session_id: str) -> bool:
        """Delete a conversation with all that was said in it; say whether it was there."""
        statement = delete(ChatSession).where(
            ChatSession.user_id == user_id, ChatSession.id == session_id
        )
        gone = await self._session.scalars(statement.returning(ChatSession.id))
        return gone.first() is not None

    async def messages(
        self, session_id: str, limit: int, *, before: int | None = None, after: int | None = None
    ) -> list[Judged]:
        """Return messages, the newest first; with `after` those behind it, the oldest first."""
        order = Message.seq.desc() if after is None else Message.seq.asc()
        mine = and_(
            MessageFeedback.message_id == Message.id, MessageFeedback.user_id == ChatSession.user_id
        )
        statement = (
            select(Message, MessageFeedback)
            .join(ChatSession, ChatSession.id == Message.session_id)
            .outerjoin(MessageFeedback, mine)
            .where(Message.session_id == session_id)
            .order_by(order)
            .limit(limit)
        )
        if before is not None:
            statement = statement.where(Message.seq < before)
        if after is not None:
            statement = statement.where(Message.seq > after)
        return [(message, judged) for message, judged in await self._session.execute(statement)]

    async def so_far(self, session_id: str, limit: int) -> Conversation:
        """Return the last of what was said, the oldest first, and what waits for an answer."""
        waits = ChatProposal.status == ProposalStatus.OPEN
        rows = await self._session.execute(
            select(Message.role, Message.content, Message.meta[QUESTION], ChatProposal)
            .outerjoin(ChatProposal, and_(ChatProposal.session_id == Message.session_id, waits))
            .where(Message.session_id == session_id, Message.role != "system")
            .order_by(Message.seq.desc())
            .limit(max(limit, 1))
        )
        found = rows.all()
        if not found:
            return Conversation()
        _, _, question, proposal = found[0]
        said = [Said(role, content) for role, content, _, _ in found[:limit]]
        return Conversation(
            tuple(reversed(said)),
            proposal_out(proposal) if proposal else None,
            Question.model_validate(question) if question else None,
        )

    async def find_message(self, user_id: str, message_id: str) -> Message | None:
        """Return a message of one's own conversations."""
        return await self._session.scalar(
            select(Message)
            .join(ChatSession, ChatSession.id == Message.session_id)
            .where(Message.id == message_id, ChatSession.user_id == user_id)
        )

    async def judge(self, user_id: str, message_id: str, thumb: int, comment: str) -> None:
        """Keep what somebody thinks of a message, in place of what they thought before."""
        values = {"thumb": thumb, "comment": comment, "created_at": func.now()}
        key = {"message_id": message_id, "user_id": user_id}
        await self._session.execute(
            insert(MessageFeedback)
            .values(key | values)
            .on_conflict_do_update(index_elements=["message_id", "user_id"], set_=values)
        )

    async def unjudge(self, user_id: str, message_id: str) -> None:
        """Forget what somebody thought of a message."""
        await self._session.execute(
            delete(MessageFeedback).where(
                MessageFeedback.message_id == message_id, MessageFeedback.user_id == user_id
            )
        )
