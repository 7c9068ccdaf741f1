"""P18: the rows of workers say who is alive, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, update

from core.db.engine import Transaction
from core.db.models.task import Worker
from core.tasks.workers import WorkerBeat, WorkerRepository
from tests.support.workers import a_worker_beat


async def leave(transaction: Transaction, beat: WorkerBeat) -> None:
    async with transaction() as session:
        await WorkerRepository(session).leave(beat)


async def alive(transaction: Transaction, host: str | None = None) -> list[str]:
    async with transaction() as session:
        return [each.id for each in await WorkerRepository(session).list_alive(host)]


async def silent_for(transaction: Transaction, worker_id: str, ago: timedelta) -> None:
    async with transaction() as session:
        row = update(Worker).where(Worker.id == worker_id)
        await session.execute(row.values(beat_at=func.now() - ago))


async def test_workers_that_live_are_listed_until_they_withdraw(transaction: Transaction) -> None:
    await leave(transaction, a_worker_beat(worker_id="host:2:b"))
    await leave(transaction, a_worker_beat(worker_id="host:1:a"))
    assert await alive(transaction) == ["host:1:a", "host:2:b"]

    async with transaction() as session:
        await WorkerRepository(session).withdraw("host:1:a")

    assert await alive(transaction) == ["host:2:b"]


async def test_the_stop_of_one_of_two_workers_of_a_machine_does_not_hide_the_other(
    transaction: Transaction,
) -> None:
    await leave(transaction, a_worker_beat(worker_id="here:1:a", host="here"))
    await leave(transaction, a_worker_beat(worker_id="there:1:b", host="there"))

    assert await alive(transaction, "here") == ["here:1:a"]
    assert await alive(transaction, "nowhere") == []


async def test_a_later_beat_says_how_it_is_now_and_leaves_when_it_began(
    transaction: Transaction,
) -> None:
    await leave(transaction, a_worker_beat())
    async with transaction() as session:
        first = await session.get_one(Worker, "host:1:a")

    await leave(transaction, a_worker_beat(running=3, loop_lag_ms=40))

    async with transaction() as session:
        later = await session.get_one(Worker, "host:1:a")
    assert (later.running, later.loop_lag_ms, later.started_at) == (3, 40, first.started_at)
    assert later.beat_at > first.beat_at


@pytest.mark.parametrize(
    ("silent", "listed", "kept"),
    [(timedelta(seconds=50), True, True), (timedelta(minutes=2), False, True),
     (timedelta(hours=25), False, False)],
)  # fmt: skip
async def test_a_silent_worker_is_dead_after_a_minute_and_forgotten_after_a_day(
    transaction: Transaction, silent: timedelta, listed: bool, kept: bool
) -> None:
    await leave(transaction, a_worker_beat(worker_id="silent"))
    await silent_for(transaction, "silent", silent)

    await leave(transaction, a_worker_beat(worker_id="other"))

    assert ("silent" in await alive(transaction)) is listed
    async with transaction() as session:
        assert (await session.get(Worker, "silent") is not None) is kept
