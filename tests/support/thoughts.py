"""What thinkers are asked to compute in tests: functions of a module, for another process."""

import asyncio
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import structlog

from core.kernel.context import current_trace_id
from core.kernel.errors import ModelError
from core.kernel.thinker import Asking
from core.kernel.thinking import think


class StubbornError(Exception):
    """Cannot be carried to another process."""

    def __reduce__(self) -> Any:
        raise TypeError("stays where it is")


def process_id() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def loaded_modules() -> list[str]:
    return list(sys.modules)


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def wait_for_writer(pipe: str) -> str:
    """Block until somebody writes into a named pipe."""
    return Path(pipe).read_text()


def fail(kind: str) -> None:
    if kind == "model":
        raise ModelError("It sleeps", error_type="timeout", retry_after_s=7)
    if kind == "stubborn":
        raise StubbornError("never mind")
    raise ValueError("no such number")


def something_stubborn() -> object:
    return lambda: 1


def die(marks: str, most: int) -> str:
    """End the process, so many times at most; every time leaves a mark."""
    made = len(list(Path(marks).iterdir()))
    if made < most:
        Path(marks, str(made)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def for_whom() -> tuple[str, dict[str, Any]]:
    return current_trace_id(), structlog.contextvars.get_contextvars()


async def sum_of_answers(asking: Asking, *numbers: int) -> int:
    """Ask for the double of each number, tell of it, and return the sum."""
    total = 0
    for number in numbers:
        double = await asking.ask("double", number)
        asking.tell("told", double)
        total += double
    return total


async def ask_once(asking: Asking, *args: object) -> tuple[int, Any]:
    """Return this process's id and the answer."""
    return os.getpid(), await asking.ask("question", *args)


async def ask_and_mark_the_end(asking: Asking, mark: str) -> None:
    """Ask; leave a mark where the work ends, however it does."""
    try:
        await asking.ask("question")
    finally:
        await asyncio.to_thread(Path(mark).touch)


async def compute_then_ask(asking: Asking, pipe: str) -> str:
    """Compute until somebody writes into a pipe, and ask afterwards."""
    said = await think(wait_for_writer, pipe)
    answer: str = await asking.ask("question", said)
    return answer


async def tell_forever(asking: Asking, mark: str) -> None:
    asking.tell("told", 1)
    await ask_and_mark_the_end(asking, mark)


def never_end(marks: str) -> None:
    """Compute for ever; leave a mark at the beginning."""
    begin(marks)
    while True:
        pass


async def block_for_ever(_: Asking, marks: str) -> None:
    """Compute for ever where the process should listen; leave a mark at the beginning."""
    never_end(marks)


async def ask_for_ever(asking: Asking, marks: str) -> None:
    """Ask for what does not come to an end; leave a mark at the beginning."""
    begin(marks)
    await asking.ask("question")


async def think_without_end(_: Asking, marks: str) -> None:
    """Have a piece computed that does not end, as a planner has its search."""
    await think(never_end, marks)


def begin(marks: str) -> None:
    """Leave one more mark."""
    Path(marks, f"{os.getpid()}-{time.monotonic_ns()}").touch()


def wait(seconds: float) -> int:
    """Keep the place where pieces are computed for a while."""
    threading.Event().wait(seconds)
    return os.getpid()
