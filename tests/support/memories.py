"""People to be remembered, and a memory that remembers them in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.chat import ChatSession, ChatTurn, Message
from core.db.models.trip import Trip
from core.kernel.clock import utc_now
from core.kernel.ids import new_id
from core.kernel.settings import Settings
from core.llm.embeddings import HashingEmbedder
from core.memory.building import store_of
from core.memory.domain import Remembered, TurnSaid
from core.memory.service import MemoryService
from core.memory.store import Store

_numbers = count(1)
"""Of messages: no two have one, whatever conversation they are of."""


def a_store(settings: Settings, *, beside: bool = False) -> Store:
    """Return the store of the settings."""
    assert settings.database_url is not None
    return store_of(settings, settings.database_url, beside=beside)


def a_memory(transaction: Transaction, store: Store, **changes: Any) -> MemoryService:
    """Return a memory over a store, that finds no facts unless it is given what extracts them."""
    given: dict[str, Any] = {
        "statement": transaction, "clock": utc_now, "embedder": HashingEmbedder(),
        "extraction": None,
    }  # fmt: skip
    return MemoryService(transaction, store, **(given | changes))


@asynccontextmanager
async def remembering(
    settings: Settings, transaction: Transaction, *, beside: bool = False, **changes: Any
) -> AsyncIterator[MemoryService]:
    """Give a memory with a store of its own, which is closed at the end."""
    store = a_store(settings, beside=beside)
    try:
        yield a_memory(transaction, store, **changes)
    finally:
        await store.close()


async def a_person(transaction: Transaction) -> str:
    """Keep an account; return its id."""
    async with transaction() as session:
        user = User(email=f"{new_id()}@example.org", password_hash="none")
        session.add(user)
        await session.flush()
        return user.id


async def a_trip_of(transaction: Transaction, user_id: str) -> str:
    """Keep an empty trip to a city of the shipped catalogue; return its id."""
    async with transaction() as session:
        trip = Trip(
            owner_id=user_id, title="South", city_id="guangzhou", start_date=utc_now().date(),
            day_count=1, travellers=1, currency="CNY",
        )  # fmt: skip
        session.add(trip)
        await session.flush()
        return trip.id


async def a_turn(
    transaction: Transaction,
    user_id: str,
    query: str,
    answer: str = "Noted.",
    *,
    session_id: str | None = None,
    trip_id: str | None = None,
    at: datetime | None = None,
    memory: str = "pending",
) -> TurnSaid:
    """Keep a turn that has ended, by default in a conversation of its own, and return it."""
    at = at or utc_now()
    async with transaction() as session:
        if session_id is None:
            session_id = new_id()
            session.add(ChatSession(id=session_id, user_id=user_id, trip_id=trip_id))
            await session.flush()
        turn = ChatTurn(
            id=new_id(), session_id=session_id, user_id=user_id, request_id=new_id(),
            payload_hash="-", status="succeeded", lease_until=at, memory=memory, trace_id="-",
            created_at=at, finished_at=at + timedelta(milliseconds=1),
        )  # fmt: skip
        session.add(turn)
        await session.flush()
        session.add_all(
            Message(
                session_id=session_id, turn_id=turn.id, seq=next(_numbers), role=role, content=said
            )
            for role, said in (("user", query), ("assistant", answer))
        )
        who = Remembered(user_id, trip_id, session_id)
        return TurnSaid(turn.id, who, query, answer, "en", at)
