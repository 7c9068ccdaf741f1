"""Waiting for what happens in other processes."""

import resource
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


def children_of(parent: int) -> dict[int, str]:
    """Return the command line of each process that another has started."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            ours = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            if ours:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = line
        except OSError:  # it ended while we looked
            continue
    return found


def memory_mb(pid: int) -> float:
    """Return how much memory a process holds; nothing where there is none any more."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended but was not yet collected does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
