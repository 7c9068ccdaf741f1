"""Streams that end in other ways than their task: stuck readers, and an API that ends."""

import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from core.bootstrap import Container, build
from core.client.events import JobEnded, JobEvent, Patience
from core.client.http import AsyncApiClient
from core.joblogs.following import Pace
from core.joblogs.hub import LogHub
from core.joblogs.stream import LogStream
from core.kernel.processes import free_port
from core.kernel.settings import Settings
from core.schemas.accounts import TokenPair
from core.schemas.joblogs import JobUpdate
from tests.support.answers import a_pair
from tests.support.api_process import api_process, environment_of, lines_until
from tests.support.http import Caller, make_caller, served, started
from tests.support.joblogs import Writer, a_line, log_service
from tests.support.streams import streaming
from tests.support.tasks import submit
from tests.support.waiting import eventually

PATIENCE_S = 30.0
UNREAD_S = 1.0


async def a_writer(container: Container, owner: Caller) -> Writer:
    task = await submit(container.transaction, owner.id)
    writer = Writer(container.transaction, task.task_id, LogStream(container.redis))
    await writer.begin()
    return writer


def tokens_of(caller: Caller) -> TokenPair:
    token = caller.headers["Authorization"].removeprefix("Bearer ")
    return a_pair().model_copy(update={"access_token": token})


@pytest.fixture
async def impatient(app: FastAPI, container: Container) -> AsyncIterator[Container]:
    """Yield the services of an API that drops whoever does not read for a second."""
    hub = LogHub(container.transaction, f"{container.settings.redis_url}")
    service = log_service(container.transaction, hub, Pace(unread_s=UNREAD_S))
    app.state.container = replace(container, joblogs=service)
    yield app.state.container
    await hub.aclose()


def stuck_reader(address: str, path: str, headers: dict[str, str]) -> socket.socket:
    """Return a connection that has asked for a stream and never reads."""
    there = urlsplit(address)
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    reader.connect((there.hostname, there.port))
    lines = [f"GET {path} HTTP/1.1", "Host: api.test"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    reader.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    return reader


async def test_who_does_not_read_is_dropped_and_nobody_else_notices(
    app: FastAPI, impatient: Container
) -> None:
    owners = [await make_caller(impatient) for _ in range(3)]
    writers = [await a_writer(impatient, owner) for owner in owners]
    quiet = await a_writer(impatient, owners[0])
    for writer in writers:
        await writer.write(a_line(number, padding="x" * 8_000) for number in range(300))

    with capture_logs() as log, ExitStack() as connections:
        async with served(app) as address:
            for owner, writer in zip(owners, writers, strict=True):
                for _ in range(9):
                    path = f"/api/tasks/{writer.task_id}/stream"
                    connections.enter_context(stuck_reader(address, path, owner.headers))
            path = f"{address}/api/tasks/{quiet.task_id}/stream"
            async with streaming(path, owners[0].headers) as events, asyncio.timeout(PATIENCE_S):
                await anext(events)
                delays = []
                for _ in range(20):
                    began = time.monotonic()
                    await quiet.say()
                    await anext(events)
                    delays.append(time.monotonic() - began)

            async def nobody_is_left() -> bool:
                return impatient.joblogs.slots.open == 0

            await eventually(nobody_is_left)

    dropped = [line for line in log if line["event"] == "stream_reader_dropped"]
    assert len(dropped) == 27
    assert sorted(delays)[10] < UNREAD_S / 2


class Reader:
    """Follows a task with the client everybody uses; notes the lines, and when each came."""

    def __init__(self, address: str, caller: Caller, task_id: str) -> None:
        self._client = AsyncApiClient(address, tokens_of(caller))
        self._task_id = task_id
        self.seqs: list[int] = []
        self.came_at: list[float] = []

    async def follow(self) -> JobEvent:
        """Return the last event."""
        async with self._client:
            async for event in self._client.follow_task(self._task_id):
                if isinstance(event, JobUpdate) and event.event:
                    self.seqs.append(event.event.seq)
                    self.came_at.append(time.monotonic())
        return event


async def test_readers_go_on_without_a_gap_where_the_api_is_started_anew(
    settings: Settings,
) -> None:
    port = free_port()

    @asynccontextmanager
    async def api() -> AsyncIterator[None]:
        async with started(settings) as app, served(app, port):
            yield

    async with build(settings) as outside:
        callers = [await make_caller(outside) for _ in range(5)]
        writers = [await a_writer(outside, caller) for caller in callers]
        readers = [
            Reader(f"http://127.0.0.1:{port}", caller, writer.task_id)
            for caller, writer in zip(callers, writers, strict=True)
            for _ in range(6)
        ]

        async def all_have_three() -> bool:
            return all(len(reader.seqs) == 3 for reader in readers)

        async with api():
            following = [asyncio.create_task(reader.follow()) for reader in readers]
            for writer in writers:
                await writer.say(3)
            await eventually(all_have_three)
        for writer in writers:
            await writer.say(1)
        async with api():
            back_at = time.monotonic()
            for writer in writers:
                await writer.say(1)
                await writer.end()
            async with asyncio.timeout(PATIENCE_S):
                last = await asyncio.gather(*following)

    assert [reader.seqs for reader in readers] == [[1, 2, 3, 4, 5, 6]] * 30
    assert {type(event) for event in last} == {JobEnded}
    came_back = [reader.came_at[3] - back_at for reader in readers]
    assert max(came_back) < 2 * Patience().most_s  # what one waits, and what a busy machine takes
    assert max(came_back) - min(came_back) > 0.2


async def test_a_process_with_open_streams_ends_at_once_when_told_to(
    settings: Settings, tmp_path: Path
) -> None:
    environment = environment_of(settings)
    address = f"http://127.0.0.1:{environment['API_PORT']}"
    async with build(settings) as outside, api_process(tmp_path, **environment) as process:
        caller = await make_caller(outside)
        writer = await a_writer(outside, caller)
        await lines_until(process, "Uvicorn running")
        path = f"{address}/api/tasks/{writer.task_id}/stream"
        async with streaming(path, caller.headers) as events, asyncio.timeout(PATIENCE_S):
            await anext(events)
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            last = [event.name async for event in events]
            lines = await lines_until(process, "Finished server process")
            await process.wait()

    assert last == ["reconnect"]
    assert time.monotonic() - began < 2.5
    assert not [line for line in lines if b"Cancel" in line or b"Traceback" in line]
