"""Work that comes round: once for all workers, and made up where it was missed."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, update
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.db.engine import Transaction
from core.db.models.task import Maintenance
from core.tasks.periodic import Periodic, PeriodicWork
from tests.support.waiting import eventually

NIGHTLY = timedelta(days=1)


class Chore:
    """Counts how often it is done; may fail, or be held up."""

    def __init__(self, name: str = "retention") -> None:
        self.name = name
        self.done = 0
        self.fails = False
        self.held_up = asyncio.Event()
        self.held_up.set()

    def every(self, every: timedelta) -> Periodic:
        return Periodic(self.name, every, self._run)

    async def _run(self) -> None:
        await self.held_up.wait()
        if self.fails:
            raise ValueError("no space left")
        self.done += 1


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with capture_logs() as lines:
        yield lines


async def last_time_was(transaction: Transaction, ago: timedelta) -> None:
    async with transaction() as session:
        await session.execute(update(Maintenance).values(last_done=func.now() - ago))


async def test_what_was_never_done_is_done_and_not_again_before_its_time(
    transaction: Transaction,
) -> None:
    chore = Chore()
    work = PeriodicWork(transaction, [chore.every(NIGHTLY)])

    assert await work.run_due() == ["retention"]
    assert await work.run_due() == []

    assert chore.done == 1


async def test_missed_nights_are_made_up_once(transaction: Transaction) -> None:
    chore = Chore()
    work = PeriodicWork(transaction, [chore.every(NIGHTLY)])
    await work.run_due()
    await last_time_was(transaction, timedelta(days=5))

    await work.run_due()
    await work.run_due()

    assert chore.done == 2


async def test_of_two_workers_one_does_it(transaction: Transaction) -> None:
    chore = Chore()
    chore.held_up.clear()
    workers = [PeriodicWork(transaction, [chore.every(NIGHTLY)]) for _ in range(2)]
    working = asyncio.gather(*(worker.run_due() for worker in workers))
    await asyncio.sleep(0)

    chore.held_up.set()

    assert sorted(await working) == [[], ["retention"]]
    assert chore.done == 1


async def test_what_fails_is_due_again_soon_and_keeps_nothing_else_from_being_done(
    transaction: Transaction, logged: list[EventDict]
) -> None:
    bad, good = Chore("bad"), Chore("good")
    bad.fails = True
    work = PeriodicWork(transaction, [bad.every(NIGHTLY), good.every(NIGHTLY)])

    assert await work.run_due() == ["good"]
    assert await work.run_due() == []
    bad.fails = False
    async with transaction() as session:
        ten_minutes_on = Maintenance.last_done - timedelta(minutes=10)
        await session.execute(update(Maintenance).values(last_done=ten_minutes_on))

    assert await work.run_due() == ["bad"]
    assert [line["work"] for line in logged if line["event"] == "periodic_work_failed"] == ["bad"]


async def test_what_was_cut_off_in_the_middle_comes_round_again_within_ten_minutes(
    transaction: Transaction,
) -> None:
    chore = Chore()
    chore.held_up.clear()
    work = PeriodicWork(transaction, [chore.every(NIGHTLY)])
    cut_off = asyncio.create_task(work.run_due())
    await eventually(lambda: _is_begun(transaction))
    cut_off.cancel()
    await asyncio.wait([cut_off])
    chore.held_up.set()

    at_once = await work.run_due()
    async with transaction() as session:
        ten_minutes_on = Maintenance.last_done - timedelta(minutes=10)
        await session.execute(update(Maintenance).values(last_done=ten_minutes_on))

    assert at_once == []
    assert await work.run_due() == ["retention"]


async def _is_begun(transaction: Transaction) -> bool:
    async with transaction() as session:
        return bool(await session.get(Maintenance, "retention"))
