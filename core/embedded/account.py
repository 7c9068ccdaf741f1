"""Whom a bundled server runs as: never root, which PostgreSQL refuses and Redis does not need."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.kernel.errors import DependencyDownError

_NOBODY = 65534
_MAY_NOT_RUN = 126
# Nothing of our own environment: PGDATA, LC_ALL or LD_PRELOAD of a shell must not reach a server.
BARE_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """`prefix` goes before the command; `uid` is the user it switches to, None for no change."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """Run a short tool to its end; code 126 where the account may not start it."""
        line = [*self.prefix, *command]
        try:
            return subprocess.run(  # noqa: S603 - our own command line
                line,
                user=self.uid,
                group=self.uid,
                extra_groups=None if self.uid is None else [],
                env=BARE_ENVIRONMENT,
                cwd="/",
                capture_output=True,
                text=True,
                check=False,
            )
        except PermissionError as error:
            return subprocess.CompletedProcess(line, _MAY_NOT_RUN, "", str(error))

    def adopt(self, folder: Path) -> None:
        """Make `folder` and all in it belong to the account.

        Needed where an earlier start went the other way: a user namespace keeps the files ours,
        a change of user does not.
        """
        if os.geteuid() != 0:
            return
        owner = 0 if self.uid is None else self.uid
        if folder.stat().st_uid == owner:
            return
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, owner, owner, follow_symlinks=False)


@lru_cache(maxsize=1)
def server_account() -> Account:
    """Return how to start a server as an ordinary user.

    As root, a user namespace comes first: the data may then lie below a folder that is closed to
    everybody else. Where the machine forbids namespaces, the server becomes `nobody`.
    """
    if os.geteuid() != 0:
        return Account()
    unshare = shutil.which("unshare")
    if unshare is not None:
        inside = Account(
            (unshare, "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--")
        )
        if inside.run(["true"]).returncode == 0:
            return inside
    return Account(uid=_NOBODY)


def require_reachable(account: Account, path: Path) -> None:
    """Check that the account can read `path`, whose parents may be closed to other users.

    Raises:
        DependencyDownError: It cannot.
    """
    if account.uid is not None and account.run(["test", "-r", str(path)]).returncode != 0:
        raise DependencyDownError(
            f"The user nobody cannot reach {path}: start as an ordinary user, or let DATA_DIR and"
            " the project lie where every user may look, or set DATABASE_URL and REDIS_URL."
        )
