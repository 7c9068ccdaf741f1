"""`make run`: it comes up, heals, ends cleanly, and keeps what it was given."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from core.kernel.processes import free_port
from tests.support.processes import eventually, is_alive

_UP_WITHIN_S = 150.0
_REQUEST = {"destination": "guangzhou", "day_count": 3, "save": True}


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
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it ended while we looked
                continue
            if parent == self.process.pid:
                found[int(folder.name)] = line
        return found

    def sign_in(self, password: str) -> None:
        answer = self.http.post(
            "/api/auth/login", json={"email": "admin@tripwright.local", "password": password}
        )
        token = answer.raise_for_status().json()["data"]["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of somebody who has set nothing but free ports and a folder."""
    folder = tmp_path_factory.mktemp("run")
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


def test_everything_of_the_first_day(environment: dict[str, str], tmp_path: Path) -> None:
    with product(environment, tmp_path / "first.log") as run:
        addresses = re.findall(r"http://127\.0\.0\.1:\d+\S*", run.output.partition("is up.")[2])
        statuses = [httpx.get(url, trust_env=False, timeout=30).status_code for url in addresses]
        assert statuses[1:] == [200, 200, 200]
        password = re.search(r"with the password (\S+) \(kept in ", run.output)
        assert password is not None
        run.sign_in(password[1])
        saved = {}
        for mode in ("fast", "deep"):
            answer = run.http.post("/api/ai/plan", json={**_REQUEST, "mode": mode})
            plan = answer.raise_for_status().json()["data"]
            assert [c for c in plan["report"]["checks"] if not c["passed"]] == []
            saved[mode] = plan["trip_id"]

        api = next(pid for pid, line in run.children().items() if "api.serve" in line)
        os.kill(api, signal.SIGKILL)
        assert eventually(lambda: not is_alive(api))
        assert eventually(lambda: _answers(run.http))

        children = run.children()
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(timeout=60) == 0
        assert not any(is_alive(pid) for pid in children)
        assert "Traceback" not in run.output

    with product(environment, tmp_path / "second.log") as run:
        assert password[1] not in run.output
        kept = re.search(r"with the password in (\S+)\.\n", run.output)
        assert kept is not None
        run.sign_in(Path(kept[1]).read_text().strip())
        for trip_id in saved.values():
            assert run.http.get(f"/api/trips/{trip_id}").status_code == 200

        children = run.children()
        assert len(children) == len(("api", "worker", "console", "chat", "postgres", "valkey"))
        run.process.kill()
        run.process.wait()
        assert eventually(lambda: not any(is_alive(pid) for pid in children))


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
