"""The drawing of a turn: what was said and is remembered, what is wanted, what is found, the words.

Only this module knows how nodes are joined and who runs them; a node takes what is known and what
it may touch. Of each that has run there is a trace, told at once.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from core.assistant.nodes.answering import response_formatter
from core.assistant.nodes.fallback import fallback
from core.assistant.nodes.general import general
from core.assistant.nodes.history import load_history
from core.assistant.nodes.recall import memory_read
from core.assistant.nodes.routing import assistant
from core.assistant.nodes.tools import tools
from core.assistant.nodes.trip_edit import trip_edit
from core.assistant.nodes.trip_plan import trip_plan
from core.assistant.nodes.trip_query import trip_query
from core.assistant.state import Turning, TurnState
from core.schemas.chat import Intent, NodeTrace

RECURSION_LIMIT = 12
"""Twice as many nodes as the longest turn has."""

Node = Callable[[TurnState, Turning], Awaitable[TurnState]]
_Step = Callable[[TurnState, Runtime[Turning]], Awaitable[TurnState]]
_Next = Literal[
    "fallback", "trip_query", "trip_edit", "trip_plan", "tools", "general", "response_formatter",
    "__end__",
]  # fmt: skip
_FINDERS: dict[Intent, _Next] = {
    Intent.TRIP_QUERY: "trip_query",
    Intent.TRIP_EDIT: "trip_edit",
    Intent.TRIP_PLAN: "trip_plan",
    Intent.PLACE_SEARCH: "tools",
    Intent.WEATHER: "tools",
    Intent.HOTEL: "tools",
    Intent.FLIGHT: "tools",
    Intent.GENERAL_QA: "general",
}
"""Who finds the facts of an answer; what is not here needs none."""


async def _after_route(state: TurnState) -> _Next:
    # Awaits nothing; what is no coroutine the library runs in a thread.
    if "route" not in state:
        return "fallback"
    if "answer" in state:
        return "__end__"
    return _FINDERS.get(state["route"].intent, "response_formatter")


def build_graph(
    finders: Sequence[Node] = (trip_query, trip_edit, trip_plan, tools, general),
) -> Any:
    """Return the compiled graph; one serves every turn, each with its own `Turning` as context."""
    graph = StateGraph(TurnState, context_schema=Turning)
    for node in (load_history, memory_read, assistant, fallback, response_formatter):
        _add(graph, node)
    for finder in finders:
        _add(graph, finder)
        graph.add_edge(finder.__name__, "response_formatter")
    graph.add_edge(START, "load_history")
    graph.add_edge("load_history", "memory_read")
    graph.add_edge("memory_read", "assistant")
    graph.add_conditional_edges("assistant", _after_route)
    graph.add_conditional_edges("fallback", _after_route)
    graph.add_edge("response_formatter", END)
    return graph.compile()


def _add(graph: Any, node: Node) -> None:
    graph.add_node(node.__name__, _told(node))


def _told(node: Node) -> _Step:
    """Return a node as the graph runs it: timed, and told of when it has done its part."""
    name = node.__name__

    async def step(state: TurnState, runtime: Runtime[Turning]) -> TurnState:
        began = time.perf_counter()
        found = await node(state, runtime.context)
        latency_ms = round((time.perf_counter() - began) * 1000, 2)
        traces = found.get("traces") or [NodeTrace(node=name, status="ok")]
        timed = [
            trace.model_copy(update={"latency_ms": latency_ms}) if trace.node == name else trace
            for trace in traces
        ]
        results = found.get("tool_results")
        for trace in timed:
            runtime.context.tell(trace, results[0].tool if results else None)
        return {**found, "traces": timed}

    return step
