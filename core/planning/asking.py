"""Asking the model, with the answer read and the books kept."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.catalog.port import Catalogue
from core.kernel.clock import Clock
from core.llm.structured import parse_object
from core.llm.types import ChatCall, ChatModel
from core.memory.preferences import NONE, Preferences
from core.planning.fallback import Cause, Fallback
from core.planning.journal import Journal
from core.planning.optimizer.solvers import Solver
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
    deep_seconds: float = 300.0
    deep_tokens: int = 1_000_000
    solver: Solver = Solver.OWN
    """Who looks deep plans over as a whole."""
    patient: bool = False
    """Whoever asked will ask again: a model that may come back is waited for, not gone without."""
    preferences: Preferences = NONE
    """Of whoever asks."""


class SpentError(Exception):
    """A deep run has no time or no tokens left for its model; `why` says which of them."""

    def __init__(self, what: Cause) -> None:
        self.why = Fallback(what)
        super().__init__(str(self.why))


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
        self.journal.count(call, result)
        return parse_object(result.text, result.finish_reason)

    async def ask_within(self, call: ChatCall) -> Mapping[str, Any]:
        """As `ask`, within what a deep run may take in all.

        Raises:
            SpentError: It has taken that already, or does before the model answers.
            ModelError: There was no answer, or none that is a JSON object.
        """
        left_s = self.tools.deep_seconds - self.journal.latency_ms() / 1000
        if left_s <= 0:
            raise SpentError(Cause.NO_TIME)
        if self.journal.prompt_tokens + self.journal.completion_tokens >= self.tools.deep_tokens:
            raise SpentError(Cause.NO_TOKENS)
        try:
            async with asyncio.timeout(left_s):
                return await self.ask(call)
        except TimeoutError as error:
            raise SpentError(Cause.NO_TIME) from error
