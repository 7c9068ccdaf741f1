"""The only place that asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the current moment with its zone; an argument wherever time decides something."""


def utc_now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)
