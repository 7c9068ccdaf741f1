"""`tripwright doctor`."""

import asyncio
import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from core.cli.examine import examine_python
from core.cli.examine_models import examine_models
from core.cli.findings import Finding, State, fail, ok, report, warn
from core.db.migrate import head_revision
from core.embedded.redis import Redis
from core.embedded.sharing import shared_server
from core.kernel.processes import free_port
from core.kernel.settings import get_settings
from tests.cli.conftest import Cli
from tests.support.databases import copy_of
from tests.support.legacy import SERIAL_TASKS, run_sql
from tests.support.servers import Servers
from tests.support.settings import make_settings


@pytest.fixture(autouse=True)
def free_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_PORT", "CONSOLE_PORT", "CHAT_PORT"):
        monkeypatch.setenv(name, str(free_port()))


@contextmanager
def model_server(status: int) -> Iterator[str]:
    """Run a server that answers every GET with `status`; yield its base address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.usefixtures("catalog_seeded")
def test_everything_well_is_said_line_by_line(cli: Cli) -> None:
    result = cli("doctor")

    assert result.exit_code == 0
    for name in ("Python", "Data folder", "PostgreSQL", "pgvector", "Schema", "Catalogue", "Redis"):
        assert f"ok    {name} " in result.output
    assert "fail" not in result.output
    assert "warn" not in result.output


def test_an_empty_catalogue_is_a_warning(cli: Cli) -> None:
    result = cli("doctor")

    assert result.exit_code == 0
    assert "warn  Catalogue     empty\n" in result.output
    assert "→ `make run` fills it." in result.output


def test_an_older_schema_is_a_failure_that_says_what_to_run(cli: Cli, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        newest = connection.execute("select version_num from alembic_version").fetchone()
        connection.execute("update alembic_version set version_num = 'older'")
        try:
            result = cli("doctor")
        finally:
            connection.execute("update alembic_version set version_num = %s", newest)

    assert result.exit_code == 1
    assert "fail  Schema" in result.output
    assert "at older, the newest is" in result.output
    assert "→ Run `tripwright migrate`" in result.output


def test_an_earlier_products_database_is_told_of_before_it_is_taken_over(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, servers: Servers, worker_id: str
) -> None:
    url = copy_of(servers.database_url, "template0", f"doctor_{worker_id}")
    run_sql(url, SERIAL_TASKS)
    monkeypatch.setenv("DATABASE_URL", url)
    get_settings.cache_clear()

    before, migrated = cli("doctor"), cli("migrate")

    assert before.exit_code == 0
    assert "an earlier product's, with its tasks in ai_tasks" in before.output
    assert "→ Run `tripwright migrate`: it takes the tasks over" in before.output
    assert migrated.output == f"The database is at {head_revision()}.\n"
    get_settings.cache_clear()
    assert "an earlier product's" not in cli("doctor").output


def test_a_database_that_does_not_answer_is_a_failure(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/d")

    result = cli("doctor")

    assert result.exit_code == 1
    assert "fail  PostgreSQL" in result.output
    assert "Connection refused" in result.output
    assert "secret" not in result.output


def test_a_redis_that_does_not_answer_is_a_failure(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:secret@127.0.0.1:1/0")

    result = cli("doctor")

    assert result.exit_code == 1
    assert "fail  Redis" in result.output
    assert "secret" not in result.output


def test_a_redis_that_throws_out_keys_is_a_warning(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with shared_server(Redis(tmp_path / "redis", durable=False)) as url:
        with redis.Redis.from_url(url) as client:
            client.config_set("maxmemory-policy", "allkeys-lru")
        monkeypatch.setenv("REDIS_URL", url)

        result = cli("doctor")

    assert "warn  Redis memory  allkeys-lru" in result.output
    assert result.exit_code == 0


def test_a_port_taken_by_a_stranger_is_a_failure_that_names_the_setting(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        # Nobody accepts: the look at it must end by itself.
        port = stranger.getsockname()[1]
        monkeypatch.setenv("CHAT_PORT", str(port))

        result = cli("doctor")

    assert result.exit_code == 1
    assert f"Port {port} of 127.0.0.1, for the Chat, cannot be used" in result.output
    assert "set CHAT_PORT to another port" in result.output


def test_a_data_folder_that_cannot_be_written_is_a_failure(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", "/proc/tripwright")

    result = cli("doctor")

    assert result.exit_code == 1
    assert "fail  Data folder" in result.output


def test_another_python_is_a_failure() -> None:
    assert examine_python((3, 11)).state is State.OK
    assert examine_python((3, 12)).state is State.FAIL


def only_model(**values: Any) -> Finding:
    """Return what is found of the only model of these settings, without Redis."""
    (finding,) = asyncio.run(examine_models(make_settings(**values), None))
    return finding


def test_the_offline_model_is_well() -> None:
    assert only_model(ai_provider="offline").state is State.OK


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, State.OK), (404, State.OK), (401, State.FAIL), (403, State.FAIL), (500, State.FAIL)],
)
def test_a_model_server_is_well_unless_it_refuses_the_key_or_is_broken(
    status: int, state: State
) -> None:
    with model_server(status) as base_url:
        finding = only_model(ai_provider="openai_compatible", ai_base_url=base_url)

    assert finding.state is state


@pytest.mark.parametrize("base_url", [None, "http://127.0.0.1:1/v1", "http://models.test/v1"])
def test_a_model_server_that_is_not_there_is_a_failure(base_url: str | None) -> None:
    finding = only_model(ai_provider="openai_compatible", ai_base_url=base_url)

    assert finding.state is State.FAIL
    assert "AI_PROVIDER=offline" in finding.advice


def test_a_report_has_a_line_for_each_finding_and_one_for_its_advice() -> None:
    findings = [ok("Redis", "7.2"), warn("pgvector", "missing", "Install it."), fail("X", "y", "Z")]

    assert report(findings) == (
        "ok    Redis     7.2\n"
        "warn  pgvector  missing\n"
        "                → Install it.\n"
        "fail  X         y\n"
        "                → Z"
    )
