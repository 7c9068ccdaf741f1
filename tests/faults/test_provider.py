"""F24: what a model's server may do to a task, and what becomes of the task."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tenacity import wait_none

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.llm.client import AiClient
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from tests.support.model_server import Reply, completion_of, model_server
from tests.support.models import Books, a_call, a_provider, an_answer
from tests.support.tasks import add_user, events_of, row_of, submit
from tests.support.workers import workplace

_TRIES = 3
_PATIENCE_S = 0.4

Server = Callable[[int], Awaitable[Reply]]
"""Answers the n-th question, from 1."""


async def _fine() -> Reply:
    return 200, {}, completion_of(an_answer("{}"))


async def _fails_twice(number: int) -> Reply:
    return (500, {}, {}) if number <= 2 else await _fine()


async def _refuses(_: int) -> Reply:
    return 400, {}, {}


async def _is_busy(_: int) -> Reply:
    return 429, {"Retry-After": "0"}, {}


async def _is_broken(_: int) -> Reply:
    return 500, {}, {}


async def _hangs(_: int) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


async def _talks_nonsense(_: int) -> Reply:
    return 200, {}, {"choices": "none"}


async def ask_once(transaction: Transaction, server: Server) -> tuple[AiTask, int]:
    """Let a task ask such a server; return its row then, and how often the server was asked."""
    task = await submit(transaction, await add_user(transaction))
    asked = 0

    async def answer(_: dict[str, Any]) -> Reply:
        nonlocal asked
        asked += 1
        return await server(asked)

    async with model_server(answer) as here:

        async def ask(_: TaskRun) -> Outcome:
            provider = a_provider(here.base_url, timeout_s=_PATIENCE_S)
            client = AiClient(
                provider, Books(), timeout_s=2.5, max_attempts=_TRIES, wait=wait_none()
            )
            try:
                await client.complete(a_call())
            finally:
                await provider.aclose()
            return Outcome({})

        async with workplace(transaction, ask) as place:
            await place.work()
    return await row_of(transaction, task.task_id), asked


@pytest.mark.parametrize(
    ("server", "status", "error_type", "asked"),
    [
        (_fails_twice, TaskStatus.SUCCEEDED, None, 3),
        (_refuses, TaskStatus.FAILED, "provider_rejected", 1),
        (_talks_nonsense, TaskStatus.FAILED, "invalid_output", 1),
        (_is_busy, TaskStatus.RETRYING, "rate_limited", _TRIES),
        (_is_broken, TaskStatus.RETRYING, "provider_unavailable", _TRIES),
        (_hangs, TaskStatus.RETRYING, "timeout", _TRIES),
    ],
)
async def test_what_may_pass_is_tried_within_the_call_and_then_as_a_task_and_nothing_else_is(
    transaction: Transaction, server: Server, status: TaskStatus, error_type: str | None, asked: int
) -> None:
    row, times = await ask_once(transaction, server)

    assert (row.status, times) == (status, asked)
    assert (row.error or {}).get("error_type") == error_type
    assert row.failures == int(status is not TaskStatus.SUCCEEDED)
    assert (await events_of(transaction, row.id))[-1] == f"task.{status}"


async def test_an_answer_that_drips_in_is_given_up_at_the_deadline_of_the_call(
    transaction: Transaction,
) -> None:
    task = await submit(transaction, await add_user(transaction))
    dripping, hung_up = asyncio.Event(), asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                dripping.set()
                await asyncio.sleep(0.05)
        except OSError:
            hung_up.set()
        finally:
            writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]

        async def ask(_: TaskRun) -> Outcome:
            provider = a_provider(f"http://127.0.0.1:{port}/v1", timeout_s=30)
            try:
                await AiClient(provider, Books(), timeout_s=0.5, max_attempts=3).complete(a_call())
            finally:
                await provider.aclose()
            return Outcome({})

        async with workplace(transaction, ask) as place:
            await asyncio.wait_for(place.work(), 10)
        await asyncio.wait_for(hung_up.wait(), 10)

    row = await row_of(transaction, task.task_id)
    assert dripping.is_set()
    assert row.error is not None
    assert (row.status, row.error["error_type"]) == (TaskStatus.RETRYING, "timeout")
