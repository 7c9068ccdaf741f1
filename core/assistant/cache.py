"""What conversations have come to, in Redis: it saves a statement, and may be gone.

An entry says how many messages there were when it was made. The conversation's row knows how many
there are, so an entry that is out of date is never taken for the truth.
"""

import json
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.assistant.choosing import Question
from core.assistant.repository import ChatRepository
from core.assistant.state import Conversation, Said
from core.db.engine import Transaction
from core.schemas.chat import ProposalOut

log = structlog.get_logger(__name__)

_KEPT_S = 3_600
_GONE = (RedisError, OSError, TimeoutError)


class ConversationCache:
    """Knows the last rounds of conversations, from Redis or from PostgreSQL."""

    def __init__(self, redis: Redis, transaction: Transaction, *, rounds: int) -> None:
        self._redis = redis
        self._transaction = transaction
        self._most = 2 * rounds

    async def so_far(self, session_id: str, message_count: int) -> Conversation:
        """Return a conversation that has so many messages."""
        if not message_count:
            return Conversation()
        found = await self._find(session_id, message_count)
        if found is None:
            async with self._transaction() as session:
                found = await ChatRepository(session).so_far(session_id, self._most)
            await self.keep(session_id, message_count, found)
        return found

    async def keep(self, session_id: str, message_count: int, now: Conversation) -> None:
        """Keep what a conversation of so many messages has come to."""
        said = [(said.role, said.content) for said in now.said[-self._most :]] if self._most else []
        entry = json.dumps(
            {
                "count": message_count,
                "said": said,
                "proposal": _json(now.proposal),
                "waiting": _json(now.waiting),
            },
            ensure_ascii=False,
        )
        try:
            await self._redis.set(_key(session_id), entry, ex=_KEPT_S)
        except _GONE as error:
            log.warning("conversation_not_cached", session_id=session_id, reason=repr(error))

    async def drop(self, session_id: str) -> None:
        """Forget a conversation; where that cannot be said, its entry is out of date anyway."""
        try:
            await self._redis.delete(_key(session_id))
        except _GONE as error:
            log.warning("conversation_not_dropped", session_id=session_id, reason=repr(error))

    async def _find(self, session_id: str, message_count: int) -> Conversation | None:
        try:
            entry = await self._redis.get(_key(session_id))
        except _GONE as error:
            log.warning("conversation_not_found_in_cache", reason=repr(error))
            return None
        return _read(entry, message_count) if entry else None


def _read(entry: str, message_count: int) -> Conversation | None:
    """Return what an entry says, None where it is of another state or of another release."""
    try:
        kept: dict[str, Any] = json.loads(entry)
        if kept["count"] != message_count:
            return None
        proposal, waiting = kept["proposal"], kept["waiting"]
        return Conversation(
            tuple(Said(role, content) for role, content in kept["said"]),
            ProposalOut.model_validate(proposal) if proposal else None,
            Question.model_validate(waiting) if waiting else None,
        )
    except (ValueError, TypeError, KeyError, ValidationError):
        return None


def _json(value: BaseModel | None) -> Any:
    return value.model_dump(mode="json") if value else None


def _key(session_id: str) -> str:
    return f"conversation:{session_id}"
