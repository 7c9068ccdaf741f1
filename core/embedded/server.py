"""What both bundled servers have in common: start as a direct child, be ready, stop."""

import secrets
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import ClassVar

from core.embedded.account import BARE_ENVIRONMENT, Account, server_account
from core.kernel.errors import DependencyDownError
from core.kernel.files import write_private
from core.kernel.processes import dying_with_parent, free_port

READY_TIMEOUT_S = 60.0
_ATTEMPTS = 4


@dataclass(frozen=True)
class Launch:
    """A command line and what the server reads from its standard input."""

    command: Sequence[str]
    stdin: bytes = b""


class EmbeddedServer(ABC):
    """A server of our own on loopback whose data lie in `folder`.

    `durable=False` gives up safety against a crash for speed: for tests only. `account` says whom
    it runs as, by default the best this machine allows.
    """

    name: ClassVar[str]
    stop_signals: ClassVar[Sequence[tuple[Signals, float]]]
    """Signals in the order they are tried, each with the seconds it is given."""

    def __init__(
        self, folder: Path, *, durable: bool = True, account: Account | None = None
    ) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.account = account or server_account()
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def prepare(self) -> None:
        """Make the data ready for a start."""

    @abstractmethod
    def launch(self, port: int) -> Launch:
        """Return how to start the server on `port`."""

    @abstractmethod
    def url(self, port: int) -> str:
        """Return the address with its password."""

    @abstractmethod
    def answers(self, url: str) -> bool:
        """Say whether the server at `url` takes connections and commands."""

    @property
    def pid(self) -> int | None:
        """Return the process id; None before the start."""
        return self._process.pid if self._process else None

    def start(self) -> str:
        """Start the server, wait until it answers, and return its address.

        Raises:
            DependencyDownError: It does not start; the message holds its last words.
        """
        self.open_folder()
        self.prepare()
        self._log.write_bytes(b"")
        # Somebody may take the port between our look and the server's; a predecessor that was
        # killed may still be leaving.
        for _ in range(_ATTEMPTS):
            self._port = free_port()
            self._spawn()
            url = self.url(self._port)
            if self._answers_in_time(url):
                return url
            self.stop()
        raise DependencyDownError(
            f"The embedded {self.name} does not start; the end of {self._log}:\n"
            f"{self._last_words()}"
        )

    def revive(self) -> bool:
        """Start the server again, on the same port, if it has died; say whether it had.

        Does not wait until it is ready.
        """
        if self._process is None or self._process.poll() is None:
            return False
        self.prepare()
        self._spawn()
        return True

    def stop(self) -> None:
        """End the server, gently at first."""
        if self._process is None:
            return
        for signal_number, patience_s in self.stop_signals:
            self._process.send_signal(signal_number)
            try:
                self._process.wait(patience_s)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            self._process.kill()
            self._process.wait()
        self._process = None

    def open_folder(self) -> None:
        """Create the folder, closed to other users but those who must pass through it."""
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.account.uid is not None:
            self.folder.parent.chmod(0o711)
        self.account.adopt(self.folder)

    def password(self) -> str:
        """Return the server's password, made at its first use."""
        path = self.folder / "password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24))
            self.account.adopt(path)
        return path.read_text()

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _spawn(self) -> None:
        launch = self.launch(self._port)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                [*self.account.prefix, *launch.command],
                user=self.account.uid,
                group=self.account.uid,
                extra_groups=None if self.account.uid is None else [],
                env=BARE_ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal must not reach it: it stops after those who use it.
                start_new_session=True,
                preexec_fn=dying_with_parent(self.stop_signals[0][0]),  # noqa: PLW1509 - prctl only
            )
        if self._process.stdin is not None:
            self._process.stdin.write(launch.stdin)
            self._process.stdin.close()

    def _answers_in_time(self, url: str) -> bool:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while self._process is not None and time.monotonic() < deadline:
            if self._process.poll() is not None:
                return False
            if self.answers(url):
                return True
            time.sleep(0.03)  # noqa: TID251 - start-up is synchronous: there is no loop to block
        return False

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-8:])
