"""The planner around any model, and what a run of its graph leaves behind."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.catalog.service import CatalogService
from core.llm.types import CallRecorder, Provider
from core.planning.asking import Run, Tools
from core.planning.graph import RECURSION_LIMIT, PlanState, build_graph
from core.planning.journal import Journal
from core.prompts.registry import PromptRegistry
from core.schemas.plans import PlanDayCard, PlanRequest, ToolTrace
from tests.support.clock import ClockFake
from tests.support.models import Books, a_client

NOW = datetime(2026, 11, 18, 4, tzinfo=UTC)
"""Noon of a Wednesday in China."""


def make_tools(
    catalog: CatalogService,
    model: Provider,
    *,
    books: CallRecorder | None = None,
    deep_retries: int = 2,
    fallback: bool = True,
    now: datetime = NOW,
) -> Tools:
    """Return what the planner works with: the real thing but for model, books and clock."""
    return Tools(
        ai=a_client(model, books or Books()),
        prompts=PromptRegistry(),
        catalog=catalog,
        clock=ClockFake(now),
        deep_retries=deep_retries,
        fallback_to_fast=fallback,
    )


@dataclass
class Watched:
    """A run of the graph and what its watchers were told, in order."""

    tools: Tools
    events: list[tuple[str, ToolTrace | PlanDayCard]] = field(default_factory=list)
    state: PlanState = field(default_factory=PlanState)

    def __post_init__(self) -> None:
        self.journal = Journal(emit=lambda event, data: self.events.append((event, data)))

    async def plan(self, request: PlanRequest) -> "Watched":
        """Run the graph to its end."""
        self.state = await build_graph().ainvoke(
            {"request": request},
            context=Run(self.tools, self.journal),
            config={"recursion_limit": RECURSION_LIMIT},
        )
        return self

    @property
    def told(self) -> list[str]:
        """Return name and outcome of every step, and every day, in order: `!` is a failed step."""
        return [
            f"day {data.day_index}"
            if isinstance(data, PlanDayCard)
            else data.name + ("!" if data.status == "failed" else "")
            for _, data in self.events
        ]

    def steps(self, name: str) -> list[ToolTrace]:
        """Return the traces of this name."""
        return [trace for trace in self.journal.traces if trace.name == name]
