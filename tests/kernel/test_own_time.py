"""The clock of a process stands still while it waits for a processor, and for nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from core.kernel.processes import own_time_s
from tests.support.processes import eventually

_CROWD = 4 * (os.cpu_count() or 1)


@pytest.fixture
def crowded() -> Iterator[int]:
    """Yield the id of one of many processes that all want the processors, and nobody has one."""
    command = ["nice", "-n", "19", sys.executable, "-c", "while True: pass"]
    crowd = [subprocess.Popen(command) for _ in range(_CROWD)]
    try:
        yield crowd[0].pid
    finally:
        for process in crowd:
            process.kill()
            process.wait()


def test_it_is_slower_than_the_wall_where_too_many_want_to_compute(crowded: int) -> None:
    began, own = time.monotonic(), own_time_s(crowded)

    def is_slower() -> bool:
        return own_time_s(crowded) - own < 0.75 * (time.monotonic() - began)

    assert eventually(is_slower)


def test_a_process_that_is_stopped_has_its_time_run_on(crowded: int) -> None:
    os.kill(crowded, signal.SIGSTOP)
    own = own_time_s(crowded)

    assert eventually(lambda: own_time_s(crowded) - own > 0.5)


def test_of_a_process_that_is_not_there_it_is_the_clock_of_all() -> None:
    assert own_time_s(2**30) == pytest.approx(time.monotonic(), abs=5)
