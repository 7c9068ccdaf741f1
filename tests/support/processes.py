"""Waiting for what happens in other processes."""

import time
from collections.abc import Callable
from pathlib import Path


def eventually(claim: Callable[[], bool], timeout_s: float = 30.0) -> bool:
    """Say whether `claim` becomes true; looks again and again, for no other process tells us."""
    deadline = time.monotonic() + timeout_s
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended but was not yet collected does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
