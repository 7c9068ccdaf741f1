"""Breakers that processes share through Redis, and what holds without it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from core.cache.redis import make_redis
from core.llm.breaker import LIMITS, Failure, State, state_of
from core.llm.breakers import Breakers, Pass
from tests.support.peers import closed_port
from tests.support.proxy import silent_port

_KEY = ("quick", "small")
_BUSY = Failure("provider_unavailable")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


async def leave_of(breakers: Breakers) -> Pass:
    """Return leave to call."""
    leave = await breakers.ask(_KEY, alone=False)
    assert leave is not None
    return leave


async def open_it(breakers: Breakers) -> None:
    """Let so many calls fail that the provider is let alone."""
    leaves = [await leave_of(breakers) for _ in range(LIMITS.failures + 1)]
    for leave in leaves:
        await breakers.failed(leave, _BUSY)


async def test_what_one_process_learns_the_next_one_knows(redis: Redis) -> None:
    clock = Clock()
    here, there = (Breakers(redis, clock=clock) for _ in range(2))
    await open_it(here)

    assert await there.ask(_KEY, alone=False) is None
    assert there.soonest_s([_KEY]) == LIMITS.cooldown_s


async def test_failures_of_several_processes_add_up(redis: Redis) -> None:
    clock = Clock()
    processes = [Breakers(redis, clock=clock) for _ in range(LIMITS.failures + 1)]
    leaves = [await leave_of(each) for each in processes]

    for each, leave in zip(processes, leaves, strict=True):
        await each.failed(leave, _BUSY)

    assert await Breakers(redis, clock=clock).ask(_KEY, alone=False) is None


async def test_calls_that_go_well_count_against_the_share_of_failures(redis: Redis) -> None:
    breakers = Breakers(redis, clock=Clock())
    for _ in range(10):
        await breakers.went_well(await leave_of(breakers))
    for _ in range(LIMITS.failures):
        await breakers.failed(await leave_of(breakers), _BUSY)

    (known,) = (await breakers.look([_KEY])).values()
    assert (known.asked, known.failed) == (10 + LIMITS.failures, LIMITS.failures)
    assert await breakers.ask(_KEY, alone=False) is not None


async def test_of_all_processes_one_probes(redis: Redis) -> None:
    clock = Clock()
    processes = [Breakers(redis, clock=clock) for _ in range(8)]
    await open_it(processes[0])
    clock.pass_s(LIMITS.cooldown_s)

    leaves = await asyncio.gather(
        *(each.ask(_KEY, alone=False) for each in processes for _ in range(3))
    )

    assert len([leave for leave in leaves if leave]) == 1


async def test_a_probe_that_goes_well_lets_everybody_ask_again(redis: Redis) -> None:
    clock = Clock()
    here = Breakers(redis, clock=clock)
    await open_it(here)
    clock.pass_s(LIMITS.cooldown_s)

    await here.went_well(await leave_of(here))

    assert await here.ask(_KEY, alone=False) is not None
    assert await Breakers(redis, clock=clock).ask(_KEY, alone=False) is not None


async def test_a_probe_nobody_waits_for_any_more_leaves_its_place_to_the_next(
    redis: Redis,
) -> None:
    clock = Clock()
    here = Breakers(redis, clock=clock)
    await open_it(here)
    clock.pass_s(LIMITS.cooldown_s)
    probe = await leave_of(here)
    assert await here.ask(_KEY, alone=False) is None

    await here.given_up(probe)

    assert await here.ask(_KEY, alone=False) is not None


async def test_calls_that_go_well_write_nothing(redis: Redis) -> None:
    breakers = Breakers(redis, clock=Clock())
    for _ in range(5):
        await breakers.went_well(await leave_of(breakers))

    assert await redis.keys("ai:*") == []


@pytest.mark.parametrize("text", ["{", "[]", "7", '{"asked": 1}', "null", '{"changed": "soon"}'])
async def test_what_nobody_of_ours_can_have_written_is_nothing(redis: Redis, text: str) -> None:
    await redis.set("ai:breaker:quick:small", text)

    assert await Breakers(redis, clock=Clock()).ask(_KEY, alone=False) is not None


async def walk_through(breakers: Breakers, clock: Clock) -> list[State]:
    """Return the states a provider goes through that fails, rests, is probed and is well."""
    states = []

    async def note() -> None:
        states.append(state_of((await breakers.look([_KEY]))[_KEY], clock().timestamp()))

    await note()
    await open_it(breakers)
    await note()
    clock.pass_s(LIMITS.cooldown_s)
    await note()
    await breakers.went_well(await leave_of(breakers))
    await note()
    return states


async def test_without_redis_all_is_the_same_but_the_sharing(redis: Redis) -> None:
    shared, alone = Clock(), Clock()
    expected = await walk_through(Breakers(redis, clock=shared), shared)
    with closed_port() as port, capture_logs() as lines:
        async with make_redis(f"redis://127.0.0.1:{port}/0") as lost:
            found = await walk_through(Breakers(lost, clock=alone), alone)

    assert found == expected == [State.CLOSED, State.OPEN, State.HALF_OPEN, State.CLOSED]
    assert [line["event"] for line in lines].count("breakers_not_shared") == 1


async def test_a_redis_that_hangs_is_waited_for_once_and_then_done_without() -> None:
    clock = Clock()
    loop = asyncio.get_running_loop()
    async with silent_port() as port, make_redis(f"redis://127.0.0.1:{port}/0") as frozen:
        breakers = Breakers(frozen, clock=clock)
        await breakers.ask(_KEY, alone=False)
        began = loop.time()
        await walk_through(breakers, clock)
        took_s = loop.time() - began

    assert took_s < 0.3


async def test_two_changes_at_the_same_time_are_both_made(redis: Redis) -> None:
    clock = Clock()
    processes = [Breakers(redis, clock=clock) for _ in range(3)]
    leaves = [await leave_of(each) for each in processes]

    told = (each.failed(leave, _BUSY) for each, leave in zip(processes, leaves, strict=True))
    await asyncio.gather(*told)

    (known,) = (await Breakers(redis, clock=clock).look([_KEY])).values()
    assert known.failed == len(processes)


async def test_a_redis_lost_in_the_middle_of_a_change_does_not_lose_the_change() -> None:
    clock = Clock()
    with closed_port() as port:
        async with make_redis(f"redis://127.0.0.1:{port}/0") as lost:
            breakers = Breakers(lost, clock=clock)
            await breakers.failed(Pass(_KEY, alone=False), Failure("rate_limited", 7.0))

            assert await breakers.ask(_KEY, alone=False) is None
            assert breakers.soonest_s([_KEY]) == 7.0
