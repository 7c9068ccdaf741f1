"""The `tripwright` command."""

from typing import Any

import typer
from typer.core import TyperGroup

from core.cli import catalog, tasks, trip
from core.cli.bench import bench
from core.cli.doctor import doctor
from core.cli.plain import plain_errors
from core.cli.plan import plan
from core.cli.up import up
from core.db.migrate import head_revision, migrate
from core.embedded.servers import running_servers
from core.kernel.settings import get_settings


class _Plain(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        with plain_errors():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Plain,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plans trips that check out.",
)
app.command()(up)
app.command()(doctor)
app.command()(plan)
app.command()(bench)
app.add_typer(catalog.app, name="catalog")
app.add_typer(tasks.app, name="tasks")
app.add_typer(trip.app, name="trip")


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    with running_servers(get_settings()) as settings:
        migrate(str(settings.database_url))
    typer.echo(f"The database is at {head_revision()}.")
