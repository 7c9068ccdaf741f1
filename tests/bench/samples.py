"""What samples amount to."""

import math
from collections.abc import Sequence


def quantile(samples: Sequence[float], q: float) -> float:
    """Return the smallest sample that a share `q` of all does not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(q * len(ordered)) - 1)]


def per_second(at_ns: Sequence[float]) -> float:
    """Return the rate of events between the first and the last of at least two moments."""
    return (len(at_ns) - 1) * 1e9 / (max(at_ns) - min(at_ns))
