"""The `tripwright` command."""

from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from core.bootstrap import NotConfiguredError
from core.cli import catalog, doctor, plan, up
from core.db.migrate import head_revision, migrate
from core.embedded.servers import running_servers
from core.kernel.errors import AppError
from core.kernel.settings import get_settings


class _Plain(TyperGroup):
    """Tells what we expect to go wrong in a sentence, not in a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AppError as error:
            message = error.detail
        except NotConfiguredError as error:
            message = str(error)
        except ValidationError as error:
            message = settings_problems(error)
        typer.echo(message, err=True)
        raise typer.Exit(1)


app = typer.Typer(
    cls=_Plain,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plans trips that check out.",
)
app.add_typer(catalog.app, name="catalog")
app.command("up")(up.up)
app.command("doctor")(doctor.doctor)
app.command("plan")(plan.plan)


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    settings = get_settings()
    with running_servers(settings) as running:
        migrate(str(running.database_url))
    typer.echo(f"The database is at {head_revision()}.")


def settings_problems(error: ValidationError) -> str:
    """Return one sentence for each setting that is wrong, without its value."""
    return "\n".join(
        f"{'.'.join(map(str, problem['loc'])).upper()} is not right: {problem['msg']}."
        for problem in error.errors()
    )
