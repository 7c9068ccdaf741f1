"""What the nodes of one turn know, and what they may touch."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol, TypedDict

from core.assistant.choosing import Question
from core.assistant.proposals import Proposals
from core.assistant.route import Route
from core.catalog.service import CatalogService
from core.kernel.clock import Clock
from core.kernel.errors import ModelError
from core.llm.types import ChatModel
from core.memory.port import MemoryPort
from core.planning.editing.service import TripEditing
from core.planning.service import PlanService
from core.prompts.registry import PromptRegistry
from core.schemas.chat import (
    Language,
    NodeTrace,
    ProposalOut,
    Stage,
    UsedMemory,
)
from core.schemas.plans import PlanMode
from core.schemas.tools import ToolName, ToolResult, ToolSuggestion
from core.tools.port import Toolbox
from core.trips.service import TripService

Facts = Mapping[str, Any]
"""What a node has found, as JSON: `kind` says what it is, the rest is for the one who puts it into
words, be it a model or the rules of the offline voice. Nothing else may be said as a fact."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a conversation has come to: its last messages, and what waits for an answer.

    That is a change of a trip, or a question that was asked back.
    """

    said: tuple[Said, ...] = ()
    proposal: ProposalOut | None = None
    waiting: Question | None = None


class Conversations(Protocol):
    """Knows what was said before."""

    async def so_far(self, session_id: str, message_count: int) -> Conversation:
        """Return a conversation that has so many messages."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came, with what its conversation says of itself.

    `stage` is that of the turn before, and `message_count` how many messages there were then.
    """

    user_id: str
    session_id: str
    trip_id: str | None
    query: str
    language: Language
    now: datetime
    request_id: str
    use_memory: bool
    top_k_memory: int
    mode: PlanMode | None
    stage: Stage | None = None
    message_count: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What one call of a model took; `attempts` of 0 is a text that was only part of a prompt."""

    prompt_key: str
    prompt_version: str
    provider: str = ""
    model: str = ""
    tokens: int = 0
    attempts: int = 0


class TurnState(TypedDict, total=False):
    """What is known so far; a node returns what it adds.

    `answer` is there when all of it has been said; `is_withheld` where a model obeyed somebody else
    and not all of its words were let out. `failure` is why the model did not say what
    the turn is about, `degraded` the `error_type` for which rules had to answer in its place.
    """

    asked: Asked
    history: tuple[Said, ...]
    memories: tuple[UsedMemory, ...]
    proposal: ProposalOut | None
    waiting: Question | None
    """What was asked back in the turn before."""
    question: Question
    """What is asked back in this one."""
    route: Route
    stage: Stage | None
    trip_id: str | None
    task_id: str | None
    facts: Facts
    tool_results: list[ToolResult]
    suggestions: list[ToolSuggestion]
    answer: str
    is_withheld: bool
    failure: ModelError
    degraded: str | None
    traces: Annotated[list[NodeTrace], operator.add]
    spent: Annotated[list[Spent], operator.add]


@dataclass(frozen=True, slots=True)
class Turning:
    """What the nodes of one turn may touch.

    `say` gives out a piece of the answer, `tell` that a node has done its part; both return at once
    and are heard by whoever listens. The graph tells of every trace that a node returns.
    """

    ai: ChatModel
    rules: ChatModel
    """The offline model, which is always there."""
    prompts: PromptRegistry
    conversations: Conversations
    memory: MemoryPort
    trips: TripService
    plans: PlanService
    editing: TripEditing
    catalog: CatalogService
    toolbox: Toolbox
    proposals: Proposals
    clock: Clock
    say: Callable[[str], None]
    tell: Callable[[NodeTrace, ToolName | None], None]
    canary: str = ""
    """A word that stands in what the system says, and that no answer may have."""
