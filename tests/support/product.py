"""The whole product as `make run` starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
