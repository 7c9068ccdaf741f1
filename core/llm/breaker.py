"""When a provider is let alone for a while, and when it is tried again: arithmetic only.

The figures are those of LiteLLM's router: more than three failures in a minute, or more than half
of five calls or more, and nobody asks for five seconds. Then one call goes ahead, and what becomes
of it decides for all. Where there is nobody else to ask, the breaker opens only when nothing at all
got through: a bad server is then still better than none.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """Asked as usual; let alone; to be tried by one."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is put up with."""

    window_s: float = 60.0
    failures: int = 3
    """So many in a window are forgiven."""
    least: int = 5
    """From so many calls on their share of failures counts."""
    share: float = 0.5
    cooldown_s: float = 5.0
    longest_cooldown_s: float = 300.0
    """A server that names a later moment is asked then all the same."""
    probe_s: float = 60.0
    """A probe of which nothing was heard for so long is over."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of one provider's model; moments are seconds since 1970."""

    changed: float = 0.0
    window_from: float = 0.0
    asked: int = 0
    failed: int = 0
    open_until: float = 0.0
    """0 where it is closed."""
    probe_until: float = 0.0
    """Until when somebody else's probe is waited for."""
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that failed: of which kind, what the server asked for, and whether it is hopeless.

    Hopeless is what no patience mends: the key is refused, the model is not there.
    """

    error_type: str
    retry_after_s: float | None = None
    hopeless: bool = False


def state_of(breaker: Breaker, now: float, limits: Limits = LIMITS) -> State:
    """Return the state at a moment. A clock that was set back keeps nobody out for long."""
    if breaker.open_until == 0.0:
        return State.CLOSED
    left_s = breaker.open_until - now
    return State.OPEN if 0 < left_s <= limits.longest_cooldown_s else State.HALF_OPEN


def cooldown_left_s(breaker: Breaker, now: float, limits: Limits = LIMITS) -> float:
    """Return how long nobody asks."""
    is_open = state_of(breaker, now, limits) is State.OPEN
    return breaker.open_until - now if is_open else 0.0


def probing(breaker: Breaker, now: float, limits: Limits = LIMITS) -> Breaker | None:
    """Return the breaker with a probe under way, None where nobody may probe now."""
    waited_for = 0 < breaker.probe_until - now <= limits.probe_s
    if state_of(breaker, now, limits) is not State.HALF_OPEN or waited_for:
        return None
    return replace(breaker, changed=now, probe_until=now + limits.probe_s)


def without_probe(breaker: Breaker, probe_until: float) -> Breaker | None:
    """Return the breaker once a probe was given up, None where it is not that one's any more."""
    return replace(breaker, probe_until=0.0) if breaker.probe_until == probe_until else None


def after_probe(breaker: Breaker, now: float) -> Breaker:
    """Return the breaker after a probe that went well: closed, and nothing held against it."""
    return Breaker(changed=now, window_from=now, last_error=breaker.last_error)


def after_failure(
    breaker: Breaker,
    failure: Failure,
    now: float,
    *,
    asked: int,
    alone: bool,
    probe: bool = False,
    limits: Limits = LIMITS,
) -> Breaker:
    """Return the breaker after a failure, `asked` calls since it was last changed, this among them.

    A failure that comes in late, of a call from before the breaker opened, changes nothing.
    """
    if breaker.open_until and not probe:
        return replace(breaker, changed=now, last_error=failure.error_type)
    counted = _counted(breaker, now, asked, limits)
    counted = replace(counted, last_error=failure.error_type)
    if probe or _is_enough(counted, failure, alone, limits):
        wait_s = max(limits.cooldown_s, failure.retry_after_s or 0.0)
        return replace(
            counted, open_until=now + min(wait_s, limits.longest_cooldown_s), probe_until=0.0
        )
    return counted


def _counted(breaker: Breaker, now: float, asked: int, limits: Limits) -> Breaker:
    if not 0 <= now - breaker.window_from < limits.window_s:
        return replace(breaker, changed=now, window_from=now, asked=asked, failed=1)
    return replace(breaker, changed=now, asked=breaker.asked + asked, failed=breaker.failed + 1)


def _is_enough(counted: Breaker, failure: Failure, alone: bool, limits: Limits) -> bool:
    if alone:
        return counted.failed >= max(limits.least, counted.asked)
    if failure.hopeless or failure.retry_after_s:
        return True
    if counted.failed > limits.failures:
        return True
    return counted.asked >= limits.least and counted.failed > limits.share * counted.asked
