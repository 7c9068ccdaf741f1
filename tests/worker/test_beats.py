"""Signs of life."""

from redis.asyncio import Redis

from core.queue.beats import WorkerBeat, WorkerBeats


async def test_workers_that_live_are_listed_until_they_withdraw(redis: Redis) -> None:
    beats = WorkerBeats(redis)
    await beats.leave(WorkerBeat("host:2:b", running=1, size=4))
    await beats.leave(WorkerBeat("host:1:a", running=0, size=4))

    assert await beats.list_alive() == [
        WorkerBeat("host:1:a", running=0, size=4),
        WorkerBeat("host:2:b", running=1, size=4),
    ]
    await beats.withdraw("host:1:a")
    assert [beat.worker_id for beat in await beats.list_alive()] == ["host:2:b"]


async def test_a_worker_that_is_silent_for_a_minute_is_gone(redis: Redis) -> None:
    await WorkerBeats(redis).leave(WorkerBeat("host:1:a", running=0, size=4))

    [key] = await redis.keys("worker:beat:*")
    assert 0 < await redis.ttl(key) <= 60


async def test_without_workers_the_list_is_empty(redis: Redis) -> None:
    assert await WorkerBeats(redis).list_alive() == []
