"""One reader for everybody: what it costs, and what it stands."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

import pytest
from redis.asyncio import Redis
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.joblogs.following import FollowEvent
from core.joblogs.hub import LogHub
from core.joblogs.service import JobLogService
from core.joblogs.stream import LogStream
from core.kernel.errors import DependencyDownError
from tests.support.joblogs import Writer, log_service
from tests.support.tasks import submit

PATIENCE_S = 30.0


@pytest.fixture
def statements(engine: AsyncEngine) -> list[str]:
    """Return the statements the engine sends from now on, as they come."""
    found: list[str] = []

    def note(*sent: object) -> None:
        found.append(str(sent[2]))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    return found


async def several(transaction: Transaction, redis: Redis, user_id: str, count: int) -> list[Writer]:
    found = []
    for _ in range(count):
        task = await submit(transaction, user_id)
        found.append(Writer(transaction, task.task_id, LogStream(redis)))
        await found[-1].begin()
    return found


async def test_many_followers_of_many_tasks_cost_one_statement_a_look(
    transaction: Transaction,
    redis: Redis,
    service: JobLogService,
    user_id: str,
    statements: list[str],
) -> None:
    writers = await several(transaction, redis, user_id, 20)
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(aclosing(service.follow({writer.task_id: 0})))
            for writer in writers * 5
        ]
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(anext(stream) for stream in streams))
        statements.clear()
        await asyncio.sleep(1.8)

    looks = [statement for statement in statements if "ai_tasks" in statement]
    assert 1 <= len(looks) <= 4
    assert len(statements) == len(looks)


async def test_where_nobody_follows_nothing_is_asked(
    service: JobLogService, writer: Writer, statements: list[str]
) -> None:
    async with aclosing(service.follow({writer.task_id: 0})) as events:
        await anext(events)
    await asyncio.sleep(1.0)
    statements.clear()

    await asyncio.sleep(1.2)

    assert statements == []


async def test_who_does_not_ask_for_more_holds_up_nobody_and_misses_nothing(
    service: JobLogService, writer: Writer
) -> None:
    async def read(events: AsyncGenerator[FollowEvent], count: int) -> list[int | None]:
        found = []
        async with asyncio.timeout(PATIENCE_S):
            async for told in events:
                if told.name == "log":
                    found.append(told.cursor)
                if len(found) == count:
                    return found
        raise AssertionError("ended too early")

    async with (
        aclosing(service.follow({writer.task_id: 0})) as slow,
        aclosing(service.follow({writer.task_id: 0})) as quick,
    ):
        await anext(slow)
        await anext(quick)
        for _ in range(8):
            await writer.say(100)
            assert len(await read(quick, 100)) == 100
        late = await read(slow, 800)

    assert late == list(range(1, 801))


async def test_a_flood_in_one_log_does_not_keep_another_waiting(
    transaction: Transaction, redis: Redis, service: JobLogService, user_id: str
) -> None:
    loud, quiet = await several(transaction, redis, user_id, 2)

    async def flood() -> None:
        for _ in range(20):
            await loud.say(500)

    async def drink() -> int:
        async with aclosing(service.follow({loud.task_id: 0})) as events:
            return sum([told.name == "log" async for told in events if told.name != "end"])

    drinking = asyncio.create_task(drink())
    flooding = asyncio.create_task(flood())
    delays = []
    now = asyncio.get_running_loop().time
    async with asyncio.timeout(PATIENCE_S), aclosing(service.follow({quiet.task_id: 0})) as events:
        await anext(events)
        while not flooding.done():
            began = now()
            await quiet.say()
            while (await anext(events)).name != "log":
                pass
            delays.append(now() - began)
        await loud.end()
        heard = await drinking

    assert heard == 10_001
    assert sorted(delays)[int(len(delays) * 0.95)] < 1.0


class Door:
    """Transactions that fail while it is shut."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.shut = False

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        if self.shut:
            raise DependencyDownError("PostgreSQL does not answer")
        async with self._transaction() as session:
            yield session

    def open(self) -> None:
        self.shut = False


async def test_followers_wait_while_sql_is_away_and_go_on_when_it_is_back(
    transaction: Transaction, redis_url: str, writer: Writer
) -> None:
    await writer.say(1_000)
    door, found = Door(transaction), list[int | None]()
    hub = LogHub(door.__call__, redis_url)
    try:
        with capture_logs() as log:
            async with (
                asyncio.timeout(PATIENCE_S),
                aclosing(log_service(transaction, hub).follow({writer.task_id: 0})) as events,
            ):
                while found[-1:] != [1_000]:
                    told = await anext(events)
                    if told.name == "log":
                        found.append(told.cursor)
                    if told.cursor == 300:
                        door.shut = True
                        asyncio.get_running_loop().call_later(1.5, door.open)
    finally:
        await hub.aclose()

    assert found == list(range(1, 1_001))
    assert [entry["event"] for entry in log] == ["log_look_failed"]
