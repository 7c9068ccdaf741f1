"""What operators see of the models that are asked."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from core.schemas.envelope import WireModel


class ProviderOut(WireModel):
    """A provider with its model: whether it is asked, and how quickly it answered of late."""

    name: str
    model: str
    order: int = Field(description="Lower ones are asked first.")
    weight: float = Field(description="Its share among those of one order.")
    state: Literal["closed", "open", "half_open"] = Field(
        description="Asked as usual; let alone; tried by one call at a time."
    )
    failures: int = Field(description="Within the minute that is being counted.")
    cooldown_left_s: float
    last_error_type: str | None
    last_calls: int = Field(description="How many good answers the times are of, at most 100.")
    p50_ms: float | None
    p95_ms: float | None


class CallGroup(WireModel):
    """The calls of one provider's model with one prompt; times are of the good answers."""

    provider: str
    model: str
    prompt_key: str
    calls: int
    failed: int
    p50_ms: float | None
    p95_ms: float | None
    first_token_p50_ms: float | None = Field(description="Of the streamed answers among them.")
    first_token_p95_ms: float | None
    prompt_tokens: int
    completion_tokens: int


class CallErrors(WireModel):
    """A kind of failure of one provider's model, how often, and when last."""

    provider: str
    model: str
    error_type: str
    calls: int
    last_at: datetime


class CallsSummary(WireModel):
    """What was asked of the models within the last `hours`; each attempt is a call."""

    at: datetime
    hours: int
    groups: list[CallGroup]
    errors: list[CallErrors]
