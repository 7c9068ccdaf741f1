"""Sixty readers, cut off again and again, while Redis loses lines, is emptied and goes away."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from core.bootstrap import Container
from core.joblogs.stream import LogStream
from core.kernel.settings import Settings
from tests.support.http import Caller, make_caller, served, started
from tests.support.joblogs import Writer
from tests.support.proxy import Proxy, proxy_to
from tests.support.streams import loopback_client, read_events
from tests.support.tasks import submit

_SEED = 7
_TASKS = 6
_READERS_EACH = 10
_LINES = 60
_UNPUBLISHED = 0.3
_PATIENCE_S = 90.0


@pytest.fixture
async def door(settings: Settings) -> AsyncIterator[Proxy]:
    """Yield the way to Redis, which can be shut."""
    async with proxy_to(make_url(f"{settings.redis_url}").port or 0) as door:
        yield door


@pytest.fixture
async def app(settings: Settings, door: Proxy) -> AsyncIterator[FastAPI]:
    """Yield an API that reaches Redis through the door."""
    url = make_url(f"{settings.redis_url}").set(port=door.port)
    through = {"redis_url": url.render_as_string(hide_password=False)}
    async with started(settings.model_copy(update=through)) as app:
        yield app


@dataclass
class Reader:
    """Reads a stream in pieces, each until chance cuts it off, and goes on where it was."""

    address: str
    caller: Caller
    chance: random.Random
    seqs: list[int] = field(default_factory=list)
    cuts: int = 0
    last_id: str | None = None

    async def read(self) -> None:
        """Read to the end."""
        await asyncio.sleep(self.chance.uniform(0, 1))
        async with loopback_client() as client:
            while not await self._read_a_piece(client):
                self.cuts += 1

    async def _read_a_piece(self, client: httpx.AsyncClient) -> bool:
        """Read on until cut off; say whether there is no more."""
        patience = self.chance.randint(0, 40)
        headers = self.caller.headers | ({"Last-Event-ID": self.last_id} if self.last_id else {})
        async with client.stream("GET", self.address, headers=headers) as response:
            if response.status_code == 204:
                return True
            if response.status_code == 503:  # so many at once that no connection became free
                await asyncio.sleep(self.chance.uniform(0, 1))
                return False
            assert response.status_code == 200
            async for event in read_events(response):
                self.last_id = event.last_id
                if event.name == "log":
                    self.seqs.append(event.seq)
                if event.name == "end":
                    return True
                patience -= 1
                if patience < 0:
                    return False
        return False


async def write(writer: Writer, chance: random.Random) -> None:
    """Write a log in pieces, some of which Redis never hears of."""
    while writer.last_seq < _LINES:
        count = min(chance.randint(1, 6), _LINES - writer.last_seq)
        await writer.say(count, publish=chance.random() >= _UNPUBLISHED)
        await asyncio.sleep(chance.uniform(0, 0.15))
    await writer.end(publish=chance.random() >= _UNPUBLISHED)


async def harm(redis: Redis, door: Proxy, chance: random.Random) -> None:
    """Empty Redis, and take it away for a while, again and again."""
    while True:
        await asyncio.sleep(chance.uniform(0.2, 0.5))
        await redis.flushdb()
        await asyncio.sleep(chance.uniform(0.2, 0.5))
        await door.shut()
        await redis.flushdb()
        await asyncio.sleep(chance.uniform(0.1, 0.4))
        await door.open()


async def a_writer(container: Container, owner: Caller) -> Writer:
    task = await submit(container.transaction, owner.id)
    writer = Writer(container.transaction, task.task_id, LogStream(container.redis))
    await writer.begin()
    return writer


async def test_every_reader_sees_every_line_once_and_in_order(
    app: FastAPI, redis: Redis, door: Proxy
) -> None:
    container: Container = app.state.container
    owners = [await make_caller(container) for _ in range(_TASKS)]
    writers = [await a_writer(container, owner) for owner in owners]

    async with served(app) as address:
        readers = [
            Reader(
                f"{address}/api/tasks/{writer.task_id}/stream",
                owner,
                random.Random(f"{_SEED} {task} {number}"),
            )
            for task, (writer, owner) in enumerate(zip(writers, owners, strict=True))
            for number in range(_READERS_EACH)
        ]
        harming = asyncio.create_task(harm(redis, door, random.Random(_SEED)))
        async with asyncio.timeout(_PATIENCE_S):
            await asyncio.gather(
                *(reader.read() for reader in readers),
                *(
                    write(writer, random.Random(f"{_SEED} {number}"))
                    for number, writer in enumerate(writers)
                ),
            )
        harming.cancel()
        await asyncio.gather(harming, return_exceptions=True)

    assert [reader.seqs for reader in readers] == [list(range(1, _LINES + 2))] * len(readers)
    assert sum(reader.cuts for reader in readers) > 2 * len(readers)
    assert container.joblogs.slots.open == 0
