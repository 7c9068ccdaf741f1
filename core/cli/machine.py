"""What a command finds on this machine: the data folder, other runs, ports, HTTP servers."""

import fcntl
import http.client
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.kernel.errors import ConflictError, InvalidRequestError
from core.kernel.settings import Settings

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - names, not a bind


@dataclass(frozen=True)
class Listener:
    """A process of ours that listens; `variable` is the setting that moves its port."""

    name: str
    variable: str
    host: str
    port: int
    path: str
    """Answers 200 when the process is ready."""

    @property
    def address(self) -> str:
        """Return where a browser on this machine finds it."""
        host = _EVERY_ADDRESS.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def listeners(settings: Settings) -> list[Listener]:
    """Return the processes that listen, in the order a person wants to read them."""
    return [
        Listener("API", "API_PORT", settings.api_host, settings.api_port, "/readyz"),
        Listener("Console", "CONSOLE_PORT", settings.console_host, settings.console_port, "/"),
        Listener("Chat", "CHAT_PORT", "127.0.0.1", settings.chat_port, "/"),
    ]


def port_problem(listener: Listener) -> str | None:
    """Return a sentence on why `listener` could not listen; None where it could."""
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((listener.host, listener.port))
            probe.listen(1)
    except OSError as error:
        return (
            f"Port {listener.port} of {listener.host}, for the {listener.name}, cannot be used"
            f" ({(error.strerror or str(error)).lower()}): stop the program that uses it, or set"
            f" {listener.variable} to another port."
        )
    return None


def require_ports(wanted: list[Listener]) -> None:
    """Check that every port is free and no two processes want the same.

    Raises:
        ConflictError: They are not; each problem is one sentence.
    """
    problems = [problem for problem in map(port_problem, wanted) if problem]
    first: dict[int, Listener] = {}
    for listener in wanted:
        other = first.setdefault(listener.port, listener)
        if other is not listener:
            problems.append(
                f"{other.variable} and {listener.variable} are both {listener.port}: change one."
            )
    if problems:
        raise ConflictError("\n".join(problems))


def require_data_dir(folder: Path) -> None:
    """Make the data folder, closed to other users, and check that it can be written.

    Raises:
        InvalidRequestError: It cannot.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InvalidRequestError(
            f"DATA_DIR {folder.absolute()} cannot be written ({(error.strerror or '').lower()}):"
            " change its owner, or set another DATA_DIR."
        ) from error


@contextmanager
def only_run(data_dir: Path) -> Iterator[None]:
    """Hold the right to run the product on `data_dir`, which one process has at a time.

    Raises:
        ConflictError: Another has it; the message names its process id.
    """
    with (data_dir / "run.lock").open("a+", encoding="ascii") as lock:
        if not _take(lock.fileno()):
            raise ConflictError(
                f"Another `make run` (process {_owner(data_dir)}) uses {data_dir.absolute()}"
                " already: stop it, or set another DATA_DIR."
            )
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def running_process(data_dir: Path) -> str | None:
    """Return the id of the process that runs the product on `data_dir`."""
    file = data_dir / "run.lock"
    if not file.exists():
        return None
    with file.open("a", encoding="ascii") as lock:
        return None if _take(lock.fileno()) else _owner(data_dir)


def _owner(data_dir: Path) -> str:
    return (data_dir / "run.lock").read_text(encoding="ascii") or "just starting"


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def http_status(
    url: str, *, headers: Mapping[str, str] | None = None, timeout_s: float = 3.0
) -> int | None:
    """Return the status of a GET, None where nobody answers. Blocks."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        connection.request("GET", parts.path or "/", headers=dict(headers or {}))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
