"""Brings a database to the newest schema, from a checkout and from an installed wheel alike."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.kernel.errors import ConflictError, DependencyDownError

_TABLE_EXISTS = "42P07"
_LOCKED = "55P03"
_ROOT = Path(__file__).resolve().parents[2]


def migrate(database_url: str, revision: str = "head") -> None:
    """Apply every migration up to `revision`; several callers at once wait for each other.

    Blocks: call it before there is an event loop, or in a thread.

    Raises:
        DependencyDownError: The server does not answer, or does not let us in.
        ConflictError: The tables there are in use, another program's, or a newer release's.
    """
    try:
        command.upgrade(alembic_config(database_url), revision)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCKED:
            raise ConflictError(
                "The database of DATABASE_URL is in use by somebody who does not let go of a table:"
                " stop API and workers, also those of an earlier product, and migrate again."
            ) from error
        reason = str(error.orig).partition("\n")[0]
        raise DependencyDownError(f"The database of DATABASE_URL: {reason}") from error
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _TABLE_EXISTS:
            raise
        raise ConflictError(
            f"The database of DATABASE_URL has tables of another program ({error.orig}):"
            " give Tripwright a database of its own."
        ) from error
    except CommandError as error:
        raise ConflictError(
            f"The database of DATABASE_URL is not of this release ({error}): run the release that"
            " made it, or a newer one."
        ) from error


def head_revision() -> str | None:
    """Return the newest revision there is."""
    return ScriptDirectory(str(_folder())).get_current_head()


def alembic_config(database_url: str) -> Config:
    """Return Alembic's configuration for one database."""
    config = Config()
    # Alembic fills in %(names)s, so a percent sign of the path must be doubled.
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    return config


def _folder() -> Path:
    """Return where the migrations are: a wheel carries them inside core, a checkout beside it."""
    packaged = _ROOT / "core" / "_migrations"
    return packaged if packaged.is_dir() else _ROOT / "migrations"
