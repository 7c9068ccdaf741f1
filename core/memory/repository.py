"""Memories in SQL: everything but the search, and the writing of vectors, which are mem0's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.chat import ChatSession, ChatTurn, Message
from core.db.models.memory import MemoryRow
from core.db.statements import Asks
from core.llm.calls import HeldCalls, booking
from core.memory.domain import Kind, Level, Memory
from core.memory.store import memory_of

_WRITTEN = booking("""
update chat_turns set memory = 'written' where id = :turn_id and memory = 'pending' returning id
""")
_TEXT = MemoryRow.payload["data"].astext


@dataclass(frozen=True, slots=True)
class Which:
    """Some of a traveller's memories; None is all of them."""

    level: str | None = None
    trip_id: str | None = None
    session_id: str | None = None
    words: str | None = None

    def saying(self, words: str | None) -> "Which":
        """Return those of them that say some words."""
        return replace(self, words=words)


class MemoryRepository:
    """The memories of one person at a time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(
        self, user_id: str, which: Which, limit: int, after: tuple[datetime, str] | None
    ) -> list[Memory]:
        """Return memories, the newest first."""
        place = tuple_(MemoryRow.said_at, MemoryRow.id)
        statement = (
            _of(user_id, which).order_by(MemoryRow.said_at.desc(), MemoryRow.id.desc()).limit(limit)
        )
        if after is not None:
            moment, row_id = after
            last = tuple_(literal(moment), literal(row_id, MemoryRow.id.type))
            statement = statement.where(place < last)
        return [_memory(row) for row in (await self._session.scalars(statement)).all()]

    async def find(self, user_id: str, memory_id: str) -> Memory | None:
        """Return a memory of a person, None where there is no such one."""
        row = await self._session.scalar(
            select(MemoryRow).where(MemoryRow.user_id == user_id, MemoryRow.id == memory_id)
        )
        return _memory(row) if row is not None else None

    async def preferring(self, user_id: str, trip_id: str | None) -> list[Memory]:
        """Return the memories a person's preferences come from, those of one trip among them."""
        reached = MemoryRow.level == Level.USER
        if trip_id is not None:
            reached |= MemoryRow.trip_id == trip_id
        statement = select(MemoryRow).where(
            MemoryRow.user_id == user_id,
            MemoryRow.payload["kind"].astext == Kind.PREFERENCE,
            reached,
        )
        return [_memory(row) for row in (await self._session.scalars(statement)).all()]

    async def delete(self, user_id: str, ids: Collection[str]) -> int:
        """Delete memories of a person; return how many were there."""
        gone = await self._session.scalars(
            delete(MemoryRow)
            .where(MemoryRow.user_id == user_id, MemoryRow.id.in_(ids))
            .returning(MemoryRow.id)
        )
        return len(gone.all())

    async def delete_turn(self, user_id: str, turn_id: str) -> None:
        """Delete what was written of one turn."""
        await self._session.execute(
            delete(MemoryRow).where(
                MemoryRow.user_id == user_id, MemoryRow.payload["turn_id"].astext == turn_id
            )
        )

    async def delete_all(self, user_id: str, which: Which) -> int:
        """Delete some of a person's memories; return how many."""
        chosen = _of(user_id, which).with_only_columns(MemoryRow.id)
        gone = await self._session.scalars(
            delete(MemoryRow).where(MemoryRow.id.in_(chosen)).returning(MemoryRow.id)
        )
        return len(gone.all())


@dataclass(frozen=True, slots=True)
class PendingTurn:
    """A turn that is still to be remembered."""

    id: str
    user_id: str
    session_id: str
    trip_id: str | None
    query: str
    answer: str
    said_at: datetime


async def mark_written(session: Asks, turn_id: str, calls: HeldCalls) -> bool:
    """Let a pending turn be remembered; say whether it was pending.

    The calls that were made for it are written down, whether it was or not.
    """
    given = {"turn_id": turn_id, "calls": calls.given_out()}
    return await session.scalar(_WRITTEN, given) is not None


class PendingTurns:
    """Which turns are still to be remembered, as their rows say."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def state(self, turn_id: str) -> str | None:
        """Return what a turn's row says of its memory, None where there is no such turn."""
        return await self._session.scalar(select(ChatTurn.memory).where(ChatTurn.id == turn_id))

    async def call_off(self, user_id: str) -> int:
        """Let none of a person's turns be remembered that are still to be; return how many."""
        return await self._mark(ChatTurn.user_id == user_id, "off")

    async def give_up(self, older_than: timedelta) -> int:
        """Let the oldest fail, and those that never came to an answer; return how many."""
        answered = select(Message.id).where(
            Message.turn_id == ChatTurn.id, Message.role == "assistant"
        )
        too_old = ChatTurn.created_at < func.now() - older_than
        silent = (ChatTurn.status != "running") & ~answered.exists()
        return await self._mark(too_old | silent, "failed")

    async def waiting(self, since: timedelta, limit: int) -> Sequence[PendingTurn]:
        """Return turns that wait for so long at least, the oldest first."""
        asked, said = _message("user"), _message("assistant")
        rows = await self._session.execute(
            select(
                ChatTurn.id, ChatTurn.user_id, ChatTurn.session_id, ChatSession.trip_id,
                asked.label("query"), said.label("answer"), ChatTurn.created_at,
            )
            .join(ChatSession, ChatSession.id == ChatTurn.session_id)
            .where(
                ChatTurn.memory == "pending",
                ChatTurn.finished_at < func.now() - since,
                asked.is_not(None),
                said.is_not(None),
            )
            .order_by(ChatTurn.created_at)
            .limit(limit)
        )  # fmt: skip
        return [PendingTurn(*row) for row in rows]

    async def _mark(self, which: ColumnElement[bool], state: str) -> int:
        found = await self._session.scalars(
            update(ChatTurn)
            .where(which, ChatTurn.memory == "pending")
            .values(memory=state)
            .returning(ChatTurn.id)
            .execution_options(synchronize_session=False)
        )
        return len(found.all())


def _message(role: str) -> ScalarSelect[str]:
    return (
        select(Message.content)
        .where(Message.turn_id == ChatTurn.id, Message.role == role)
        .order_by(Message.seq)
        .limit(1)
        .scalar_subquery()
    )


def _of(user_id: str, which: Which) -> Select[MemoryRow]:
    statement = select(MemoryRow).where(MemoryRow.user_id == user_id)
    if which.level is not None:
        statement = statement.where(MemoryRow.level == which.level)
    if which.trip_id is not None:
        statement = statement.where(MemoryRow.trip_id == which.trip_id)
    if which.session_id is not None:
        statement = statement.where(MemoryRow.session_id == which.session_id)
    if which.words:
        statement = statement.where(_TEXT.icontains(which.words, autoescape=True))
    return statement


def _memory(row: MemoryRow) -> Memory:
    payload = row.payload or {}
    return memory_of(row.id, payload, row.said_at, payload["data"])
