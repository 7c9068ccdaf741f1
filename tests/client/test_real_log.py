"""The client and the log of a task that is really there."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from core.bootstrap import Container
from core.client import calls
from core.client.errors import ApiError
from core.client.events import JobEnded, JobMissing
from core.client.http import AsyncApiClient
from core.joblogs.stream import LogStream
from core.kernel.settings import Settings
from core.schemas.joblogs import JobUpdate
from tests.support.http import started
from tests.support.joblogs import Writer
from tests.support.tasks import submit


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """Yield the application, started."""
    async with started(settings) as app:
        yield app


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[AsyncApiClient]:
    """Yield a client of somebody who has just made an account."""
    transport = httpx.ASGITransport(app)
    async with AsyncApiClient("http://api.test", transport=transport) as client:
        client.tokens = await client.send(calls.register("wei@example.org", "a long password"))
        yield client


@pytest.fixture
async def writer(app: FastAPI, visitor: AsyncApiClient) -> Writer:
    """Return the writer of the log of a running task of the visitor."""
    container: Container = app.state.container
    assert visitor.tokens is not None
    task = await submit(container.transaction, visitor.tokens.user.id)
    writer = Writer(container.transaction, task.task_id, LogStream(container.redis))
    await writer.begin()
    return writer


async def test_a_log_is_followed_to_its_end(visitor: AsyncApiClient, writer: Writer) -> None:
    await writer.say(1_500)
    await writer.end()

    events = [event async for event in visitor.follow_task(writer.task_id)]

    lines = [event.event for event in events if isinstance(event, JobUpdate) and event.event]
    assert [line.seq for line in lines] == list(range(1, 1_502))
    assert isinstance(events[-1], JobEnded)


async def test_a_task_that_is_not_there_is_missing(visitor: AsyncApiClient) -> None:
    assert [event async for event in visitor.follow_task("nonesuch")] == [JobMissing("nonesuch")]


async def test_the_last_lines_are_read_without_those_before(
    visitor: AsyncApiClient, writer: Writer
) -> None:
    await writer.say(9)

    page = await visitor.send(calls.task_log(writer.task_id, last=2))

    assert [line.seq for line in page.lines] == [8, 9]


async def test_an_export_comes_as_the_bytes_of_a_file(
    visitor: AsyncApiClient, writer: Writer
) -> None:
    await writer.say(2)

    as_json = await visitor.send(calls.task_log_export(writer.task_id))
    as_text = await visitor.send(calls.task_log_export(writer.task_id, "text"), language="zh")

    assert [json.loads(line)["seq"] for line in as_json.splitlines()] == [1, 2]
    said = [line.partition("] ")[2] for line in as_text.decode().splitlines()]
    assert said == ["正在询问模型：p1", "正在询问模型：p2"]


async def test_an_export_that_is_refused_is_an_error(visitor: AsyncApiClient) -> None:
    with pytest.raises(ApiError, match="1003"):
        await visitor.send(calls.task_log_export("nonesuch"))
