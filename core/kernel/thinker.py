"""A process that computes for another: `python -m core.kernel.thinker FD PARENT_PID`.

It has one connection, to the process that started it, and nothing else: no settings, no database,
no network. What it needs to know it asks for. It dies with its parent, and gives way to it.
"""

import asyncio
import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from importlib import import_module
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from core.kernel.context import bound_context
from core.kernel.frames import (
    Answer,
    Ask,
    Cancel,
    Do,
    Done,
    Message,
    Ping,
    Pong,
    Ready,
    Setting,
    Unask,
    outcome,
    outcome_of,
    packed,
    receive,
    send,
    unpacked,
)
from core.kernel.logging import configure_logging
from core.kernel.processes import die_with_parent, own_time_s
from core.kernel.thinking import think, under_way

P = ParamSpec("P")
T = TypeVar("T")

_YOUNG_OBJECTS = 20_000
"""So many more than there were are looked through for garbage."""

_number: ContextVar[int] = ContextVar("number")
"""Of the work that is being done."""

Work = Callable[Concatenate["Asking", P], Awaitable[T]]
"""A function of a module, which asks as it goes on."""


class Asking:
    """What a piece of work asks of the process that wants it, and tells it."""

    def __init__(self, thinker: "Thinker", number: int) -> None:
        self._thinker = thinker
        self._number = number

    async def ask(self, name: str, *args: object) -> Any:
        """Return the answer; what goes wrong with it goes wrong here."""
        return await self._thinker.ask(self._number, name, args)

    def tell(self, name: str, *args: object) -> None:
        """Let it be known; nothing comes back."""
        self._thinker.send(Ask(self._number, name, packed(args), None))


class Thinker:
    """Does what it is told, several things at a time where they wait for answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._working: dict[int, asyncio.Task[None]] = {}
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self._numbers = count()

    async def serve(self) -> None:
        """Work until nobody is left to work for."""
        while (message := await receive(self._reader)) is not None:
            self._hear(message)

    def send(self, message: Message) -> None:
        """Send a message to whom we work for."""
        send(self._writer, message)

    async def ask(self, number: int, name: str, args: tuple[object, ...]) -> Any:
        """Return the answer to a question of some work."""
        question = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._asked[question] = future
        try:
            self.send(Ask(number, name, packed(args), question))
            answer = await future
        except asyncio.CancelledError:
            self.send(Unask(number, question))
            raise
        finally:
            del self._asked[question]
        return outcome_of(answer.succeeded, answer.value)

    def _hear(self, message: Message) -> None:
        match message:
            case Do():
                task = asyncio.create_task(self._do(message))
                self._working[message.number] = task
                task.add_done_callback(lambda _: self._working.pop(message.number))
            case Cancel() if message.number in self._working:
                self._working[message.number].cancel()
            case Answer() if message.question in self._asked:
                self._asked[message.question].set_result(message)
            case Ping():
                self.send(_how_it_is())
            case Setting():
                _take_up(message)
                self.send(Ready())

    async def _do(self, order: Do) -> None:
        _number.set(order.number)

        async def work() -> Any:
            compute, args, kwargs = unpacked(order.job)
            try:
                if order.converses:
                    return await compute(Asking(self, order.number), *args, **kwargs)
                return await think(compute, *args, **kwargs)
            except Exception as error:
                error.add_note(f"In the process that computes:\n{traceback.format_exc()}")
                raise

        with bound_context(**order.context):
            succeeded, value = await outcome(work)
        self.send(Done(order.number, succeeded, value))


def _how_it_is() -> Pong:
    piece = under_way()
    if piece is None:
        return Pong(None, 0.0)
    return Pong(piece.context.get(_number), own_time_s(os.getpid()) - piece.began)


def _take_up(setting: Setting) -> None:
    os.nice(setting.niceness)
    configure_logging(json_lines=setting.json_lines, level=setting.log_level)
    # What is loaded stays: looking through it for garbage, meanwhile and later, is a fifth of the
    # time that loading takes, and 100 ms each time. And what arithmetic leaves behind holds no
    # circles worth looking for every 700 objects.
    gc.disable()
    for module in setting.modules:
        import_module(module)
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
    gc.enable()


async def _serve(connection: socket.socket) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=connection)
    await Thinker(reader, writer).serve()
    # Whatever is still being computed, nobody wants it.
    os._exit(0)


def main() -> None:
    """Serve the process that holds the other end."""
    descriptor, parent = map(int, sys.argv[1:])
    die_with_parent(parent, signal.SIGKILL)
    for signum in (signal.SIGINT, signal.SIGTERM):
        # Sent to all of a group at once: it is for our parent to say when we end.
        signal.signal(signum, signal.SIG_IGN)
    asyncio.run(_serve(socket.socket(fileno=descriptor)))


if __name__ == "__main__":
    main()
