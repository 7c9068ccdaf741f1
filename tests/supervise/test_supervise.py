"""The supervisor, with real processes and signals."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.supervise import Supervisor, next_delay_s, parse_procfile
from tests.support.processes import eventually, is_alive

ROOT = Path(__file__).parents[2]


class Screen:
    """What the supervisor wrote, and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._changed = asyncio.Event()

    def write(self, line: str) -> None:
        self.lines.append(line)
        self._changed.set()

    async def until(self, wanted: Callable[[list[str]], bool]) -> None:
        async with asyncio.timeout(20):
            while not wanted(self.lines):
                self._changed.clear()
                await self._changed.wait()

    def pids(self, name: str = "one") -> list[int]:
        start = f"{name} | pid "
        return [int(line.removeprefix(start)) for line in self.lines if line.startswith(start)]


def python(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", f"import os, signal, subprocess, sys, time\n{code}"]


SAYS_ITS_PID = "print('pid', os.getpid())\n"
WAITS = python(SAYS_ITS_PID + "time.sleep(600)")
IS_DEAF = python(
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SAYS_ITS_PID + "time.sleep(600)"
)


@asynccontextmanager
async def running(grace_s: float = 10.0, **commands: list[str]) -> AsyncIterator[Screen]:
    screen = Screen()
    supervisor = Supervisor(
        commands, environment={"PATH": os.defpath}, write=screen.write, grace_s=grace_s
    )
    task = asyncio.create_task(supervisor.run())
    try:
        yield screen
    finally:
        supervisor.stop()
        async with asyncio.timeout(20):
            await task


def test_a_procfile_gives_a_command_for_each_name() -> None:
    text = "# processes\n\napi: python -m api.serve\nsite: serve --dir 'my pages'\n"

    commands = parse_procfile(text)

    assert commands == {
        "api": [sys.executable, "-m", "api.serve"],
        "site": ["serve", "--dir", "my pages"],
    }


@pytest.mark.parametrize("text", ["api python", "api:", ": python", "a: x\na: y"])
def test_a_line_that_names_no_process_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="of the Procfile is not `name: command`"):
        parse_procfile(text)


def test_every_process_of_our_procfile_is_a_module_of_ours() -> None:
    commands = parse_procfile((ROOT / "Procfile").read_text())

    assert list(commands) == ["api", "worker", "console", "chat"]
    for command in commands.values():
        assert command[:2] == [sys.executable, "-m"]
        assert find_spec(command[2]) is not None


def test_the_delay_doubles_up_to_ten_seconds() -> None:
    delays: list[float] = []

    for _ in range(7):
        delays.append(next_delay_s(delays[-1] if delays else None, lived_s=1))

    assert delays == [0.5, 1, 2, 4, 8, 10, 10]


def test_the_delay_starts_over_after_a_minute_alive() -> None:
    assert next_delay_s(10, lived_s=60) == 0.5


async def test_every_line_carries_the_name_of_its_process() -> None:
    async with running(
        one=python("print('hello'); print('你好'); time.sleep(600)"),
        three=python("sys.stderr.write('no line end')"),
    ) as screen:
        expected = {"one   | hello", "one   | 你好", "three | no line end"}
        await screen.until(lambda lines: expected <= set(lines))


async def test_a_killed_process_is_started_again() -> None:
    async with running(one=WAITS) as screen:
        await screen.until(lambda _: len(screen.pids()) == 1)

        os.kill(screen.pids()[0], signal.SIGKILL)

        await screen.until(lambda _: len(screen.pids()) == 2)
    assert "one | killed by SIGKILL; starting it again in 0.5 s" in screen.lines


async def test_a_process_that_ends_by_itself_is_started_again() -> None:
    async with running(one=python(SAYS_ITS_PID + "sys.exit(3)")) as screen:
        await screen.until(lambda _: len(screen.pids()) == 2)
        await screen.until(lambda lines: any("starting it again in 1 s" in line for line in lines))

    assert "one | ended with code 3; starting it again in 0.5 s" in screen.lines


async def test_a_command_that_does_not_exist_is_said_and_the_others_run() -> None:
    async with running(one=WAITS, two=["/no/such/program"]) as screen:
        await screen.until(lambda _: len(screen.pids()) == 1)
        await screen.until(lambda lines: any("cannot be started" in line for line in lines))


async def test_stopping_ends_every_process() -> None:
    async with running(one=WAITS, two=WAITS) as screen:
        await screen.until(lambda _: len(screen.pids()) + len(screen.pids("two")) == 2)

    assert not any(is_alive(pid) for pid in [*screen.pids(), *screen.pids("two")])


async def test_a_process_that_does_not_listen_is_killed_after_its_grace() -> None:
    async with running(grace_s=0.2, one=IS_DEAF) as screen:
        await screen.until(lambda _: len(screen.pids()) == 1)

    assert not is_alive(screen.pids()[0])


async def test_what_a_process_leaves_behind_ends_before_it_is_started_again() -> None:
    leaves_a_child = python(
        f"child = subprocess.Popen({WAITS!r}, stdout=subprocess.PIPE, text=True)\n"
        "print(child.stdout.readline(), end='')"
    )
    async with running(one=leaves_a_child) as screen:
        await screen.until(lambda lines: any("starting it again" in line for line in lines))

        assert eventually(lambda: not is_alive(screen.pids()[0]))


async def test_children_of_a_process_end_with_it() -> None:
    child = f"child = subprocess.Popen({WAITS!r})\ntime.sleep(600)"
    async with running(one=python(child)) as screen:
        await screen.until(lambda _: len(screen.pids()) == 1)

    assert eventually(lambda: not is_alive(screen.pids()[0]))


def test_a_killed_supervisor_takes_its_processes_along() -> None:
    code = (
        "import asyncio, sys\n"
        "from core.supervise import Supervisor\n"
        f"supervisor = Supervisor({{'one': {WAITS!r}}}, environment={{}}, write=print)\n"
        "asyncio.run(supervisor.run())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline().removeprefix("one | pid "))

        supervisor.kill()

        assert eventually(lambda: not is_alive(pid))
