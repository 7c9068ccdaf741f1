"""Single statements, straight to the driver."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.db.engine import Transaction
from core.db.statements import Statements
from core.kernel.errors import DependencyDownError
from core.kernel.settings import Settings
from tests.support.waiting import eventually

_PID = text("select pg_backend_pid()")
_CUT = text("select pg_terminate_backend(:pid, 5000)")
_CUT_SLEEPING = text("""
select pg_terminate_backend(pid, 5000) from pg_stat_activity
where query = 'select pg_sleep(30)' and state = 'active' and datname = current_database()
""")


@pytest.fixture
async def single(settings: Settings) -> AsyncIterator[Statements]:
    """Give statements that have one connection between them."""
    assert settings.database_url is not None
    statements = Statements(settings.database_url, pool_size=1, timeout_ms=2_000)
    yield statements
    await statements.aclose()


async def test_rows_have_the_names_and_kinds_of_their_columns(single: Statements) -> None:
    given = {"words": "50% of 东京", "number": 7, "nothing": None}
    asked = text(
        "select cast(:words as text) as words, cast(:number as int) as number,"
        " cast(:nothing as text) as nothing, '{\"a\": [1]}'::jsonb as object, true as yes"
    )

    row = (await single.execute(asked, given)).one()

    assert row._asdict() == given | {"object": {"a": [1]}, "yes": True}


async def test_what_returns_no_row_has_none_and_what_returns_nothing_is_done(
    single: Statements,
) -> None:
    assert (await single.execute(text("select 1 where false"))).one_or_none() is None
    assert await single.scalar(text("select 1 where false")) is None
    assert (await single.execute(text("set application_name to 'x'"))).all() == []


async def test_a_statement_stands_when_it_returns(
    single: Statements, transaction: Transaction
) -> None:
    await single.execute(
        text("insert into users (id, email, password_hash) values ('u', 'a@example.org', '-')")
    )

    async with transaction() as session:
        assert await session.scalar(text("select email from users where id = 'u'"))


async def test_a_connection_serves_one_after_the_other(single: Statements) -> None:
    pids = await asyncio.gather(*(single.scalar(_PID) for _ in range(20)))

    assert len(set(pids)) == 1


async def test_where_the_server_has_hung_up_the_next_statement_finds_another_connection(
    single: Statements, transaction: Transaction
) -> None:
    before = await single.scalar(_PID)
    async with transaction() as session:
        await session.execute(_CUT, {"pid": before})

    assert await single.scalar(_PID) != before


async def test_a_connection_cut_in_the_middle_is_a_dependency_that_is_down_and_the_next_one_works(
    single: Statements, transaction: Transaction
) -> None:
    slow = asyncio.create_task(single.execute(text("select pg_sleep(30)")))

    async def is_cut() -> bool:
        async with transaction() as session:
            return await session.scalar(_CUT_SLEEPING) is not None

    await eventually(is_cut)

    with pytest.raises(DependencyDownError):
        await slow
    assert await single.scalar(text("select 1")) == 1


async def test_who_gives_up_in_the_middle_leaves_room_for_the_next(single: Statements) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await single.execute(text("select pg_sleep(30)"))

    assert await single.scalar(text("select 1")) == 1


async def test_a_statement_over_the_time_is_ended(settings: Settings) -> None:
    assert settings.database_url is not None
    hasty = Statements(settings.database_url, pool_size=1, timeout_ms=20)

    with pytest.raises(DependencyDownError):
        await hasty.execute(text("select pg_sleep(30)"))
    await hasty.aclose()


async def test_a_server_that_is_not_there_is_a_dependency_that_is_down() -> None:
    nowhere = Statements("postgresql://nobody@127.0.0.1:9/none", pool_size=1, timeout_ms=1_000)

    for _ in range(2):  # nobody holds the only place
        with pytest.raises(DependencyDownError):
            await nowhere.execute(_PID)


async def test_a_server_that_takes_no_writes_is_a_dependency_that_is_down(
    single: Statements,
) -> None:
    await single.execute(text("set default_transaction_read_only to on"))

    with pytest.raises(DependencyDownError):
        await single.execute(text("delete from users"))


async def test_a_refused_statement_says_so_without_what_was_given(single: Statements) -> None:
    with pytest.raises(DBAPIError) as refused:
        await single.execute(text("select cast(:words as int)"), {"words": "a secret"})

    assert isinstance(refused.value.orig, psycopg.DataError)
    assert await single.scalar(text("select 1")) == 1


async def test_who_finds_no_connection_free_in_time_is_told_to_come_back(
    single: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.db.statements.POOL_WAIT_S", 0.02)
    slow = asyncio.create_task(single.execute(text("select pg_sleep(30)")))
    await asyncio.sleep(0)

    with pytest.raises(DependencyDownError, match="Too busy"):
        await single.execute(_PID)

    slow.cancel()
    await asyncio.wait([slow])
    assert await single.scalar(text("select 1")) == 1


async def test_what_is_under_way_when_all_is_closed_closes_its_own(single: Statements) -> None:
    slow = asyncio.create_task(single.scalar(text("select pg_backend_pid() from pg_sleep(0.05)")))
    await asyncio.sleep(0)

    await single.aclose()
    pid = await slow

    assert pid != await single.scalar(_PID)
