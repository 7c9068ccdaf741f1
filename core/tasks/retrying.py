"""Which failures of a task may pass by themselves, and how long it waits before its next try."""

import random
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from core.kernel.errors import AppError

_FIRST_S = 5.0
_LONGEST_S = 300.0
_LONGEST_TOLD_S = 3600.0
"""Who asks us to come back later than in an hour is taken for an hour."""

Draw = Callable[[float, float], float]
"""Draws a number between two others."""


def may_pass(error: BaseException) -> bool:
    """Say whether the same work may succeed later, without anybody having mended anything.

    A request that is wrong stays wrong, and so does a bug.
    """
    if isinstance(error, AppError):
        return bool(error.data.get("retryable", error.retryable))
    return isinstance(error, OperationalError)


def pause_s(failures: int, error: BaseException, draw: Draw = random.uniform) -> float:
    """Return how long to wait after a failure when there were `failures` before it.

    Anything from nothing up to 5 s, 10 s, 20 s … five minutes, so that tasks that failed together
    do not come back together; but not before the moment the error itself names.
    """
    pause = draw(0.0, min(_LONGEST_S, _FIRST_S * 2 ** min(failures, 30)))
    told = error.retry_after_s if isinstance(error, AppError) else None
    return max(pause, min(told or 0.0, _LONGEST_TOLD_S))


def pause_of_lost_s(crashes: int, lease_s: float, draw: Draw = random.uniform) -> float:
    """Return how long a task waits whose worker was lost, when `crashes` came before.

    The first time not at all. Then anything up to two leases, four, eight …: among tasks that were
    lost together again and again may be the one that takes its workers with it, and those that come
    back at other moments are not beside it any more.
    """
    return draw(0.0, lease_s * 2 ** min(crashes, 10)) if crashes else 0.0
