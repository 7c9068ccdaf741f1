"""The servers and processes that faults are done to; what dies is started again at once."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import redis.asyncio as redis

from core.embedded.postgres import Postgres
from core.embedded.redis import Redis
from core.embedded.server import EmbeddedServer
from core.kernel.processes import dying_with_parent
from tests.support.processes import children_of
from tests.support.waiting import eventually

_PATIENCE_S = 30.0


class Kept:
    """A process that is started again whenever it has ended, until `stop`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """Return the id of the running process; None in the moment between two."""
        alive = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process is not None and alive else None

    async def run(self) -> None:
        """Keep it running."""
        while not self._stopping.is_set():
            with self._log.open("ab") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    env=dict(self._environment),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    preexec_fn=dying_with_parent(signal.SIGKILL),
                )
            self.starts += 1
            await self._process.wait()

    def send(self, number: signal.Signals) -> bool:
        """Send a signal to the process; False where there is none at the moment."""
        pid = self.pid
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            return True
        return False

    @property
    def thinkers(self) -> list[int]:
        """Return the processes that compute for it."""
        pid = self.pid
        children = children_of(pid) if pid is not None else {}
        return [child for child, line in children.items() if "core.kernel.thinker" in line]

    @property
    def lost_works(self) -> int:
        """Return how often it has told of work that was lost with a process that computed."""
        return self._log.read_text(errors="replace").count('"thinker_died')

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        self.send(signal.SIGCONT)
        self.send(signal.SIGKILL)


class Stage:
    """PostgreSQL as in use (it must survive being cut off), a Redis that forgets, and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres")
        self.redis = Redis(folder / "redis", durable=False)
        self.database_url = ""
        self.redis_url = ""
        self.workers: list[Kept] = []
        self.api: Kept | None = None

    @property
    def kept(self) -> list[Kept]:
        """Return our own processes."""
        return [*self.workers, *([self.api] if self.api else [])]

    @property
    def thinkers(self) -> list[int]:
        """Return the processes that compute for ours, in order."""
        return sorted(pid for process in self.kept for pid in process.thinkers)

    def open(self) -> None:
        """Start the servers; blocks, so call it before there is a loop."""
        self.database_url = self.postgres.start()
        self.redis_url = self.redis.start()

    def close(self) -> None:
        """Stop the servers."""
        self.redis.stop()
        self.postgres.stop()

    def keep(self, name: str, environment: Mapping[str, str], *arguments: str) -> Kept:
        """Return a Python process of ours that writes into a log of its name."""
        command = [sys.executable, *arguments]
        return Kept(command, environment, self.folder / f"{name}.log")

    async def interrupt(
        self, server: EmbeddedServer, number: signal.Signals, away_s: float
    ) -> None:
        """Cut a server off, leave it away for a while, and bring it back on its port."""
        pid = server.pid
        if pid is None:
            return
        os.kill(pid, number)
        await asyncio.sleep(away_s)
        url = self.database_url if server is self.postgres else self.redis_url
        await eventually(lambda: asyncio.to_thread(server.revive), within_s=_PATIENCE_S)
        await eventually(lambda: asyncio.to_thread(server.answers, url), within_s=_PATIENCE_S)

    async def flush_redis(self) -> None:
        """Empty our Redis, after a look at whose it is."""
        async with redis.Redis.from_url(self.redis_url, decode_responses=True) as client:
            place = await client.config_get("dir")
            if Path(place["dir"]) != self.redis.folder:
                raise RuntimeError(f"not our Redis: its folder is {place['dir']}")
            await client.flushall()
