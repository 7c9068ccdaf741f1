"""What a run of the planner did and took; watchers hear of it as it happens."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core.kernel.errors import AppError
from core.llm.types import ChatCall, ChatResult
from core.planning.fallback import Fallback
from core.schemas.plans import PlanDayCard, ToolTrace

Emit = Callable[[str, ToolTrace | PlanDayCard], None]
"""Told of every step (`trace`) and every finished day (`day`); must not block."""


def nobody_listens(_event: str, _data: ToolTrace | PlanDayCard) -> None:
    """Drop the event."""


@dataclass(slots=True)
class Journal:
    """The record of one run."""

    emit: Emit = nobody_listens
    began: float = field(default_factory=time.perf_counter)
    traces: list[ToolTrace] = field(default_factory=list)
    model_calls: int = 0
    prompt_tokens: int = 0
    answered_by: tuple[str, str] | None = None
    """Provider and model that gave the last answer."""
    prompt_versions: dict[str, list[str]] = field(default_factory=dict)
    completion_tokens: int = 0
    retries: int = 0
    fallback_reason: Fallback | None = None

    @property
    def is_heard(self) -> bool:
        """Say whether anybody listens."""
        return self.emit is not nobody_listens

    @contextmanager
    def step(self, name: str, **detail: Any) -> Iterator[dict[str, Any]]:
        """Time a step and record it; what the body puts into the dictionary goes along."""
        began = time.perf_counter()
        status = "failed"
        try:
            yield detail
            status = "failed" if detail.pop("failed", False) else "ok"
        except AppError as error:
            detail["error_code"] = error.code
            raise
        finally:
            trace = ToolTrace.model_validate(
                {
                    "name": name,
                    "status": status,
                    "latency_ms": _ms_since(began),
                    "detail": detail,
                }
            )
            self.traces.append(trace)
            self.emit("trace", trace)

    def count(self, call: ChatCall, result: ChatResult) -> None:
        """Add a model's answer, and by which text it was asked for, to the books."""
        used = self.prompt_versions.setdefault(call.prompt_key, [])
        if call.prompt_version not in used:
            used.append(call.prompt_version)
        if result.provider:  # what an earlier release kept does not say
            self.answered_by = result.provider, result.model
        self.model_calls += result.attempts
        self.retries += result.attempts - 1
        self.prompt_tokens += result.usage.prompt_tokens
        self.completion_tokens += result.usage.completion_tokens

    def latency_ms(self) -> float:
        """Return the milliseconds since the run began."""
        return _ms_since(self.began)


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)
