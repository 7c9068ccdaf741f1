"""Following tasks: every line once and in order, whatever Redis does."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

import pytest
from redis.asyncio import Redis

from core.db.engine import Transaction
from core.joblogs.following import FollowEvent, Pace
from core.joblogs.hub import LogHub
from core.joblogs.service import JobLogService
from core.joblogs.stream import LogStream, key_of
from core.schemas.joblogs import JobHeartbeat, JobReconnect, JobUpdate
from core.schemas.tasks import TaskStatus
from tests.support.joblogs import Writer, log_service
from tests.support.tasks import change_row, submit

PATIENCE_S = 20.0


async def until(events: AsyncGenerator[FollowEvent], name: str) -> list[FollowEvent]:
    """Return the events up to the first of this name."""
    found = []
    async with asyncio.timeout(PATIENCE_S):
        async for event in events:
            found.append(event)
            if event.name == name:
                return found
    raise AssertionError(f"no {name} among {[event.name for event in found]}")


async def whole(service: JobLogService, cursors: Mapping[str, int]) -> list[FollowEvent]:
    """Return everything a follower is told."""
    async with asyncio.timeout(PATIENCE_S), aclosing(service.follow(cursors)) as events:
        return [event async for event in events]


def seqs(events: list[FollowEvent]) -> list[int | None]:
    return [event.cursor for event in events if event.name == "log"]


def update(event: FollowEvent) -> JobUpdate:
    assert isinstance(event.data, JobUpdate)
    return event.data


async def test_what_was_said_before_comes_first_then_what_is_said_now(
    service: JobLogService, writer: Writer
) -> None:
    await writer.say(3)

    async with aclosing(service.follow({writer.task_id: 0})) as events:
        before = [await anext(events) for _ in range(4)]
        await writer.say(2)
        after = [await anext(events) for _ in range(2)]

    assert [event.name for event in before] == ["status", "log", "log", "log"]
    assert seqs(before + after) == [1, 2, 3, 4, 5]


async def test_a_line_says_how_the_task_stands_and_what_kind_it_is(
    service: JobLogService, writer: Writer
) -> None:
    await writer.say()

    events = await until(service.follow({writer.task_id: 0}), "log")

    told = update(events[-1])
    assert (told.job_id, told.job_type.key) == (writer.task_id, "trial")
    assert (told.status, told.attempt) == (TaskStatus.RUNNING, 1)
    assert told.event is not None
    assert (told.event.event, told.event.data) == ("model.asked", {"prompt": "p1"})


async def test_a_line_is_heard_of_without_a_look_in_sql(
    listening: JobLogService, writer: Writer
) -> None:
    async with (
        asyncio.timeout(PATIENCE_S),
        aclosing(listening.follow({writer.task_id: 0})) as events,
    ):
        await anext(events)
        told = []
        for _ in range(10):
            await writer.say()
            told.append(await anext(events))

    assert seqs(told) == list(range(1, 11))


async def test_a_task_that_has_ended_is_told_to_its_end_and_no_further(
    service: JobLogService, writer: Writer
) -> None:
    await writer.say(2)
    await writer.end()

    events = await whole(service, {writer.task_id: 0})

    assert [event.name for event in events] == ["status", "log", "log", "log", "end"]
    assert events[-1].cursor == 3
    assert update(events[-1]).status is TaskStatus.SUCCEEDED


async def test_the_end_comes_after_the_last_line_and_at_once(
    listening: JobLogService, writer: Writer
) -> None:
    async with aclosing(listening.follow({writer.task_id: 0})) as events:
        await anext(events)
        await writer.end(TaskStatus.FAILED)
        told = await until(events, "end")

    assert [event.name for event in told] == ["log", "status", "end"]


async def test_a_task_without_a_line_ends_as_well(service: JobLogService, writer: Writer) -> None:
    await writer.end_silently()

    events = await whole(service, {writer.task_id: 0})

    assert [(event.name, event.cursor) for event in events] == [("status", None), ("end", 0)]


@pytest.mark.parametrize(("cursor", "expected"), [(0, [1, 2, 3, 4]), (2, [3, 4]), (4, []), (9, [])])
async def test_any_cursor_goes_on_right_behind_it(
    service: JobLogService, writer: Writer, cursor: int, expected: list[int]
) -> None:
    await writer.say(3)
    await writer.end()

    events = await whole(service, {writer.task_id: cursor})

    assert seqs(events) == expected
    assert (events[-1].name, events[-1].cursor) == ("end", 4)


async def test_who_stands_beyond_the_end_waits_for_what_comes_there(
    service: JobLogService, writer: Writer
) -> None:
    await writer.say(2)

    async with aclosing(service.follow({writer.task_id: 5})) as events:
        await anext(events)
        await writer.say(2)
        await writer.say(2)
        beyond = await anext(events)

    assert (beyond.name, beyond.cursor) == ("log", 6)


async def test_a_long_log_is_told_whole(service: JobLogService, writer: Writer) -> None:
    await writer.say(1_300)
    await writer.end()

    assert seqs(await whole(service, {writer.task_id: 0})) == list(range(1, 1_302))


async def test_progress_is_told_within_a_second(
    service: JobLogService, writer: Writer, transaction: Transaction
) -> None:
    delays, told = [], []
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        for day in (1, 2, 3):
            await change_row(
                transaction, writer.task_id,
                progress_pct=20 * day, progress_stage="day", progress={"done": day, "total": 5},
            )  # fmt: skip
            began = time.monotonic()
            told += await until(events, "progress")
            delays.append(time.monotonic() - began)

    assert sorted(delays)[1] <= 1.0
    assert [update(event).progress.model_dump() for event in told] == [
        {"percent": 20 * day, "stage": "day", "done": day, "total": 5} for day in (1, 2, 3)
    ]
    assert {update(event).event for event in told} == {None}


async def test_another_attempt_is_a_new_status(
    service: JobLogService, writer: Writer, transaction: Transaction
) -> None:
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        await change_row(transaction, writer.task_id, attempt=2)
        (told,) = await until(events, "status")

    assert update(told).attempt == 2


async def test_lines_redis_never_heard_of_come_within_a_second(
    service: JobLogService, writer: Writer
) -> None:
    delays, told = [], []
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        for _ in range(3):
            await writer.say(publish=False)
            began = time.monotonic()
            told.append(await anext(events))
            delays.append(time.monotonic() - began)

    assert seqs(told) == [1, 2, 3]
    assert sorted(delays)[1] <= 1.0


async def test_a_line_missing_in_redis_is_fetched_at_once_before_those_behind_it(
    listening: JobLogService, writer: Writer
) -> None:
    async with (
        asyncio.timeout(PATIENCE_S),
        aclosing(listening.follow({writer.task_id: 0})) as events,
    ):
        await anext(events)
        await writer.say(2, publish=False)
        await writer.say(1)
        told = [await anext(events) for _ in range(3)]

    assert seqs(told) == [1, 2, 3]


@pytest.mark.parametrize(
    "lie",
    [
        {"line": "{}"},
        {"line": "not json"},
        {"other": "field"},
        {
            "line": '{"seq": 1, "attempt": 1, "timestamp": "2026-12-01T00:00:00Z", "level": "info",'
            ' "event": "e", "message": "never said"}'
        },
    ],
)
async def test_what_redis_makes_up_is_not_believed(
    service: JobLogService, writer: Writer, redis: Redis, lie: dict[str, str]
) -> None:
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        await redis.xadd(key_of(writer.task_id), lie, id="3-0")  # type: ignore[arg-type]
        await writer.say(4, publish=False)
        told = [await anext(events) for _ in range(4)]

    assert seqs(told) == [1, 2, 3, 4]
    assert [update(event).event.data for event in told] == [  # type: ignore[union-attr]
        {"prompt": f"p{number}"} for number in range(1, 5)
    ]


@pytest.mark.parametrize("harm", ["emptied", "trimmed"])
async def test_lines_removed_from_redis_are_found_in_sql(
    service: JobLogService, writer: Writer, redis: Redis, harm: str
) -> None:
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        await writer.say(5)
        if harm == "emptied":
            await redis.flushdb()
        else:
            await redis.xtrim(key_of(writer.task_id), maxlen=1, approximate=False)
        await writer.say(2)
        told = [await anext(events) for _ in range(7)]

    assert seqs(told) == list(range(1, 8))


async def test_without_redis_every_line_comes_from_sql(
    transaction: Transaction, writer: Writer
) -> None:
    hub = LogHub(transaction, "redis://127.0.0.1:1/0")
    try:
        async with aclosing(log_service(transaction, hub).follow({writer.task_id: 0})) as events:
            await anext(events)
            await writer.say(2, publish=False)
            await writer.end(publish=False)
            told = await until(events, "end")
    finally:
        await hub.aclose()

    assert seqs(told) == [1, 2, 3]


async def test_a_task_that_is_cleaned_up_meanwhile_is_gone(
    service: JobLogService, writer: Writer
) -> None:
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        await writer.remove()
        told = [event async for event in events]

    assert [event.name for event in told] == ["gone"]


async def test_a_stream_shows_that_it_lives_and_ends_when_it_is_old(
    transaction: Transaction, hub: LogHub, writer: Writer
) -> None:
    await writer.say(2)
    service = log_service(transaction, hub, Pace(heartbeat_s=0.2, longest_s=0.5))

    events = await whole(service, {writer.task_id: 2})

    assert [event.name for event in events] == ["status", "heartbeat", "heartbeat", "reconnect"]
    beat, farewell = events[1].data, events[-1].data
    assert isinstance(beat, JobHeartbeat)
    assert (beat.job_id, beat.status, beat.last_seq) == (writer.task_id, TaskStatus.RUNNING, 2)
    assert isinstance(farewell, JobReconnect)
    assert farewell.reason == "age"


async def test_when_the_process_ends_everybody_is_sent_away_at_once(
    service: JobLogService, writer: Writer
) -> None:
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
        leaving = asyncio.create_task(until(events, "reconnect"))
        await asyncio.sleep(0)
        service.close()
        (event,) = await leaving
        later = await whole(service, {writer.task_id: 0})

    assert event.data == JobReconnect(reason="shutdown")
    assert [event.name for event in later] == ["reconnect"]


async def test_several_tasks_are_followed_in_one_stream_until_all_have_ended(
    service: JobLogService, writer: Writer, transaction: Transaction, redis: Redis, user_id: str
) -> None:
    other = Writer(transaction, (await submit(transaction, user_id)).task_id, LogStream(redis))
    await other.say(2)

    async with aclosing(service.follow({writer.task_id: 0, other.task_id: 1})) as events:
        first = await until(events, "log")
        await other.end()
        middle = await until(events, "end")
        await writer.end()
        last = [event async for event in events]

    told = [event for event in first + middle + last if event.name in ("log", "end")]
    assert [(event.task_id == other.task_id, event.name, event.cursor) for event in told] == [
        (True, "log", 2), (True, "log", 3), (True, "end", 3), (False, "log", 1), (False, "end", 1)
    ]  # fmt: skip
