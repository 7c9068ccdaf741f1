"""What a run of a benchmark comes to: one JSON object."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

from core.benchmarks.running import Given, Outcome
from core.schemas.plans import PlanMode

_REASONS = 5
_REASON_CHARS = 160


def summary(
    benchmark: str,
    split: str,
    mode: PlanMode,
    given: Given,
    outcomes: Sequence[Outcome],
    metrics: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the report: what was run, `final_pass_rate` and the other metrics, and times.

    Raises:
        ValueError: The metrics lack `final_pass_rate`.
    """
    if "final_pass_rate" not in metrics:
        raise ValueError("the metrics lack final_pass_rate")
    times = [outcome.latency_ms for outcome in outcomes]
    return {
        "benchmark": benchmark,
        "split": split,
        "mode": mode.value,
        "input": given.value,
        "n": len(outcomes),
        **metrics,
        "undelivered": dict(_reasons(outcomes)),
        "latency_ms_p50": percentile(times, 0.5),
        "latency_ms_p95": percentile(times, 0.95),
        "latency_ms_mean": round(mean(times), 2) if times else None,
    }


def _reasons(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    found = Counter(
        (outcome.error or "no plan")[:_REASON_CHARS] for outcome in outcomes if outcome.plan is None
    )
    return found.most_common(_REASONS)


def percentile(values: Sequence[float], quantile: float) -> float | None:
    """Return the `quantile` (0 to 1) of values, between the two nearest; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    place = quantile * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 2)


def percent(part: int, whole: int) -> float:
    """Return a share in percent; of nothing it is 0."""
    return round(100 * part / whole, 2) if whole else 0.0
