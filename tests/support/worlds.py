"""The planner over catalogues in memory: what ships with the product, or small worlds of tests."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from core.catalog.memory import MemoryCatalogue
from core.catalog.port import Catalogue
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Provider
from core.planning.asking import Tools
from core.prompts.registry import PromptRegistry
from core.schemas.plans import PlanRequest
from tests.support.clock import ClockFake
from tests.support.models import Books, a_client
from tests.support.planner import Watched

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


@lru_cache(maxsize=1)
def shipped() -> MemoryCatalogue:
    """Return what ships with the product."""
    return MemoryCatalogue.shipped()


async def planned(
    catalog: Catalogue | None = None, model: Provider | None = None, **fields: Any
) -> Watched:
    """Return a run of the planner, with the built-in model unless another is given."""
    tools = Tools(
        ai=a_client(model or OfflineProvider(), Books()),
        prompts=PromptRegistry(),
        catalog=catalog or shipped(),
        clock=ClockFake(NOON),
        deep_retries=1,
        fallback_to_fast=True,
    )
    return await Watched(tools).plan(PlanRequest.model_validate(fields))
