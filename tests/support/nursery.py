"""Processes that begin with everything loaded: forked from one that has done so, once.

`python -m tests.support.nursery SOCKET MODULE...` loads the modules, which takes seconds, and then
forks a process for whoever asks, in milliseconds: a function of a module, with a text, called
`main(text)`. It is a process like any other, to be killed, frozen and waited for; its parent tells
us its id and how it ended.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

_STATUS = struct.Struct("!i")


class Child:
    """A forked process, as `asyncio.subprocess.Process` shows one."""

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._reader = reader
        self._writer = writer
        self._watching = asyncio.create_task(self._watch())

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it the hard way."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Return how it ended: its exit code, or the signal below zero."""
        return await asyncio.shield(self._watching)

    async def _watch(self) -> int:
        (self.returncode,) = _STATUS.unpack(await self._reader.readexactly(_STATUS.size))
        self._writer.close()
        await self._writer.wait_closed()
        return self.returncode


async def fork(nursery: str, module: str, text: str) -> Child:
    """Return a new process of a nursery, which calls `main(text)` of a module it has loaded."""
    reader, writer = await asyncio.open_unix_connection(nursery)
    writer.write(json.dumps([module, text]).encode() + b"\n")
    (pid,) = _STATUS.unpack(await reader.readexactly(_STATUS.size))
    return Child(pid, reader, writer)


def serve(address: str) -> None:
    """Fork for whoever asks, until somebody ends us."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait for a child wait for nobody else
    with socket.socket(socket.AF_UNIX) as server:
        draft = Path(f"{address}.draft")
        server.bind(str(draft))
        server.listen()
        draft.rename(address)  # whoever finds it is heard
        while True:
            connection, _ = server.accept()
            with connection:
                if os.fork() == 0:
                    server.close()
                    _attend(connection)


def _attend(connection: socket.socket) -> None:
    """Have a child, tell of it, wait for it, and tell of that."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with connection.makefile("rb") as asked:
        module, text = json.loads(asked.readline())
    pid = os.fork()
    if pid == 0:
        connection.close()
        _live(module, text)
    connection.sendall(_STATUS.pack(pid))
    _, status = os.waitpid(pid, 0)
    with suppress(OSError):  # whoever asked has gone
        connection.sendall(_STATUS.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _live(module: str, text: str) -> None:
    code = 1
    try:
        sys.modules[module].main(text)
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    gc.disable()  # what is loaded stays
    for name in sys.argv[2:]:
        import_module(name)
    gc.freeze()
    gc.enable()
    serve(sys.argv[1])
