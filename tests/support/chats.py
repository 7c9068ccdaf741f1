"""Conversations written straight into the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.db.engine import Transaction
from core.db.models.chat import ChatSession, Message
from core.kernel.clock import utc_now
from core.kernel.ids import new_id


async def a_conversation(
    transaction: Transaction,
    user_id: str,
    said: Sequence[str] = ("Hello", "Hi!"),
    *,
    title: str = "Tokyo",
    trip_id: str | None = None,
    at: datetime | None = None,
) -> str:
    """Keep a conversation in which the person and the assistant take turns; return its id."""
    moment = at or utc_now()
    session_id = new_id()
    async with transaction() as session:
        session.add(
            ChatSession(
                id=session_id, user_id=user_id, title=title, trip_id=trip_id,
                opened_at=moment, last_message_at=moment, message_count=len(said),
            )
        )  # fmt: skip
        await session.flush()
        session.add_all(
            Message(
                session_id=session_id, seq=number, role="user" if number % 2 else "assistant",
                content=words, created_at=moment + timedelta(seconds=number),
            )
            for number, words in enumerate(said, start=1)
        )  # fmt: skip
    return session_id
