"""What probes are told; anybody may ask, so it names no addresses and no reasons."""

from typing import Literal

from core.schemas.envelope import WireModel

State = Literal["ok", "degraded", "down"]


class LiveOut(WireModel):
    """The process answers."""

    state: Literal["ok"] = "ok"


class ReadyOut(WireModel):
    """Requests can be served; `degraded` where something that can be done without is away."""

    state: State
    dependencies: dict[str, State]
