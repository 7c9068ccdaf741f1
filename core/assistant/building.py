"""Puts the assistant together."""

from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.assistant.cache import ConversationCache
from core.assistant.demo import Demonstration
from core.assistant.service import AssistantService, TurnLimits
from core.assistant.sessions import SessionService
from core.assistant.turning import Rooms
from core.db.engine import make_statement, make_transaction
from core.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything that is said, and what was said."""

    assistant: AssistantService
    demonstration: Demonstration
    sessions: SessionService


def assistant_of(settings: Settings, rooms: Rooms, engine: AsyncEngine, redis: Redis) -> Talk:
    """Return the assistant over the rooms it may go into."""
    statement, transaction = make_statement(engine), make_transaction(engine)
    rounds = settings.ai_assistant_max_history_rounds
    conversations = ConversationCache(redis, statement, rounds=rounds)
    limits = TurnLimits(per_user=settings.ai_assistant_max_running_per_user)
    return Talk(
        AssistantService(rooms, transaction, statement, conversations, redis, limits),
        Demonstration(rooms),
        SessionService(transaction, rooms.clock, conversations),
    )
