"""Transactions: what happens where no connection is to be had."""

import asyncio

import pytest
from sqlalchemy import text

from core.db.engine import make_engine, make_transaction
from core.kernel.errors import DependencyDownError
from tests.support.peers import closed_port


async def test_a_server_that_is_not_there_is_a_dependency_that_is_down() -> None:
    with closed_port() as port:
        nowhere = f"postgresql://nobody:x@127.0.0.1:{port}/none"
        engine = make_engine(nowhere, pool_size=1, timeout_ms=1_000)

        with pytest.raises(DependencyDownError, match="does not answer"):
            async with make_transaction(engine)() as session:
                await session.execute(text("select 1"))

    await engine.dispose()


async def test_a_crowd_waits_for_its_turn_on_few_connections(database_url: str) -> None:
    engine = make_engine(database_url, pool_size=2, timeout_ms=5_000)
    transaction = make_transaction(engine)

    async def ask(number: int) -> int:
        async with transaction() as session:
            query = text("select cast(:number as int)")
            return int(await session.scalar(query, {"number": number}) or 0)

    answers = await asyncio.gather(*(ask(number) for number in range(40)))

    assert answers == list(range(40))
    await engine.dispose()


async def test_an_error_does_not_tell_what_was_to_be_written(database_url: str) -> None:
    engine = make_engine(database_url, pool_size=1, timeout_ms=5_000)

    with pytest.raises(Exception, match="invalid input syntax") as caught:
        async with make_transaction(engine)() as session:
            await session.execute(text("select cast(:secret as int)"), {"secret": "x"})

    assert "SQL parameters hidden" in str(caught.value)
    await engine.dispose()
