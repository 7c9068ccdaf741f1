"""Asking the model, with the answer read and the books kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.catalog.port import Catalogue
from core.kernel.clock import Clock
from core.llm.structured import parse_object
from core.llm.types import ChatCall, ChatModel
from core.planning.journal import Journal
from core.planning.travel import ESTIMATE, Ways
from core.prompts.registry import PromptRegistry


@dataclass(frozen=True, slots=True)
class Tools:
    """What every run of the planner works with."""

    ai: ChatModel
    prompts: PromptRegistry
    catalog: Catalogue
    clock: Clock
    deep_retries: int
    fallback_to_fast: bool
    ways: Ways = ESTIMATE


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the tools, and the journal that belongs to it alone."""

    tools: Tools
    journal: Journal

    async def ask(self, call: ChatCall) -> Mapping[str, Any]:
        """Return the model's answer as a JSON object.

        Raises:
            ModelError: There was no answer, or none that is a JSON object.
        """
        result = await self.tools.ai.complete(call)
        self.journal.count(result)
        return parse_object(result.text, result.finish_reason)
