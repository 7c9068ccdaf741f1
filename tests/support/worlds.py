"""The planner over catalogues in memory: what ships with the product, or small worlds of tests."""

from datetime import UTC, datetime
from typing import Any

from core.catalog.port import Catalogue
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Provider
from core.planning.asking import Tools
from core.prompts.registry import PromptRegistry
from core.schemas.plans import PlanRequest
from tests.support.clock import ClockFake
from tests.support.models import Books, a_client
from tests.support.planner import Watched
from tests.support.shipped import shipped_catalogue

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


_PLANNED: dict[str, Watched] = {}


async def planned(
    catalog: Catalogue | None = None, model: Provider | None = None, **fields: Any
) -> Watched:
    """Return a run of the planner, with the built-in model unless another is given.

    Over what ships each request is planned once: whoever asks for the same is shown the same run.
    """
    if catalog is not None or model is not None:
        return await planned_anew(catalog, model, **fields)
    wish = PlanRequest.model_validate(fields).model_dump_json()
    if wish not in _PLANNED:
        _PLANNED[wish] = await planned_anew(**fields)
    return _PLANNED[wish]


async def planned_anew(
    catalog: Catalogue | None = None, model: Provider | None = None, **fields: Any
) -> Watched:
    """Return a run of the planner that was made for this very call."""
    tools = Tools(
        ai=a_client(model or OfflineProvider(), Books()),
        prompts=PromptRegistry(),
        catalog=catalog or shipped_catalogue(),
        clock=ClockFake(NOON),
        deep_retries=1,
        fallback_to_fast=True,
    )
    return await Watched(tools).plan(PlanRequest.model_validate(fields))
