"""Lines in Redis: told once, bounded, and never waited for."""

import time

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from core.cache.redis import make_redis
from core.joblogs.domain import wire_line
from core.joblogs.stream import FIELD, KEEP_LINES, LogStream, key_of
from core.schemas.joblogs import JobLine
from tests.support.joblogs import a_line
from tests.support.proxy import silent_port

NOWHERE = "redis://127.0.0.1:1/0"


async def published(redis: Redis, task_id: str) -> list[JobLine]:
    entries = await redis.xrange(key_of(task_id))
    return [JobLine.model_validate_json(fields[FIELD]) for _, fields in entries]


async def test_lines_are_published_whole_under_their_own_numbers(redis: Redis) -> None:
    lines = [a_line(1), a_line(2)]

    await LogStream(redis).publish("t", 7, lines)

    assert await published(redis, "t") == [wire_line(6, lines[0]), wire_line(7, lines[1])]
    assert [entry_id for entry_id, _ in await redis.xrange(key_of("t"))] == ["6-0", "7-0"]


async def test_a_line_published_again_stays_one_and_those_after_it_come(redis: Redis) -> None:
    stream, lines = LogStream(redis), [a_line(1), a_line(2), a_line(3)]

    await stream.publish("t", 2, lines[:2])
    await stream.publish("t", 3, lines[1:])

    assert [line.seq for line in await published(redis, "t")] == [1, 2, 3]


async def test_only_the_newest_lines_stay_and_none_for_longer_than_an_hour(redis: Redis) -> None:
    await LogStream(redis).publish("t", 1_000, [a_line(number) for number in range(1_000)])

    seqs = [line.seq for line in await published(redis, "t")]
    assert seqs == list(range(1_001 - KEEP_LINES, 1_001))
    assert 3_500 < await redis.ttl(key_of("t")) <= 3_600


async def test_nothing_to_say_says_nothing(redis: Redis) -> None:
    await LogStream(redis).publish("t", 0, [])

    assert await redis.keys() == []


@pytest.mark.parametrize("frozen", [False, True], ids=["away", "frozen"])
async def test_where_redis_does_not_answer_lines_are_counted_and_nobody_waits(
    frozen: bool,
) -> None:
    async with silent_port() as port:
        address = f"redis://127.0.0.1:{port}/0" if frozen else NOWHERE
        async with make_redis(address) as redis:
            stream, began = LogStream(redis), time.monotonic()
            with capture_logs() as log:
                for _ in range(20):
                    await stream.publish("t", 2, [a_line(1), a_line(2)])

    assert time.monotonic() - began < 0.9
    assert stream.unpublished == 40
    assert [entry["event"] for entry in log] == ["log_stream_lost"]


async def test_a_redis_that_is_back_is_used_again_after_a_second(redis: Redis) -> None:
    now = 100.0
    async with make_redis(NOWHERE) as away:
        stream = LogStream(away, clock=lambda: now)
        await stream.publish("t", 1, [a_line(1)])
    stream._redis = redis

    await stream.publish("t", 2, [a_line(2)])
    now += 1.5
    await stream.publish("t", 3, [a_line(3)])

    assert [line.seq for line in await published(redis, "t")] == [3]
    assert stream.unpublished == 2
