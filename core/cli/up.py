"""`tripwright up`, which is `make run`: everything the product needs, until Ctrl-C."""

import asyncio
import os
import signal
from pathlib import Path

import typer

from core.bootstrap import build
from core.cli.furnish import ADMIN_EMAIL, furnish
from core.cli.generated import AdminPassword, with_jwt_secret
from core.cli.machine import (
    Listener,
    http_status,
    listeners,
    only_run,
    require_data_dir,
    require_ports,
)
from core.db.migrate import migrate
from core.embedded.servers import OwnedServers, owned_servers
from core.kernel.errors import InvalidRequestError
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings
from core.supervise import Supervisor, parse_procfile

HEALTHY_WITHIN_S = 120.0
_PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"
_LOOK_EVERY_S = 0.5
_OK = 200


def up() -> None:
    """Start everything: embedded servers where none are set, and the processes of the Procfile."""
    # From here on SIGTERM unwinds as Ctrl-C does, so that what was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = get_settings()
    configure_logging(json_lines=False, level="WARNING")
    require_data_dir(settings.data_dir)
    with only_run(settings.data_dir):
        require_ports(listeners(settings))
        typer.echo("Preparing the database …")
        with owned_servers(with_jwt_secret(settings)) as owned:
            migrate(str(owned.settings.database_url))
            password = asyncio.run(_furnish(owned.settings))
            asyncio.run(_serve(owned, password))
            typer.echo("Stopping the embedded servers …")


async def _furnish(settings: Settings) -> AdminPassword | None:
    async with build(settings) as container:
        return await furnish(container)


async def _serve(owned: OwnedServers, password: AdminPassword | None) -> None:
    supervisor = Supervisor(
        _commands(), environment=child_environment(owned.settings), write=typer.echo
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    async with asyncio.TaskGroup() as group:
        helpers = [
            group.create_task(_announce(owned.settings, password)),
            group.create_task(_revive(owned)),
        ]
        await supervisor.run()
        for helper in helpers:
            helper.cancel()


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


def _commands() -> dict[str, list[str]]:
    if not _PROCFILE.exists():
        raise InvalidRequestError(f"{_PROCFILE} is missing: run from a checkout of the project.")
    return parse_procfile(_PROCFILE.read_text(encoding="utf-8"))


async def _revive(owned: OwnedServers) -> None:
    while True:
        for name in owned.revive():
            typer.echo(f"The embedded {name} had died and is started again.")
        await asyncio.sleep(_LOOK_EVERY_S)


async def _announce(settings: Settings, password: AdminPassword | None) -> None:
    """Wait until every listener answers, then say where they are and how to sign in."""
    wanted = listeners(settings)
    answers = await asyncio.gather(*(_answers_in_time(listener) for listener in wanted))
    for listener, answered in zip(wanted, answers, strict=True):
        if not answered:
            typer.echo(
                f"The {listener.name} does not answer at {listener.address} after"
                f" {HEALTHY_WITHIN_S:g} s; its lines above say why.",
                err=True,
            )
    typer.echo(greeting(wanted, password, complete=all(answers)))


async def _answers_in_time(listener: Listener) -> bool:
    try:
        async with asyncio.timeout(HEALTHY_WITHIN_S):
            while True:
                status = await asyncio.to_thread(http_status, listener.address + listener.path)
                if status == _OK:
                    return True
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        return False


def greeting(wanted: list[Listener], password: AdminPassword | None, *, complete: bool) -> str:
    """Return where everything is and how to sign in; a new password is told this once."""
    api, *faces = wanted
    lines = [("API", api.address), ("API docs", f"{api.address}/docs")]
    lines += [(face.name, face.address) for face in faces]
    if password is None:
        how = "the password it was given when it was made"
    elif password.file is None:
        how = "the password of TRIPWRIGHT_ADMIN_PASSWORD"
    elif password.is_new:
        how = f"the password {password.value} (kept in {password.file})"
    else:
        how = f"the password in {password.file}"
    return "\n".join(
        [
            "",
            "Tripwright is up." if complete else "Tripwright is up in part.",
            "",
            *(f"  {name:<10} {address}" for name, address in lines),
            "",
            f"Sign in as {ADMIN_EMAIL} with {how}.",
            "Ctrl-C stops everything.",
            "",
        ]
    )
