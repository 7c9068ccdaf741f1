"""One turn of a conversation: the graph around any model, and what a run of it leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any, cast

from core.assistant.graph import RECURSION_LIMIT, Node, build_graph
from core.assistant.state import Asked, Conversation, Said, Turning, TurnState
from core.llm.types import ChatModel, Provider
from core.memory.domain import Memory, Recalled, Remembered, TurnSaid
from core.memory.port import NoMemory
from core.prompts.registry import PromptRegistry
from core.schemas.chat import NodeTrace
from core.schemas.tools import ToolName
from tests.support.clock import ClockFake
from tests.support.models import Books, ScriptedModel, a_client

NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
"""Noon of a Tuesday in China."""


class Recalling(NoMemory):
    """Recalls what it was given, and remembers who was asked for."""

    def __init__(self, *memories: Memory, failed: str | None = None) -> None:
        self._found = Recalled(memories, failed)
        self.asked: list[tuple[Remembered, str, int]] = []
        self.turns: list[TurnSaid] = []

    async def recall(self, who: Remembered, words: str, top_k: int) -> Recalled:
        self.asked.append((who, words, top_k))
        return self._found

    async def remember(self, turn: TurnSaid) -> None:
        self.turns.append(turn)


@dataclass
class ConversationsFake:
    """Every conversation is this one."""

    found: Conversation = field(default_factory=Conversation)

    async def so_far(self, session_id: str, message_count: int) -> Conversation:
        return self.found


class Untouched:
    """Stands for a port that the turn must not touch."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the turn asked for {name}")


def an_asked(query: str = "你好", **changes: Any) -> Asked:
    """Return a question in Chinese, without a trip."""
    asked = Asked(
        user_id="wei", session_id="s-1", trip_id=None, query=query, language="zh", now=NOW,
        request_id="r-1", use_memory=True, top_k_memory=5, mode=None,
    )  # fmt: skip
    return replace(asked, **changes)


def a_turning(**ports: Any) -> Turning:
    """Return what nodes may touch; a port that is not given must not be touched."""
    values: dict[str, Any] = {
        "ai": a_client(ScriptedModel()),
        "rules": a_client(ScriptedModel()),
        "prompts": PromptRegistry(),
        "conversations": ConversationsFake(),
        "memory": NoMemory(),
        "trips": Untouched(),
        "plans": Untouched(),
        "editing": Untouched(),
        "catalog": Untouched(),
        "toolbox": Untouched(),
        "proposals": Untouched(),
        "clock": ClockFake(NOW),
        "say": lambda _text: None,
        "tell": lambda _trace, _tool: None,
    }
    return Turning(**(values | ports))


@dataclass
class TurnRun:
    """A run of the whole graph, and all that was heard of it."""

    said: list[str] = field(default_factory=list)
    told: list[tuple[NodeTrace, ToolName | None]] = field(default_factory=list)
    state: TurnState = field(default_factory=TurnState)

    @property
    def nodes(self) -> list[str]:
        """Return the nodes that ran, in order; `!` marks those that failed."""
        return [
            trace.node + ("!" if trace.status == "failed" else "") for trace in self.state["traces"]
        ]

    @property
    def answer(self) -> str:
        """Return the answer, which is what was said."""
        assert "".join(self.said) == self.state["answer"]
        return self.state["answer"]


async def run_turn(
    model: Provider,
    asked: Asked | None = None,
    *,
    rules: Provider | None = None,
    said: tuple[Said, ...] = (),
    **ports: Any,
) -> TurnRun:
    """Run one turn with these models."""
    run = TurnRun()
    turning = a_turning(
        ai=_client(model),
        rules=_client(rules or ScriptedModel()),
        **{"conversations": ConversationsFake(Conversation(said)), **ports},
        say=run.said.append,
        tell=lambda trace, tool: run.told.append((trace, tool)),
    )
    state: Mapping[str, Any] = await build_graph(_finders()).ainvoke(
        {"asked": asked or an_asked()},
        context=turning,
        config={"recursion_limit": RECURSION_LIMIT},
    )
    run.state = cast(TurnState, state)
    return run


def _finders() -> list[Node]:
    """Return nodes that find nothing but that they were asked."""

    async def found(state: TurnState, _turning: Turning) -> TurnState:
        return {"facts": {"kind": "test", "intent": state["route"].intent}}

    return [
        _named(found, name) for name in ("trip_query", "trip_edit", "trip_plan", "tools", "general")
    ]


def _named(node: Node, name: str) -> Node:
    @wraps(node)
    async def named(state: TurnState, turning: Turning) -> TurnState:
        return await node(state, turning)

    named.__name__ = name
    return named


def _client(provider: Provider) -> ChatModel:
    return a_client(provider, Books(), max_attempts=1)
