"""One turn from its question to its answer: the graph, run with all that its nodes may touch."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from core.assistant.graph import RECURSION_LIMIT, build_graph
from core.assistant.keeping import Answered
from core.assistant.live import LiveTurn
from core.assistant.proposals import Proposals
from core.assistant.replying import Made, answered, conversation_after
from core.assistant.state import Asked, Conversation, Conversations, Turning, TurnState
from core.catalog.service import CatalogService
from core.kernel.clock import Clock
from core.kernel.ids import new_id
from core.llm.types import ChatModel
from core.memory.port import MemoryPort
from core.planning.editing.service import TripEditing
from core.planning.service import PlanService
from core.prompts.registry import PromptRegistry
from core.schemas.chat import ChatRequest
from core.tools.port import Toolbox
from core.trips.service import TripService


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms of the product that a turn may go into."""

    ai: ChatModel
    rules: ChatModel
    prompts: PromptRegistry
    memory: MemoryPort
    trips: TripService
    plans: PlanService
    editing: TripEditing
    catalog: CatalogService
    toolbox: Toolbox
    proposals: Proposals
    clock: Clock
    canary: str


class Turner:
    """Answers questions; keeps nothing."""

    def __init__(self, rooms: Rooms, conversations: Conversations) -> None:
        self._rooms = rooms
        self._conversations = conversations

    async def turn(
        self, asked: Asked, request: ChatRequest, live: LiveTurn
    ) -> tuple[Answered, Conversation]:
        """Return a turn with its answer, and what its conversation has come to by it.

        Raises:
            AppError: There is no answer.
        """
        began = time.perf_counter()
        state = cast(
            TurnState,
            await _graph().ainvoke(
                {"asked": asked},
                context=self._turning(live),
                config={"recursion_limit": RECURSION_LIMIT},
            ),
        )
        made = Made(
            question_id=new_id(),
            answer_id=new_id(),
            answered_at=self._rooms.clock(),
            latency_ms=round((time.perf_counter() - began) * 1000, 2),
            trace_id=live.trace_id,
        )
        return answered(asked, request, state, made), conversation_after(state)

    def _turning(self, live: LiveTurn) -> Turning:
        rooms = self._rooms
        return Turning(
            ai=rooms.ai,
            rules=rooms.rules,
            prompts=rooms.prompts,
            conversations=self._conversations,
            memory=rooms.memory,
            trips=rooms.trips,
            plans=rooms.plans,
            editing=rooms.editing,
            catalog=rooms.catalog,
            toolbox=rooms.toolbox,
            proposals=rooms.proposals,
            clock=rooms.clock,
            say=live.say,
            tell=live.tell,
            canary=rooms.canary,
        )


@lru_cache(maxsize=1)
def _graph() -> Any:
    return build_graph()
