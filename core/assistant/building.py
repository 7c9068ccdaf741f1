"""Puts the assistant together."""

from dataclasses import dataclass

from redis.asyncio import Redis

from core.assistant.cache import ConversationCache
from core.assistant.demo import Demonstration
from core.assistant.service import AssistantService, TurnLimits
from core.assistant.sessions import SessionService
from core.assistant.turning import Rooms
from core.db.engine import Transaction
from core.db.statements import Statement
from core.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything that is said, and what was said."""

    assistant: AssistantService
    demonstration: Demonstration
    sessions: SessionService


def assistant_of(
    settings: Settings, rooms: Rooms, transaction: Transaction, statement: Statement, redis: Redis
) -> Talk:
    """Return the assistant over the rooms it may go into."""
    rounds = settings.ai_assistant_max_history_rounds
    conversations = ConversationCache(redis, transaction, rounds=rounds)
    limits = TurnLimits(per_user=settings.ai_assistant_max_running_per_user)
    return Talk(
        AssistantService(rooms, transaction, statement, conversations, redis, limits),
        Demonstration(rooms),
        SessionService(transaction, rooms.clock, conversations),
    )
