"""What operators see of the running product."""

from typing import Literal

from core.schemas.envelope import WireModel


class DependencyState(WireModel):
    """One thing the product stands on."""

    name: str
    state: Literal["ok", "degraded", "down"]
    latency_ms: float | None
    detail: str
    advice: str = ""


class HealthOut(WireModel):
    """All of them; `state` is the worst."""

    state: Literal["ok", "degraded", "down"]
    version: str
    dependencies: list[DependencyState]
