"""The whole product as `make run` starts it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from core.kernel.processes import free_port
from tests.support.processes import children_of, eventually

_UP_WITHIN_S = 150.0


class Run:
    """A running product: its process, what it has printed, and its HTTP interface."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path, api: str) -> None:
        self.process = process
        self.http = httpx.Client(base_url=api, timeout=30, trust_env=False)
        self._log = log

    @property
    def output(self) -> str:
        return self._log.read_text()

    def children(self) -> dict[int, str]:
        """Return the command line of each process the supervisor has started."""
        return children_of(self.process.pid)

    def sign_in(self, password: str) -> None:
        answer = self.http.post(
            "/api/auth/login", json={"email": "admin@tripwright.local", "password": password}
        )
        token = answer.raise_for_status().json()["data"]["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"


def fresh_environment(folder: Path) -> dict[str, str]:
    """Return the environment of somebody who has set nothing but free ports and a folder."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DATA_DIR": str(folder / "data"),
        **{name: str(free_port()) for name in ("API_PORT", "CONSOLE_PORT", "CHAT_PORT")},
    }


@contextmanager
def product(environment: dict[str, str], log: Path) -> Iterator[Run]:
    """Run the product until it is up; end it afterwards whatever happened."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.cli.up"],
            cwd=environment["HOME"],  # a .env of the checkout must not be read
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    run = Run(process, log, f"http://127.0.0.1:{environment['API_PORT']}")
    try:
        with run.http:
            up = eventually(
                lambda: "Ctrl-C stops everything." in run.output or process.poll() is not None,
                timeout_s=_UP_WITHIN_S,
            )
            assert up, run.output
            assert "Tripwright is up.\n" in run.output, run.output
            yield run
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)


class Home:
    """A folder in which the product is started again and again, on the same ports and data.

    Starting costs a processor 25 s; who asks for what already runs gets it as it is.
    """

    def __init__(self, folder: Path) -> None:
        self.environment = fresh_environment(folder)
        self.password = ""
        """Of the administrator, as the first start told it."""
        self._folder = folder
        self._starts = 0
        self._running = ExitStack()
        self._changes: dict[str, str] = {}
        self._run: Run | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._running.close()

    def up(self, **changes: str) -> Run:
        """Return the product running with these settings and no others."""
        run = self._run
        if run is None or run.process.poll() is not None or changes != self._changes:
            self._changes = changes
            run = self._run = self._start()
        return run

    def _start(self) -> Run:
        self._running.close()
        self._starts += 1
        log = self._folder / f"run-{self._starts}.log"
        run = self._running.enter_context(product(self.environment | self._changes, log))
        if self._starts == 1:
            told = re.search(r"with the password (\S+) \(kept in ", run.output)
            assert told is not None, run.output
            self.password = told[1]
        return run
