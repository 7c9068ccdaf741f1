"""The assistant on a real database, around any model."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.accounts.repository import UserRepository
from core.assistant.cache import ConversationCache
from core.assistant.frames import Frame
from core.assistant.live import LiveTurn
from core.assistant.service import AssistantService, TurnLimits
from core.assistant.turning import Rooms
from core.db.engine import Transaction, make_transaction
from core.db.models.chat import ChatSession, ChatTurn, Message
from core.db.statements import Statement
from core.kernel.ids import new_id
from core.llm.types import ChatCall, Provider, ProviderAnswer
from core.memory.port import MemoryPort, NoMemory
from core.prompts.registry import PromptRegistry
from core.schemas.accounts import Role
from core.schemas.chat import ChatReply, ChatRequest
from tests.support.clock import ClockFake
from tests.support.models import Books, ScriptedModel, a_client
from tests.support.turns import NOW, Untouched

QUICK = TurnLimits(per_user=3, answer_s=5.0, turn_s=5.0, drain_s=0.01)


class HeldModel:
    """Answers with an object, but not before it is let go; `asked` is set once it is asked."""

    name = "held"
    model = "held-1"

    def __init__(self, answer: str) -> None:
        self._answer = answer
        self.calls = 0
        self.asked = asyncio.Event()
        self.go = asyncio.Event()
        self.left = asyncio.Event()

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        self.calls += 1
        self.asked.set()
        try:
            await self.go.wait()
        finally:
            self.left.set()
        return await ScriptedModel(self._answer).complete(_NO_CALL)

    async def aclose(self) -> None:
        """Nothing is held."""


_NO_CALL = ChatCall(prompt_key="x", prompt_version="x", messages=())


@dataclass(frozen=True)
class Assistants:
    """Makes assistants on one database: each is a process by itself."""

    engine: AsyncEngine
    statement: Statement
    redis: Redis

    @property
    def transaction(self) -> Transaction:
        """Return what opens a transaction."""
        return make_transaction(self.engine)

    def make(
        self,
        model: Provider,
        *,
        rules: Provider | None = None,
        memory: MemoryPort | None = None,
        limits: TurnLimits = QUICK,
        redis: Redis | None = None,
        **rooms: Any,
    ) -> AssistantService:
        """Return an assistant; a room that is not given must not be touched."""
        values: dict[str, Any] = {
            name: Untouched()
            for name in ("trips", "plans", "editing", "catalog", "toolbox", "proposals")
        }
        cache = ConversationCache(redis or self.redis, self.transaction, rounds=2)
        return AssistantService(
            Rooms(
                ai=a_client(model, Books(), max_attempts=1),
                rules=a_client(rules or ScriptedModel(), Books(), max_attempts=1),
                prompts=PromptRegistry(),
                memory=memory or NoMemory(),
                clock=ClockFake(NOW),
                canary="zqcanary",
                **(values | rooms),
            ),
            self.transaction,
            self.statement,
            cache,
            self.redis,
            limits,
        )

    async def a_person(self) -> str:
        """Return the id of somebody new."""
        async with self.transaction() as session:
            row = await UserRepository(session).add(f"{new_id()}@example.org", "-", Role.USER)
        assert row is not None
        return row.id

    async def rows(self, table: type[Any], **where: Any) -> Sequence[Any]:
        """Return the rows of a table, oldest first."""
        async with self.transaction() as session:
            wanted = [getattr(table, name) == value for name, value in where.items()]
            return (await session.scalars(select(table).where(*wanted).order_by(table.id))).all()

    async def turn(self, request_id: str) -> ChatTurn:
        """Return the row of a turn."""
        (row,) = await self.rows(ChatTurn, request_id=request_id)
        return row  # type: ignore[no-any-return] - rows of any table

    async def said(self, session_id: str) -> list[tuple[int, str, str]]:
        """Return the messages of a conversation."""
        rows: Sequence[Message] = await self.rows(Message, session_id=session_id)
        return sorted((row.seq, row.role, row.content) for row in rows)

    async def session(self, session_id: str) -> ChatSession:
        """Return the row of a conversation."""
        (row,) = await self.rows(ChatSession, id=session_id)
        return row  # type: ignore[no-any-return] - rows of any table


async def ask(
    assistant: AssistantService, caller: str, query: str = "你好", /, **wish: Any
) -> ChatReply:
    """Ask a question and return its answer."""
    live = await assistant.begin(caller, ChatRequest(query=query, **wish), "en")
    return await live.reply()


async def begun(
    assistant: AssistantService, caller: str, query: str = "你好", /, **wish: Any
) -> LiveTurn:
    """Ask a question and return its turn."""
    return await assistant.begin(caller, ChatRequest(query=query, **wish), "en")


async def all_of(frames: AsyncGenerator[Frame, None]) -> list[Frame]:
    """Return frames to the last."""
    return [frame async for frame in frames]
