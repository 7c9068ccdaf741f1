"""One server per folder, however many processes want it: the first starts it, the others join."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from core.embedded.server import READY_TIMEOUT_S, EmbeddedServer
from core.kernel.errors import DependencyDownError
from core.kernel.files import write_private

_PAUSE_S = 0.1


@contextmanager
def shared_server(
    server: EmbeddedServer, *, must_own: bool = False, patience_s: float = 10.0
) -> Iterator[str]:
    """Yield the address of `server`, started here unless another process has started it already.

    Whoever started it stops it, after waiting up to `patience_s` for the others to finish.
    `must_own` waits for the present owner to leave instead of joining it.

    Raises:
        DependencyDownError: It neither starts nor answers.
    """
    server.open_folder()
    with (
        (server.folder / "owner.lock").open("a") as owner,
        (server.folder / "users.lock").open("a") as users,
    ):
        if not _take(owner, fcntl.LOCK_EX):
            url = None if must_own else _join(server, owner, users)
            if url is not None:
                yield url
                return
            _take_within(owner, READY_TIMEOUT_S, server)
        try:
            url = server.start()
            write_private(server.folder / "address", url)
            yield url
        finally:
            (server.folder / "address").unlink(missing_ok=True)
            _wait(users, fcntl.LOCK_EX, patience_s)
            server.stop()


def _join(server: EmbeddedServer, owner: IO[str], users: IO[str]) -> str | None:
    """Return the address of the running server; None where its owner leaves and we take over."""
    address = server.folder / "address"
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline:
        if _take(users, fcntl.LOCK_SH):
            url = address.read_text() if address.exists() else ""
            if url and server.answers(url):
                return url
            fcntl.flock(users, fcntl.LOCK_UN)
        if _take(owner, fcntl.LOCK_EX):
            return None
        time.sleep(_PAUSE_S)  # noqa: TID251 - start-up is synchronous: there is no loop to block
    raise DependencyDownError(
        f"Another process is starting the {server.name} of {server.folder} and does not finish."
    )


def _take_within(lock: IO[str], timeout_s: float, server: EmbeddedServer) -> None:
    if not _wait(lock, fcntl.LOCK_EX, timeout_s):
        raise DependencyDownError(
            f"Another process is using the {server.name} of {server.folder}: wait until it ends."
        )


def _wait(lock: IO[str], kind: int, timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not _take(lock, kind):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_S)  # noqa: TID251 - start-up is synchronous: there is no loop to block
    return True


def _take(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
