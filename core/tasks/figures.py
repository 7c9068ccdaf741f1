"""What is measured of the tasks; values only, without SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LATELY = timedelta(minutes=15)
"""The stretch of time the alerts look back on."""
ALIVE_FOR = timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken for dead."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How the tasks stand at a moment; times in seconds, None where there is nothing to measure.

    `succeeded`, `failed` and `mean_s` are of the tasks that ended lately; `beat_age_s` is that of
    the worker that was heard last.
    """

    at: datetime
    succeeded: int
    failed: int
    mean_s: float | None
    waiting: int
    oldest_waiting_s: float | None
    beat_age_s: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason for which tasks have failed, how often, and the last of them."""

    error_type: str
    n: int
    last_task_id: str
    last_detail: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Durations:
    """How long the tasks of a kind took that have succeeded, in milliseconds."""

    kind: str
    n: int
    mean_ms: float
    p50_ms: float
    p95_ms: float
