"""What the samples of all rounds amount to, and which promises they break."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, float]
"""What one system showed in one round, such as `{"drain_per_s": 212.0}`."""


@dataclass(frozen=True)
class Round:
    """One turn of every system, and how much of the machine others took meanwhile."""

    systems: Mapping[str, Figures]
    load: float
    """Load average over the last minute when the round began, our own work included."""
    foreign_share: float
    """Part of the machine's CPU time that went to processes not of this benchmark."""
    steal_share: float

    @property
    def is_noisy(self) -> bool:
        """Say whether others took so much that the figures mean little by themselves."""
        return self.foreign_share > MOST_FOREIGN or self.steal_share > MOST_STOLEN


@dataclass(frozen=True)
class Promise:
    """A bound on one system's figure, or on how it compares with a peer's in the same round."""

    system: str
    figure: str
    peer: str | None = None
    at_most: float = math.inf
    at_least: float = -math.inf

    @property
    def name(self) -> str:
        """Return what is promised, such as `drain_per_s_over_saq`."""
        return self.figure if self.peer is None else f"{self.figure}_over_{self.peer}"

    def value(self, systems: Mapping[str, Figures]) -> float:
        """Return what is bound, of one round."""
        own = systems[self.system][self.figure]
        return own if self.peer is None else own / systems[self.peer][self.figure]

    def holds(self, value: float) -> bool:
        """Say whether `value` is within the bounds; what is not a number never is."""
        return self.at_least <= value <= self.at_most


MOST_FOREIGN = 0.1
MOST_STOLEN = 0.02


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Return the median of all rounds, its bounds, and the rounds themselves."""
    return {
        "median": _rounded(statistics.median(values)),
        "low": _rounded(min(values)),
        "high": _rounded(max(values)),
        "rounds": [_rounded(value) for value in values],
    }


def report(rounds: Sequence[Round], promises: Sequence[Promise]) -> dict[str, Any]:
    """Return every figure of every system over all rounds, and the promises with their verdicts.

    A promise is judged by the median over the rounds. Noisy rounds count, and are named.
    """
    kept = {promise.name: _judged(promise, rounds) for promise in promises}
    return {
        "systems": {
            name: {
                figure: spread([turn.systems[name][figure] for turn in rounds])
                for figure in figures
            }
            for name, figures in rounds[0].systems.items()
        },
        "promises": kept,
        "broken": [name for name, verdict in kept.items() if not verdict["holds"]],
        "noisy_rounds": [number for number, turn in enumerate(rounds, 1) if turn.is_noisy],
        "machine": [
            {
                "load": turn.load,
                "foreign_share": _rounded(turn.foreign_share),
                "steal_share": _rounded(turn.steal_share),
            }
            for turn in rounds
        ],
    }


def exit_code(told: Mapping[str, Any]) -> int:
    """Return 1 where a promise is broken."""
    return 1 if told["broken"] else 0


def _judged(promise: Promise, rounds: Sequence[Round]) -> dict[str, Any]:
    values = [promise.value(turn.systems) for turn in rounds]
    bounds = {"at_most": promise.at_most, "at_least": promise.at_least}
    return {
        **{name: bound for name, bound in bounds.items() if math.isfinite(bound)},
        **spread(values),
        "holds": promise.holds(statistics.median(values)),
    }


def _rounded(value: float) -> float:
    """Return a value with four digits that count."""
    return float(f"{value:.4g}")
