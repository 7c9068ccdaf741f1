"""The books of model calls in the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.db.models.plan import AiCall
from core.kernel.context import bound_context
from core.kernel.errors import DependencyDownError
from core.llm.calls import SqlCallRecorder, booking, calls_held
from core.llm.types import CallRecord, Usage
from tests.support.models import a_call

_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def a_record(**changes: Any) -> CallRecord:
    """Return a good first attempt."""
    values: dict[str, Any] = {
        "call": a_call(),
        "attempt": 1,
        "error_type": None,
        "usage": Usage(30, 12),
        "latency_ms": 12.345,
    }
    return CallRecord(**(values | changes))


async def rows(transaction: Transaction) -> list[AiCall]:
    """Return the rows of the books."""
    async with transaction() as session:
        return list(await session.scalars(select(AiCall)))


async def test_an_attempt_is_a_row_that_says_whose_work_it_was(transaction: Transaction) -> None:
    with bound_context(_TRACE_ID, user_id="u-1", task_id="t-1"):
        await SqlCallRecorder(transaction).record("offline", "offline-1", a_record())

    (row,) = await rows(transaction)
    assert (row.trace_id, row.user_id, row.task_id) == (_TRACE_ID, "u-1", "t-1")
    assert (row.provider, row.model) == ("offline", "offline-1")
    assert (row.prompt_key, row.prompt_version) == ("planner.fast", "builtin-1")
    assert (row.attempt, row.status, row.error_type) == (1, "ok", None)
    assert (row.prompt_tokens, row.completion_tokens, row.latency_ms) == (30, 12, 12.35)


async def test_a_failed_attempt_is_a_row_with_its_kind_of_failure(
    transaction: Transaction,
) -> None:
    await SqlCallRecorder(transaction).record("x", "y", a_record(error_type="cancelled"))

    (row,) = await rows(transaction)
    assert (row.status, row.error_type) == ("failed", "cancelled")
    assert (row.user_id, row.task_id) == (None, None)


async def test_where_the_database_is_away_the_call_goes_on_and_the_log_says_so() -> None:
    @asynccontextmanager
    async def away() -> AsyncIterator[AsyncSession]:
        raise DependencyDownError("PostgreSQL does not answer")
        yield

    with capture_logs() as lines:
        await SqlCallRecorder(away).record("x", "y", a_record())

    assert [(line["event"], line["reason"]) for line in lines] == [
        ("ai_call_not_recorded", "PostgreSQL does not answer")
    ]


async def test_a_row_the_database_refuses_does_not_fail_the_call(transaction: Transaction) -> None:
    with capture_logs() as lines:
        await SqlCallRecorder(transaction).record("x", "y", a_record(usage=Usage(2**31, 0)))

    assert [line["event"] for line in lines] == ["ai_call_not_recorded"]
    assert await rows(transaction) == []


async def test_attempts_that_are_held_back_are_written_with_the_end_of_the_work(
    transaction: Transaction,
) -> None:
    books = SqlCallRecorder(transaction)
    with calls_held() as held:
        await books.record("x", "y", a_record(attempt=1, error_type="timeout"))
        await books.record("x", "y", a_record(attempt=2, first_token_ms=3.217))
        before = await rows(transaction)
        async with transaction() as session:
            for _ in range(2):  # whoever does not know whether it was written says it again
                end = booking("select 'the end'")
                await session.execute(end, {"calls": held.given_out()})

    assert before == []
    found = sorted(await rows(transaction), key=lambda row: row.attempt)
    assert [(row.attempt, row.status, row.first_token_ms) for row in found] == [
        (1, "failed", None),
        (2, "ok", 3.22),
    ]
    assert found[0].created_at < found[1].created_at


async def test_an_attempt_that_comes_after_the_end_is_written_by_itself(
    transaction: Transaction,
) -> None:
    with calls_held() as held:
        held.given_out()
        await SqlCallRecorder(transaction).record("x", "y", a_record())

    assert len(await rows(transaction)) == 1
