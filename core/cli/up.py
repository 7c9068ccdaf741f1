"""`tripwright up`: everything the product needs, until Ctrl-C.

`make run` starts it as `python -m core.cli.up`, which stays small in memory.
"""

import asyncio
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import typer

from core.cli.generated import known_admin_password, with_jwt_secret
from core.cli.greeting import greeting
from core.cli.machine import (
    Listener,
    http_status,
    listeners,
    only_run,
    require_data_dir,
    require_ports,
)
from core.cli.plain import plain_errors
from core.embedded.servers import OwnedServers, owned_servers
from core.kernel.errors import InvalidRequestError
from core.kernel.settings import Settings, get_settings
from core.supervise import Supervisor, parse_procfile

HEALTHY_WITHIN_S = 120.0
_PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"
_LOOK_EVERY_S = 0.5
_REVIVAL_S = 5.0
"""Time for a server to come back before we judge it again."""
_OK = 200


def up() -> None:
    """Start everything: embedded servers where none are set, and the processes of the Procfile."""
    # From here on SIGTERM unwinds as Ctrl-C does, so that what was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = get_settings()
    require_data_dir(settings.data_dir)
    with only_run(settings.data_dir):
        require_ports(listeners(settings))
        typer.echo("Preparing the database …")
        with owned_servers(with_jwt_secret(settings)) as owned:
            password_was_known = known_admin_password(settings) is not None
            _prepare(owned.settings)
            asyncio.run(_serve(owned, password_is_new=not password_was_known))
            typer.echo("Stopping …")


def child_environment(settings: Settings) -> dict[str, str]:
    """Return our environment and what the start has decided; `.env` the children read again."""
    secret = settings.jwt_secret
    decided = {
        "DATA_DIR": str(settings.data_dir.absolute()),
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "JWT_SECRET": secret.get_secret_value() if secret else "",
    }
    return {**os.environ, **decided}  # noqa: TID251 - children inherit what we were given


def _prepare(settings: Settings) -> None:
    command = [sys.executable, "-m", "core.cli.prepare"]
    done = subprocess.run(command, env=child_environment(settings), check=False)  # noqa: S603 - ours
    if done.returncode != 0:  # it has said why
        raise typer.Exit(1)


async def _serve(owned: OwnedServers, *, password_is_new: bool) -> None:
    supervisor = Supervisor(
        _commands(), environment=child_environment(owned.settings), write=typer.echo
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    async with asyncio.TaskGroup() as group:
        helpers = [
            group.create_task(_announce(owned.settings, password_is_new=password_is_new)),
            group.create_task(_revive(owned)),
        ]
        await supervisor.run()
        for helper in helpers:
            helper.cancel()


def _commands() -> dict[str, list[str]]:
    if not _PROCFILE.exists():
        raise InvalidRequestError(f"{_PROCFILE} is missing: run from a checkout of the project.")
    return parse_procfile(_PROCFILE.read_text(encoding="utf-8"))


async def _revive(owned: OwnedServers) -> None:
    while True:
        revived = owned.revive()
        for name in revived:
            typer.echo(f"The embedded {name} had died and is started again.")
        await asyncio.sleep(_REVIVAL_S if revived else _LOOK_EVERY_S)


async def _announce(settings: Settings, *, password_is_new: bool) -> None:
    """Wait until every listener answers, then say where they are and how to sign in."""
    wanted = listeners(settings)
    answers = await asyncio.gather(*map(_answers_in_time, wanted))
    for listener, answered in zip(wanted, answers, strict=True):
        if not answered:
            typer.echo(
                f"The {listener.name} does not answer at {listener.address} after"
                f" {HEALTHY_WITHIN_S:g} s; its lines above say why.",
                err=True,
            )
    password = known_admin_password(settings)
    typer.echo(greeting(wanted, password, is_new=password_is_new, complete=all(answers)))


async def _answers_in_time(listener: Listener) -> bool:
    look = partial(http_status, listener.address + listener.path)
    try:
        async with asyncio.timeout(HEALTHY_WITHIN_S):
            while True:
                if await asyncio.to_thread(look) == _OK:
                    return True
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        return False


if __name__ == "__main__":
    with plain_errors():
        typer.run(up)
