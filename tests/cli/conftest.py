"""The command line, run in this process on the servers of the test run."""

import logging
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from typer.testing import CliRunner, Result

from core.cli.generated import ADMIN_EMAIL
from core.cli.main import app
from core.kernel.settings import Settings, get_settings
from tests.support.settings import ADMIN_PASSWORD

Cli = Callable[..., Result]


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Give the command a folder without `.env` and no variable of ours; yield its DATA_DIR."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    get_settings.cache_clear()
    yield tmp_path / "data"
    get_settings.cache_clear()


@pytest.fixture
def cli(
    request: pytest.FixtureRequest,
    bare_environment: Path,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
    redis_url: str,
) -> Iterator[Cli]:
    """Return what runs a command on this worker's database and Redis.

    Where the catalogue is seeded, the administrator is there too: nothing is left to furnish.
    """
    if "catalog_seeded" in request.fixturenames:
        _add_admin(database_url)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("TRIPWRIGHT_ADMIN_PASSWORD", ADMIN_PASSWORD)
    handlers, level = logging.getLogger().handlers, logging.getLogger().level
    on_terminate = signal.getsignal(signal.SIGTERM)
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    logging.getLogger().handlers, logging.getLogger().level = handlers, level
    structlog.reset_defaults()
    signal.signal(signal.SIGTERM, on_terminate)


def _add_admin(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into users (id, email, password_hash, role) values ('admin', %s, '', 'admin')",
            [ADMIN_EMAIL],
        )
