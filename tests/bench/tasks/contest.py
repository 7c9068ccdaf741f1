"""One turn of one system: what it takes in, how fast it works it off, how soon it begins."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.kernel.processes import dying_with_parent
from tests.bench.machine import rss_mb, tree_cpu_s
from tests.bench.samples import per_second, quantile
from tests.bench.tasks.marks import count_marks, read_marks
from tests.bench.tasks.roles import WARM_UP, Task

_LONGEST_S = 120.0
_ENDS_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Contestant:
    """A system, the Python that has it, and the Redis database that is its own."""

    name: str
    module: str
    python: str
    redis_number: int


@dataclass(frozen=True)
class Arena:
    """Servers all systems share, one after another, and how much is asked of each."""

    environment: Mapping[str, str]
    database_url: str
    redis_server: str
    server_pids: tuple[int, ...]
    folder: Path
    jobs: int
    singles: int
    in_flight: int
    gap_s: tuple[float, float]


def prepare(arena: Arena, contestant: Contestant) -> None:
    """Make what the system needs in the servers."""
    _run(arena, contestant, "prepare", _task(arena, contestant, arena.jobs, "none", 0))


def turn(arena: Arena, contestant: Contestant, seed: int) -> dict[str, float]:
    """Return the figures of one system in one round."""
    jobs = _task(arena, contestant, arena.jobs, f"{contestant.name}-{seed}-jobs", seed)
    taken = _run(arena, contestant, "enqueue", jobs)
    drained = _drain(arena, contestant, jobs)
    singles = _task(arena, contestant, arena.singles, f"{contestant.name}-{seed}-singles", seed)
    return {
        "enqueue_per_s": per_second(taken["begun_ns"]),
        "submit_p50_ms": quantile(taken["took_ms"], 0.5),
        "submit_p95_ms": quantile(taken["took_ms"], 0.95),
        **drained,
        **_start_latency(arena, contestant, singles),
    }


def _drain(arena: Arena, contestant: Contestant, task: Task) -> dict[str, float]:
    """Let a worker work off what waits."""
    marks = Path(task.marks)
    servers_before = _servers_cpu_s(arena)
    with _worker(arena, contestant, task) as worker:
        _await_marks(marks, task.jobs + WARM_UP)
        memory_mb = rss_mb(worker.pid)
    used = worker.rusage
    moments = read_marks(marks)
    # From its first job on: what a process uses to start says nothing of a thousand jobs.
    cpu_s = used.ru_utime + used.ru_stime - moments[0].cpu_ns / 1e9
    per_1000 = 1000 / len(moments)
    return {
        "drain_per_s": per_second([moment.at_ns for moment in moments]),
        "cpu_s_per_1000": cpu_s * per_1000,
        "servers_cpu_s_per_1000": (_servers_cpu_s(arena) - servers_before) * per_1000,
        "rss_mb": memory_mb,
    }


def _start_latency(arena: Arena, contestant: Contestant, task: Task) -> dict[str, float]:
    """Ask for single jobs at random moments; count from the asking to the job's first line."""
    with _worker(arena, contestant, task):
        begun_ns = _run(arena, contestant, "singles", task)["begun_ns"]
        _await_marks(Path(task.marks), task.jobs + 2)
    started_ns = {moment.number: moment.at_ns for moment in read_marks(Path(task.marks))}
    waits_ms = [(started_ns[number] - at_ns) / 1e6 for number, at_ns in enumerate(begun_ns)]
    return {"start_p50_ms": quantile(waits_ms, 0.5), "start_p95_ms": quantile(waits_ms, 0.95)}


@contextmanager
def working(arena: Arena, contestant: Contestant, name: str) -> Iterator[None]:
    """Let a worker of the system work meanwhile."""
    with _worker(arena, contestant, _task(arena, contestant, 0, name, 0)):
        yield


class _Worker(subprocess.Popen[bytes]):
    """A process that is collected with what it has used."""

    rusage: Any

    def collect(self) -> None:
        """Wait for its end; one that does not end is killed, and that is an error."""
        deadline = time.monotonic() + _ENDS_WITHIN_S
        while True:
            pid, status, self.rusage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                self.kill()
                os.wait4(self.pid, 0)
                raise TimeoutError("It did not end when it was told to")
            time.sleep(_LOOK_EVERY_S)
        self.returncode = os.waitstatus_to_exitcode(status)


@contextmanager
def _worker(arena: Arena, contestant: Contestant, task: Task) -> Iterator[_Worker]:
    log = Path(task.marks).with_suffix(".log")
    with log.open("wb") as lines:
        worker = _Worker(
            _command(contestant, "work", task),
            env=arena.environment,
            stdout=lines,
            stderr=lines,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )
        try:
            try:
                yield worker
            finally:
                worker.terminate()
                worker.collect()
        except TimeoutError as error:
            raise TimeoutError(f"{contestant.name}: {error}\n{log.read_text()[-2000:]}") from error


def _run(arena: Arena, contestant: Contestant, role: str, task: Task) -> Any:
    """Play a role to its end and return what it printed."""
    done = subprocess.run(
        _command(contestant, role, task),
        env=arena.environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=_LONGEST_S,
    )
    return json.loads(done.stdout) if done.stdout else None


def _command(contestant: Contestant, role: str, task: Task) -> list[str]:
    return [contestant.python, "-m", contestant.module, role, task.to_json()]


def _task(arena: Arena, contestant: Contestant, jobs: int, marks: str, seed: int) -> Task:
    return Task(
        database_url=arena.database_url,
        redis_url=f"{arena.redis_server}/{contestant.redis_number}",
        marks=str(arena.folder / marks),
        jobs=jobs,
        in_flight=arena.in_flight,
        gap_s=arena.gap_s,
        seed=seed,
    )


def _await_marks(marks: Path, number: int) -> None:
    deadline = time.monotonic() + _LONGEST_S
    while count_marks(marks) < number:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{count_marks(marks)} of {number} jobs began")
        time.sleep(_LOOK_EVERY_S)


def _servers_cpu_s(arena: Arena) -> float:
    return sum(map(tree_cpu_s, arena.server_pids))
