"""Keeps the processes of the Procfile running: what dies is started again, nothing outlives us."""

import asyncio
import os
import shlex
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Self

from core.kernel.processes import dying_with_parent

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 10.0
SETTLED_S = 60.0
"""A process that lived this long died of something new: its delay starts over."""
GRACE_S = 10.0
_DRAIN_S = 2.0


def parse_procfile(text: str) -> dict[str, list[str]]:
    """Return the command of each process; `python` becomes the interpreter we run under.

    Raises:
        ValueError: A line is not `name: command`, or a name is there twice.
    """
    commands: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, rest = (part.strip() for part in line.partition(":"))
        if not colon or not name or not rest or name in commands:
            raise ValueError(f"line {number} of the Procfile is not `name: command`: {line!r}")
        program, *arguments = shlex.split(rest)
        commands[name] = [sys.executable if program == "python" else program, *arguments]
    return commands


def next_delay_s(last_delay_s: float | None, lived_s: float) -> float:
    """Return how long to wait before a process that lived `lived_s` is started again."""
    if last_delay_s is None or lived_s >= SETTLED_S:
        return FIRST_DELAY_S
    return min(last_delay_s * 2, LONGEST_DELAY_S)


class Supervisor:
    """Runs commands until told to stop.

    `write` gets every line they print, with their name before it. Start it in the main thread:
    the kernel ends the processes with the thread that started them.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        environment: Mapping[str, str],
        write: Callable[[str], None],
        grace_s: float = GRACE_S,
    ) -> None:
        self._commands = commands
        self._environment = environment
        self._write = write
        self._grace_s = grace_s
        self._width = max(map(len, commands), default=0)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let `run` end, after every process has."""
        self._stopping.set()

    async def run(self) -> None:
        """Start everything, keep it alive, and return when `stop` was called and all have ended."""
        async with asyncio.TaskGroup() as group:
            for name, command in self._commands.items():
                group.create_task(self._keep(name, command))

    async def _keep(self, name: str, command: Sequence[str]) -> None:
        delay_s: float | None = None
        while not self._stopping.is_set():
            began = time.monotonic()
            how = await self._run_once(name, command)
            if self._stopping.is_set():
                return
            delay_s = next_delay_s(delay_s, time.monotonic() - began)
            self._say(name, f"{how}; starting it again in {delay_s:g} s")
            with suppress(TimeoutError):
                async with asyncio.timeout(delay_s):
                    await self._stopping.wait()

    async def _run_once(self, name: str, command: Sequence[str]) -> str:
        """Run a command until it ends or has to; return how it ended."""
        async with _Output(lambda line: self._say(name, line)) as output:
            try:
                process = await self._start(command, output.write_end)
            except OSError as error:
                return f"cannot be started ({error})"
            await self._attend(process)
        return _ending(process.returncode)

    async def _attend(self, process: Process) -> None:
        stop = asyncio.create_task(self._stopping.wait())
        end = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({stop, end}, return_when=asyncio.FIRST_COMPLETED)
            if not end.done():
                process.terminate()
                await asyncio.wait({end}, timeout=self._grace_s)
        finally:
            stop.cancel()
            # Also where it ended by itself: a child it left behind may hold its port.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await end

    async def _start(self, command: Sequence[str], output: int) -> Process:
        return await asyncio.create_subprocess_exec(
            *command,
            env=self._environment,
            stdin=DEVNULL,
            stdout=output,
            stderr=STDOUT,
            # Ctrl-C in the terminal reaches us alone, and the whole group can be ended.
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )

    def _say(self, name: str, line: str) -> None:
        self._write(f"{name:{self._width}} | {line}")


class _Output:
    """A pipe whose lines go to `say`.

    Our own, because asyncio's takes a process for alive while a child of it holds the pipe open.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        read_end, self.write_end = os.pipe()
        self._file = os.fdopen(read_end, "rb", buffering=0)

    async def __aenter__(self) -> Self:
        reader = asyncio.StreamReader()
        self._transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self._file
        )
        self._copying = asyncio.create_task(self._copy(reader))
        return self

    async def __aexit__(self, *_: object) -> None:
        os.close(self.write_end)
        await asyncio.wait({self._copying}, timeout=_DRAIN_S)
        self._copying.cancel()
        self._transport.close()

    async def _copy(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while chunk := await reader.read(65_536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._say(line.decode(errors="replace"))
        if rest:
            self._say(rest.decode(errors="replace"))


def _ending(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return f"killed by {signal.Signals(-returncode).name}"
    return f"ended with code {returncode}"
