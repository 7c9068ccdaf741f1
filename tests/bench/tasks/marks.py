"""Moments that a worker writes down, and others read, without a broker between them.

One mark is one write of fixed size to a file opened for appending, which the kernel keeps whole.
"""

import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Mark = Callable[[int], None]
"""Writes down that the job of this number has begun."""

_FORMAT = struct.Struct("<qqq")


class Moment(NamedTuple):
    """When a job began, by a clock all processes of the machine share."""

    number: int
    at_ns: int
    cpu_ns: int
    """What the process had used until then."""


def marking(path: Path) -> Mark:
    """Return what writes to `path`."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def mark(number: int) -> None:
        os.write(file, _FORMAT.pack(number, time.monotonic_ns(), time.process_time_ns()))

    return mark


def count_marks(path: Path) -> int:
    """Return how many moments there are by now."""
    return path.stat().st_size // _FORMAT.size if path.exists() else 0


def read_marks(path: Path) -> list[Moment]:
    """Return the moments in the order of their writing."""
    return [Moment(*fields) for fields in _FORMAT.iter_unpack(path.read_bytes())]
