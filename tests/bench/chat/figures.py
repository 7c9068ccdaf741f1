"""What the samples of a run amount to, and which promises they break."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PROMISES: Mapping[str, float] = {
    "cpu_ms": 25.0,
    "p50_ms": 25.0,
    "p95_ms": 60.0,
    "first_token_p50_ms": 30.0,
    "errors": 0,
    "api_rss_mb": 220.0,
    "rss_slope_mb": 1.0,
}
"""Most of each figure; the slope is of a thousand turns."""


@dataclass(frozen=True)
class Held:
    """How much memory the process had after so many turns."""

    turns: int
    rss_mb: float


def slope_mb(held: Sequence[Held]) -> float:
    """Return by how much memory grows in a thousand turns, over the second half of a run.

    The first half fills pools and caches. The line is the one with the least squares.
    """
    late = held[len(held) // 2 :]
    if len(late) < 2:
        return 0.0
    turns = sum(one.turns for one in late) / len(late)
    rss_mb = sum(one.rss_mb for one in late) / len(late)
    spread = sum((one.turns - turns) ** 2 for one in late)
    grown = sum((one.turns - turns) * (one.rss_mb - rss_mb) for one in late)
    return 1000 * grown / spread


def broken(figures: Mapping[str, Any]) -> list[str]:
    """Return the promises that do not hold."""
    return [name for name, most in PROMISES.items() if figures[name] > most]
