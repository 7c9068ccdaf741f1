"""Servers of a test's own, to be cut off, frozen, emptied and brought back at their address."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis.asyncio import Redis as RedisClient

from core.embedded.redis import Redis
from core.embedded.server import EmbeddedServer
from tests.support.waiting import eventually


class OwnServer:
    """A running server that nobody else uses, and the address it keeps."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self.url = server.start()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to its main process."""
        assert self._server.pid is not None
        os.kill(self._server.pid, number)

    def freeze(self) -> None:
        """Let it hang, with every process it has for its connections."""
        self._send_to_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._send_to_all(signal.SIGCONT)

    def _send_to_all(self, number: signal.Signals) -> None:
        self.send(number)  # first, so that it makes no further ones
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it ended while we looked
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == self._server.pid:
                    os.kill(int(folder.name), number)

    async def cut_off(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it as an accident would, and return when it takes no connection any more."""
        self.send(number)

        async def is_gone() -> bool:
            return not await asyncio.to_thread(self._server.answers, self.url)

        await eventually(is_gone)

    async def bring_back(self) -> None:
        """Start it again, and return when it answers.

        Not from a thread: a server of ours ends with the thread that has started it.
        """

        async def is_started() -> bool:
            return self._server.revive()

        await eventually(is_started)
        await eventually(lambda: asyncio.to_thread(self._server.answers, self.url), within_s=60)

    def stop(self) -> None:
        """End it for good, frozen or not."""
        if self._server.pid is not None and not self._server.revive():
            self.thaw()
        self._server.stop()


@contextmanager
def own(server: EmbeddedServer) -> Iterator[OwnServer]:
    """Give a server that ends with the block, whatever became of it."""
    running = OwnServer(server)
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def forgetful_redis(folder: Path) -> Iterator[OwnServer]:
    """Give a Redis that is empty whenever it comes back."""
    with own(Redis(folder, durable=False)) as server:
        yield server


async def flush(server: OwnServer, folder: Path) -> None:
    """Empty our Redis, after a look at whose it is."""
    async with RedisClient.from_url(server.url, decode_responses=True) as client:
        place = await client.config_get("dir")
        assert Path(place["dir"]) == folder
        await client.flushall()
