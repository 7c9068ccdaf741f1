"""Until when an answer is of use: said once at the edge, known to every call below.

The moment lies on the event loop's own clock, which no change of the date moves.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

_until: ContextVar[float] = ContextVar("answer_wanted_until", default=inf)

_RESERVE_S = 5.0
"""What each order of providers that is still to come is left of a call's time, at most."""


@contextmanager
def answer_within(seconds: float) -> Iterator[float]:
    """Let model calls of this block take `seconds` at most; yields what they may take in truth.

    A block inside another can only have less than that, never more.
    """
    until = deadline_after(seconds)
    before = _until.set(until)
    try:
        yield until - _now()
    finally:
        _until.reset(before)


def deadline_after(seconds: float) -> float:
    """Return the moment in `seconds` by the loop's clock, or an earlier one that holds here."""
    return min(_until.get(), _now() + seconds)


def left_until(deadline: float) -> float:
    """Return the seconds until a moment; less than none where it is past."""
    return deadline - _now()


def attempt_s(cap_s: float, left_s: float, orders_to_come: int) -> float:
    """Return how long one attempt may take, so that others still find time to answer."""
    reserve = min(_RESERVE_S * orders_to_come, left_s / 2)
    return min(cap_s, left_s - reserve)


def _now() -> float:
    return asyncio.get_running_loop().time()
