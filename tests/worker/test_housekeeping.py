"""What workers do besides tasks: once for all of them, and made up where it was missed."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, update

from core.bootstrap import Container, build
from core.db.engine import Transaction
from core.db.models.alert import Alert
from core.db.models.file import StoredFile
from core.db.models.task import AiTask, Maintenance, TaskDayStat
from core.files.service import FileService
from core.kernel.settings import Settings
from core.schemas.tasks import TaskStatus
from core.tasks.periodic import PeriodicWork
from core.tasks.statements import db_now
from tests.support.tasks import change_row, submit
from tests.support.waiting import eventually
from worker.chores import product_periodic
from worker.housekeeper import Housekeeper

EVERY = {
    "alerts": timedelta(seconds=15),
    "day_stats": timedelta(minutes=10),
    "retention": timedelta(hours=1),
    "unused_files": timedelta(hours=1),
    "old_answers": timedelta(hours=1),
    "turns": timedelta(minutes=1),
    "pending_memories": timedelta(seconds=30),
}


@pytest.fixture(autouse=True)
def plain_structlog() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
async def container(settings: Settings) -> AsyncIterator[Container]:
    async with build(settings) as container:
        yield container


@pytest.fixture
def work(container: Container) -> PeriodicWork:
    return PeriodicWork(container.transaction, product_periodic(container))


async def let_pass(transaction: Transaction, time: timedelta) -> None:
    """Let all work have been done so long before it was."""
    async with transaction() as session:
        await session.execute(update(Maintenance).values(last_done=Maintenance.last_done - time))


async def files(transaction: Transaction) -> set[str]:
    async with transaction() as session:
        return set(await session.scalars(select(StoredFile.sha256)))


async def cleaned(transaction: Transaction) -> bool:
    """Say whether no task is left, which is the last thing to happen."""
    async with transaction() as session:
        return await session.scalar(select(AiTask.id).limit(1)) is None


async def test_the_product_watches_sums_and_cleans_up_each_in_its_time(
    container: Container,
) -> None:
    found = {periodic.name: periodic.every for periodic in product_periodic(container)}

    assert found == EVERY


async def test_all_is_due_at_the_first_start_and_then_each_when_its_time_has_come(
    transaction: Transaction, work: PeriodicWork
) -> None:
    assert await work.run_due() == list(EVERY)
    assert await work.run_due() == []
    for time, due in (
        (timedelta(seconds=16), ["alerts"]),
        (timedelta(minutes=11), ["alerts", "day_stats", "turns", "pending_memories"]),
        (timedelta(days=3), list(EVERY)),  # a weekend without workers is made up once
    ):
        await let_pass(transaction, time)

        assert await work.run_due() == due
        assert await work.run_due() == []


async def test_of_several_workers_one_does_it(
    container: Container, transaction: Transaction
) -> None:
    crowd = [PeriodicWork(transaction, product_periodic(container)) for _ in range(4)]

    names = await asyncio.gather(*(work.run_due() for work in crowd))

    assert sorted(name for found in names for name in found) == sorted(EVERY)


async def test_a_file_goes_with_the_last_task_that_named_it(
    container: Container, transaction: Transaction, user_id: str, work: PeriodicWork
) -> None:
    named = await FileService(transaction).put(user_id, "a.txt", "text/plain", b"named")
    await FileService(transaction).put(user_id, "b.txt", "text/plain", b"nobody's")
    async with transaction() as session:
        await session.execute(update(StoredFile).values(created_at=db_now() - timedelta(days=2)))
    task = await submit(transaction, user_id, payload={"sha256": named})

    await work.run_due()
    kept = await files(transaction)
    ended = db_now() - timedelta(days=31)
    await change_row(
        transaction, task.task_id, status=TaskStatus.CANCELLED, slot=None, finished_at=ended
    )
    await let_pass(transaction, timedelta(hours=1))
    await work.run_due()

    assert kept == {named}
    assert await files(transaction) == set()


async def test_a_housekeeper_raises_alerts_sums_days_and_cleans_up(
    container: Container, transaction: Transaction, user_id: str, work: PeriodicWork
) -> None:
    old = await submit(transaction, user_id)
    ended = db_now() - timedelta(days=31)
    await change_row(
        transaction, old.task_id, status=TaskStatus.CANCELLED, slot=None, finished_at=ended
    )
    housekeeper = Housekeeper(work, look_every_s=0.01)

    async with asyncio.TaskGroup() as group:
        group.create_task(housekeeper.serve())
        await eventually(lambda: cleaned(transaction))
        housekeeper.stop()

    async with transaction() as session:
        assert list(await session.scalars(select(Alert.key))) == ["no_worker"]
        assert list(await session.scalars(select(TaskDayStat.n))) == [1]
