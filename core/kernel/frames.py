"""What two processes of ours say to each other: pickled values, each with its length before it.

For a pair that trusts each other and runs the same code: whoever reads a pickle does what it says.
"""

import asyncio
import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a thinker is to be: what it loads before it is needed, how it logs, how it steps back."""

    modules: tuple[str, ...]
    niceness: int
    json_lines: bool
    log_level: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything is loaded."""


@dataclass(frozen=True, slots=True)
class Ping:
    """How are you?"""


@dataclass(frozen=True, slots=True)
class Pong:
    """Alive, and for `busy_s` at one piece of arithmetic, for the work of this `number` if any."""

    number: int | None
    busy_s: float


@dataclass(frozen=True, slots=True)
class Do:
    """Work to be done; `job` is a pickled `(function, args, kwargs)`, `context` for whom it is."""

    number: int
    job: bytes
    context: Mapping[str, str]
    converses: bool


@dataclass(frozen=True, slots=True)
class Cancel:
    """Nobody waits for that work any more."""

    number: int


@dataclass(frozen=True, slots=True)
class Done:
    """Work is done: `value` is the pickled result, or the pickled error."""

    number: int
    succeeded: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of some work, `value` its pickled arguments; without `question` it is told."""

    number: int
    name: str
    value: bytes
    question: int | None


@dataclass(frozen=True, slots=True)
class Unask:
    """The question of some work needs no answer any more."""

    number: int
    question: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: `value` is the pickled result, or the pickled error."""

    question: int
    succeeded: bool
    value: bytes


Message = Setting | Ready | Ping | Pong | Do | Cancel | Done | Ask | Unask | Answer


def packed(value: object) -> bytes:
    """Return a value as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(value: bytes) -> Any:
    """Return the value of bytes."""
    return pickle.loads(value)  # noqa: S301 - between processes that run the same code


def packed_error(error: Exception) -> bytes:
    """Return an error as bytes; one that cannot be carried becomes an error that tells of it."""
    try:
        found = packed(error)
        unpacked(found)
    except Exception:  # whatever its own ways of being copied stumble over
        return packed(RuntimeError(f"{type(error).__name__}: {error}"))
    return found


def outcome_of(succeeded: bool, value: bytes) -> Any:
    """Return a carried result, or raise the carried error."""
    found = unpacked(value)
    if not succeeded:
        raise found
    return found


async def outcome(work: Callable[[], Any]) -> tuple[bool, bytes]:
    """Do some work and return what became of it, ready to be carried."""
    try:
        return True, packed(await work())
    except Exception as error:  # whoever asked is to have it, whatever it is
        return False, packed_error(error)


def send(writer: asyncio.StreamWriter, message: Message) -> None:
    """Send a message; nothing is heard of one that does not arrive."""
    body = packed(message)
    writer.write(_LENGTH.pack(len(body)) + body)


async def receive(reader: asyncio.StreamReader) -> Message | None:
    """Return the next message, or None where no more comes."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        message: Message = unpacked(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return message
