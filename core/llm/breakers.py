"""Breakers that all processes share through Redis; without it each keeps its own.

Redis is looked at once a second at most, and written to only where something is wrong: a call that
goes well costs nothing. Each change is made to what is there at that moment, or made again.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import inf

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, WatchError

from core.kernel.clock import Clock, utc_now
from core.llm.breaker import (
    LIMITS,
    Breaker,
    Failure,
    Limits,
    State,
    after_failure,
    after_probe,
    cooldown_left_s,
    probing,
    state_of,
    without_probe,
)

log = structlog.get_logger(__name__)

Key = tuple[str, str]
"""Provider and model."""

_LOOK_EVERY_S = 1.0
_DEAF_S = 5.0
"""So long Redis is not asked again after it failed to answer."""
_KEPT_S = 600
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to make a call; a probe has to tell what became of it."""

    key: Key
    alone: bool
    probe_until: float | None = None


class Breakers:
    """The breakers of every provider, as this process knows them."""

    def __init__(
        self, redis: Redis | None = None, *, clock: Clock = utc_now, limits: Limits = LIMITS
    ) -> None:
        self._redis = redis
        self._clock = clock
        self._limits = limits
        self._known: dict[Key, Breaker] = {}
        self._asked: dict[Key, int] = {}
        """Calls that went well since the breaker was last changed by us."""
        self._looked: dict[Key, float] = {}
        self._deaf_until = 0.0

    async def look(self, keys: Sequence[Key]) -> dict[Key, Breaker]:
        """Return the breakers as they stand, with what other processes have told of them."""
        redis, now = self._shared(), _monotonic()
        stale = [key for key in keys if now >= self._looked.get(key, -inf) + _LOOK_EVERY_S]
        if redis is not None and stale:
            await self._refresh(redis, stale)
            # Only now: whoever asks meanwhile has to look as well.
            self._looked |= dict.fromkeys(stale, now)
        return {key: self._known.get(key, Breaker()) for key in keys}

    async def ask(self, key: Key, *, alone: bool) -> Pass | None:
        """Return leave to call, None where the provider is let alone."""
        breaker = (await self.look([key]))[key]
        match state_of(breaker, self._now(), self._limits):
            case State.CLOSED:
                return Pass(key, alone)
            case State.OPEN:
                return None
            case State.HALF_OPEN:
                claimed = await self._change(key, lambda b: probing(b, self._now(), self._limits))
                return Pass(key, alone, claimed.probe_until) if claimed else None

    async def went_well(self, leave: Pass) -> None:
        """Tell that the provider answered."""
        if leave.probe_until is None:
            self._asked[leave.key] = self._asked.get(leave.key, 0) + 1
            return
        await self._change(leave.key, lambda _: after_probe(_, self._now()))
        log.info("provider_back", provider=leave.key[0], model=leave.key[1])

    async def failed(self, leave: Pass, failure: Failure) -> None:
        """Tell that it did not."""
        asked = self._asked.pop(leave.key, 0) + 1

        def step(breaker: Breaker) -> Breaker:
            return after_failure(
                breaker,
                failure,
                self._now(),
                asked=asked,
                alone=leave.alone,
                probe=leave.probe_until is not None,
                limits=self._limits,
            )

        changed = await self._change(leave.key, step)
        if changed and (left_s := cooldown_left_s(changed, self._now(), self._limits)):
            log.warning(
                "provider_let_alone",
                provider=leave.key[0],
                model=leave.key[1],
                error_type=failure.error_type,
                seconds=round(left_s, 1),
            )

    async def given_up(self, leave: Pass) -> None:
        """Tell that nobody waited for what would become of it."""
        if (until := leave.probe_until) is not None:
            await self._change(leave.key, lambda breaker: without_probe(breaker, until))

    def soonest_s(self, keys: Sequence[Key]) -> float | None:
        """Return in how long one of these may be asked again, None where that is not known."""
        breakers = [self._known[key] for key in keys if key in self._known]
        return min(
            (cooldown_left_s(breaker, self._now(), self._limits) for breaker in breakers),
            default=None,
        )

    async def _refresh(self, redis: Redis, keys: Sequence[Key]) -> None:
        try:
            told = await redis.mget([_name(key) for key in keys])
        except (RedisError, OSError, TimeoutError) as error:
            self._turn_deaf(error)
            return
        for key, text in zip(keys, told, strict=True):
            self._keep(key, _read(text))

    async def _change(self, key: Key, step: Callable[[Breaker], Breaker | None]) -> Breaker | None:
        """Make a change and return its outcome, None where there was nothing to change."""
        if (redis := self._shared()) is not None:
            try:
                changed = await _changed_there(redis, key, self._known.get(key, Breaker()), step)
            except (RedisError, OSError, TimeoutError) as error:
                self._turn_deaf(error)
            else:
                self._keep(key, changed)
                return changed
        changed = step(self._known.get(key, Breaker()))
        self._keep(key, changed)
        return changed

    def _keep(self, key: Key, told: Breaker | None) -> None:
        self._known[key] = _later(told, self._known.get(key, Breaker()))

    def _shared(self) -> Redis | None:
        return None if _monotonic() < self._deaf_until else self._redis

    def _turn_deaf(self, error: Exception) -> None:
        self._deaf_until = _monotonic() + _DEAF_S
        log.warning("breakers_not_shared", reason=type(error).__name__)

    def _now(self) -> float:
        return self._clock().timestamp()


async def _changed_there(
    redis: Redis, key: Key, known: Breaker, step: Callable[[Breaker], Breaker | None]
) -> Breaker | None:
    """Change what Redis has, as if nobody else did so at the same time."""
    name = _name(key)
    async with redis.pipeline() as pipe:
        for _ in range(_TRIES):
            await pipe.watch(name)
            changed = step(_later(_read(await pipe.get(name)), known))
            if changed is None:
                return None
            pipe.multi()  # type: ignore[no-untyped-call]  # redis does not say
            pipe.set(name, json.dumps(asdict(changed)), ex=_KEPT_S)
            try:
                await pipe.execute()
            except WatchError:
                continue
            return changed
    raise RedisError("somebody else was always faster")


def _later(told: Breaker | None, known: Breaker) -> Breaker:
    return told if told is not None and told.changed >= known.changed else known


def _read(text: str | None) -> Breaker | None:
    """Return what another process wrote; what none of ours can have written is nothing."""
    try:
        told = json.loads(text or "null")
        if told is None:
            return None
        return Breaker(
            changed=float(told["changed"]),
            window_from=float(told["window_from"]),
            asked=int(told["asked"]),
            failed=int(told["failed"]),
            open_until=float(told["open_until"]),
            probe_until=float(told["probe_until"]),
            last_error=str(told["last_error"]) if told["last_error"] else None,
        )
    except (ValueError, TypeError, KeyError):
        return None


def _name(key: Key) -> str:
    return f"ai:breaker:{key[0]}:{key[1]}"


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
