"""What operators see of the running product."""

from core.schemas.envelope import WireModel
from core.schemas.health import State


class DependencyState(WireModel):
    """One thing the product stands on."""

    name: str
    state: State
    latency_ms: float | None
    detail: str
    advice: str = ""


class HealthOut(WireModel):
    """All of them; `state` is the worst."""

    state: State
    version: str
    dependencies: list[DependencyState]
