"""Which fault comes when, by the seed, and what it does."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import redis.exceptions

from tests.chaos.stage import Stage
from tests.support.waiting import eventually

LEASE_S = 4.0
THINKING_PATIENCE_S = 4.0
PER_MINUTE = {
    "kill_worker": 12,
    "freeze_worker": 3,
    "terminate_worker": 5,
    "kill_api": 2,
    "kill_thinker": 6,
    "kill_thinkers": 1,
    "freeze_thinker": 3,
    "kill_redis": 3,
    "flush_redis": 2,
    "stop_postgres": 2,
}
"""How often each fault comes in a minute; each at least once in a run."""
_BEGUN_WITHIN_S = 60.0


@dataclass(frozen=True, order=True)
class Fault:
    """What happens at which second of the run."""

    at_s: float
    name: str


def plan_faults(seed: int, seconds: float) -> list[Fault]:
    """Return the faults of a run, the same for the same seed and length."""
    chance = random.Random(seed)
    counts = {name: max(1, round(n * seconds / 60)) for name, n in PER_MINUTE.items()}
    return sorted(
        Fault(round(chance.uniform(0.05, 0.95) * seconds, 2), name)
        for name, n in counts.items()
        for _ in range(n)
    )


class Trouble:
    """Does the faults to a stage and counts them."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._chance = random.Random(seed + 1)
        self.done: Counter[str] = Counter()
        self.frozen: list[int] = []
        """Processes that compute and were stopped for good: whoever they compute for ends them."""
        self._one_at_a_time = {name: asyncio.Lock() for name in PER_MINUTE}

    async def make(self, faults: list[Fault]) -> None:
        """Do every fault at its time; different ones may overlap, as in life."""
        began = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for fault in faults:
                wait_s = began + fault.at_s - asyncio.get_running_loop().time()
                await asyncio.sleep(max(0.0, wait_s))
                group.create_task(self._do(fault.name))

    async def _do(self, name: str) -> None:
        deeds: dict[str, Callable[[], Awaitable[bool]]] = {
            "kill_worker": self._kill_worker,
            "freeze_worker": self._freeze_worker,
            "terminate_worker": self._terminate_worker,
            "kill_api": self._kill_api,
            "kill_thinker": self._kill_thinker,
            "kill_thinkers": self._kill_thinkers,
            "freeze_thinker": self._freeze_thinker,
            "kill_redis": self._kill_redis,
            "flush_redis": self._flush_redis,
            "stop_postgres": self._stop_postgres,
        }
        async with self._one_at_a_time[name]:
            if await deeds[name]():
                self.done[name] += 1

    async def _kill_worker(self) -> bool:
        return self._chance.choice(self._stage.workers).send(signal.SIGKILL)

    async def _terminate_worker(self) -> bool:
        return self._chance.choice(self._stage.workers).send(signal.SIGTERM)

    async def _freeze_worker(self) -> bool:
        """Stop a worker for longer than its lease, so that it wakes up as a zombie."""
        worker = self._chance.choice(self._stage.workers)
        frozen = worker.send(signal.SIGSTOP)
        await asyncio.sleep(LEASE_S * 1.8)
        worker.send(signal.SIGCONT)
        return frozen

    async def _kill_api(self) -> bool:
        api = self._stage.api
        return api is not None and api.send(signal.SIGKILL)

    async def _kill_thinker(self) -> bool:
        return await self._send_to_thinkers(signal.SIGKILL, most=1)

    async def _kill_thinkers(self) -> bool:
        return await self._send_to_thinkers(signal.SIGKILL)

    async def _freeze_thinker(self) -> bool:
        return await self._send_to_thinkers(signal.SIGSTOP, most=1)

    async def _send_to_thinkers(self, number: signal.Signals, most: int | None = None) -> bool:
        """Send a signal to all processes that compute, or to some, as soon as there are any."""

        async def look() -> list[int]:
            return self._stage.thinkers

        try:
            found = await eventually(look, within_s=_BEGUN_WITHIN_S)
        except AssertionError:
            return False
        self._chance.shuffle(found)
        for pid in found[:most]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            if number is signal.SIGSTOP:
                self.frozen.append(pid)
        return True

    async def _kill_redis(self) -> bool:
        await self._stage.interrupt(self._stage.redis, signal.SIGKILL, away_s=1.0)
        return True

    async def _flush_redis(self) -> bool:
        try:
            await self._stage.flush_redis()
        except redis.exceptions.ConnectionError:  # it is away just now, and comes back empty
            return False
        return True

    async def _stop_postgres(self) -> bool:
        await self._stage.interrupt(self._stage.postgres, signal.SIGQUIT, away_s=1.0)
        return True
