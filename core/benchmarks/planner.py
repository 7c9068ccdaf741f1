"""The product's planner over a benchmark's world: no database, no queue, the built-in model."""

from datetime import UTC, date, datetime, time

from core.catalog.port import Catalogue
from core.kernel.clock import Clock
from core.llm.client import AiClient
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import CallRecord
from core.planning.asking import Run, Tools
from core.planning.graph import RECURSION_LIMIT, PlanState, build_graph
from core.planning.journal import Journal
from core.planning.travel import ESTIMATE, Ways
from core.planning.understanding.reading import understand
from core.planning.understanding.resolve import Understood
from core.prompts.registry import PromptRegistry
from core.schemas.plans import PlanRequest

_TIMEOUT_S = 60.0


class _NoBooks:
    async def record(self, provider: str, model: str, record: CallRecord) -> None:
        """Keep nothing."""
        del provider, model, record


class BenchPlanner:
    """Plans requests for one world; `today` is what "tomorrow" counts from."""

    def __init__(self, catalog: Catalogue, today: date, ways: Ways = ESTIMATE) -> None:
        self._graph = build_graph()
        self._tools = Tools(
            ai=AiClient(OfflineProvider(), _NoBooks(), timeout_s=_TIMEOUT_S, max_attempts=1),
            prompts=PromptRegistry(),
            catalog=catalog,
            clock=_clock_at(today),
            deep_retries=2,
            fallback_to_fast=True,
            ways=ways,
        )

    async def understand(self, request: PlanRequest) -> Understood:
        """Return what a request comes to in this world, without planning it.

        Raises:
            AppError: The request is refused.
        """
        understood, _ = await understand(Run(self._tools, Journal()), request)
        return understood

    async def plan(self, request: PlanRequest) -> PlanState:
        """Return all that a run of the planner knows in the end.

        Raises:
            AppError: The planner refuses the request or gives up.
        """
        state: PlanState = await self._graph.ainvoke(
            {"request": request},
            context=Run(self._tools, Journal()),
            config={"recursion_limit": RECURSION_LIMIT},
        )
        return state


def _clock_at(today: date) -> Clock:
    noon = datetime.combine(today, time(12), tzinfo=UTC)
    return lambda: noon
