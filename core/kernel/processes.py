"""Child processes that never outlive us, and ports for them."""

import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child must not load libraries between fork and exec.
_LIBC: ctypes.CDLL | None = ctypes.CDLL(None) if sys.platform == "linux" else None


def dying_with_parent(signal_number: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` by which the child gets `signal_number` when its parent dies.

    Start such a child from the main thread: to the kernel the parent is the thread that forked.
    Elsewhere than on Linux it does nothing.
    """
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(parent, signal_number)

    return prepare


def die_with_parent(parent: int, signal_number: signal.Signals) -> None:
    """Let this process get `signal_number` when its parent, of process id `parent`, dies.

    For a child that can say so itself; what is said above holds here as well.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal_number))
        if os.getppid() != parent:  # it died before the kernel knew our wish
            os._exit(1)


def own_time_s(pid: int) -> float:
    """Return a clock of a process that stands still while its threads wait for a processor.

    On a machine that others fill, what takes a second may take a minute: that is nobody's fault. A
    process that is stopped, or waits for anything else, has its time run on. Where the kernel does
    not say how long threads have waited, or there is no such process, it is the monotonic clock.
    """
    waited_ns = 0
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            waited_ns += int((thread / "schedstat").read_text().split()[1])
    return time.monotonic() - waited_ns / 1e9


def free_port() -> int:
    """Return a loopback port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
