"""The embedded PostgreSQL."""

import os
import signal
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from core.embedded.account import Account, require_reachable, server_account
from core.embedded.postgres import Installation, Postgres, find_installations
from core.kernel.errors import DependencyDownError
from tests.support.processes import eventually, is_alive


@contextmanager
def started(server: Postgres) -> Iterator[str]:
    try:
        yield server.start()
    finally:
        server.stop()


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_rows_survive_a_restart(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "postgres")) as url:
        run(url, "create table kept as select 'Canton Tower' as name")

    with started(Postgres(tmp_path / "postgres")) as url:
        assert run(url, "select name from kept") == [("Canton Tower",)]


def test_committed_rows_survive_a_kill(tmp_path: Path) -> None:
    killed = Postgres(tmp_path / "postgres")
    with started(killed) as url:
        run(url, "create table kept as select 'Canton Tower' as name")
        assert killed.pid is not None
        os.kill(killed.pid, signal.SIGKILL)

        with started(Postgres(tmp_path / "postgres")) as new_url:
            assert run(new_url, "select name from kept") == [("Canton Tower",)]


def test_a_server_that_died_comes_back_at_the_same_address(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    with started(server) as url:
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert eventually(server.revive)

        assert eventually(lambda: server.answers(url))

        assert server.pid != first
        assert run(url, "select 1") == [(1,)]


def test_a_living_server_is_not_started_twice(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", durable=False)
    with started(server):
        assert server.revive() is False


def test_a_mark_of_a_killed_server_is_no_hindrance_when_its_number_was_given_away(
    tmp_path: Path,
) -> None:
    with started(Postgres(tmp_path / "postgres", durable=False)):
        pass
    mark = tmp_path / "postgres" / "data" / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{mark.parent}\n")

    with started(Postgres(tmp_path / "postgres", durable=False)) as url:
        assert run(url, "select 1") == [(1,)]


def test_an_empty_mark_is_no_hindrance(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "postgres", durable=False)):
        pass
    (tmp_path / "postgres" / "data" / "postmaster.pid").touch()

    with started(Postgres(tmp_path / "postgres", durable=False)) as url:
        assert run(url, "select 1") == [(1,)]


def test_a_first_start_that_was_interrupted_is_done_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    with started(Postgres(tmp_path / "postgres", durable=False)) as url:
        assert run(url, "select 1") == [(1,)]


def test_nobody_enters_without_the_password(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "postgres", durable=False)) as url:
        password = (tmp_path / "postgres" / "password").read_text()

        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            run(url.replace(f":{password}@", "@"), "select 1")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            run(url.replace(password, "guess"), "select 1")


def test_what_other_users_may_not_read_is_closed_to_them(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "data" / "postgres", durable=False)):
        for path in (tmp_path / "data", tmp_path / "data" / "postgres"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        password = tmp_path / "data" / "postgres" / "password"
        assert stat.S_IMODE(password.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "installation",
    find_installations(server_account()),
    ids=lambda found: f"{found.folder.parent.parent.name}-{found.major}",
)
def test_every_installation_starts_with_pgvector(
    tmp_path: Path, installation: Installation
) -> None:
    class Chosen(Postgres):
        def installations(self) -> list[Installation]:
            return [installation]

    with started(Chosen(tmp_path / "postgres", durable=False)) as url:
        run(url, "create extension vector")

        assert run(url, "select '[1,2]'::vector <-> '[1,3]'") == [(1.0,)]


def test_without_any_installation_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    class Bare(Postgres):
        def installations(self) -> list[Installation]:
            return []

    with pytest.raises(DependencyDownError, match="or set DATABASE_URL"):
        Bare(tmp_path / "postgres").start()


def test_letters_of_every_alphabet_are_lowered(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "postgres", durable=False)) as url:
        assert run(url, "select lower('ÉCLAIR Ä')") == [("éclair ä",)]


def test_data_of_a_version_we_do_not_have_is_one_clear_sentence(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres" / "data"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("9\n")

    with pytest.raises(DependencyDownError, match=r"data was made by PostgreSQL 9, here is"):
        Postgres(tmp_path / "postgres").start()


def test_a_lost_password_is_one_clear_sentence(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "postgres", durable=False)):
        pass
    (tmp_path / "postgres" / "password").unlink()

    with pytest.raises(DependencyDownError, match="password is missing"):
        Postgres(tmp_path / "postgres").start()


def test_a_server_that_cannot_start_says_its_last_words(tmp_path: Path) -> None:
    with started(Postgres(tmp_path / "postgres", durable=False)):
        pass
    (tmp_path / "postgres" / "data" / "postgresql.conf").write_text("port = nonsense\n")

    with pytest.raises(DependencyDownError, match="nonsense"):
        Postgres(tmp_path / "postgres").start()


def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", durable=False)
    with started(server):
        pid = server.pid

    assert pid is not None
    assert not is_alive(pid)
    assert server.pid is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_where_namespaces_are_forbidden_the_server_becomes_nobody() -> None:
    nobody = Account(uid=65534)
    if not find_installations(nobody):
        pytest.skip("the project lies where the user nobody may not look")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        server = Postgres(Path(folder) / "data" / "postgres", durable=False, account=nobody)
        with started(server) as url:
            assert run(url, "select 1") == [(1,)]
            assert f"\nUid:\t{nobody.uid}\t" in Path(f"/proc/{server.pid}/status").read_text()
        with started(Postgres(Path(folder) / "data" / "postgres", durable=False)) as url:
            assert run(url, "select 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_nobody_cannot_reach_is_one_clear_sentence(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(DependencyDownError, match="nobody cannot reach"):
        require_reachable(Account(uid=65534), closed / "file")
