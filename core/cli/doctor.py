"""`tripwright doctor`: looks at everything the product needs, and says what to do."""

import asyncio
import sys
from collections.abc import Iterator

import typer

from core.cli.examine import (
    examine_data_dir,
    examine_ports,
    examine_postgres,
    examine_python,
    examine_redis,
)
from core.cli.examine_models import examine_models
from core.cli.findings import Finding, State, fail, report
from core.cli.machine import running_process
from core.embedded.servers import running_servers
from core.kernel.errors import DependencyDownError
from core.kernel.settings import Settings, get_settings


def doctor() -> None:
    """Check every dependency and say what is wrong and what to do. Exits with 1 on a failure."""
    findings = list(examine(get_settings()))
    typer.echo(report(findings))
    if any(finding.state is State.FAIL for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything; embedded servers that do not run are started for the look."""
    yield examine_python(sys.version_info[:2])
    data_dir = examine_data_dir(settings)
    yield data_dir
    if data_dir.state is State.OK:
        yield from _examine_servers(settings)
    else:
        yield from asyncio.run(examine_models(settings, None))
    yield from examine_ports(settings)


def _examine_servers(settings: Settings) -> Iterator[Finding]:
    running = running_process(settings.data_dir)
    try:
        with running_servers(settings) as known:
            yield from asyncio.run(examine_postgres(str(known.database_url), running))
            yield from asyncio.run(examine_redis(str(known.redis_url)))
            yield from asyncio.run(examine_models(settings, str(known.redis_url)))
    except DependencyDownError as error:
        yield fail("Embedded servers", error.detail, "Or set DATABASE_URL and REDIS_URL.")
        yield from asyncio.run(examine_models(settings, None))
