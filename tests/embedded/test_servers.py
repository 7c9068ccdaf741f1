"""One pair of servers per DATA_DIR, however many processes want it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from core.embedded.redis import Redis
from core.embedded.servers import owned_servers, running_servers
from core.embedded.sharing import shared_server
from core.kernel.errors import DependencyDownError
from tests.support.processes import eventually
from tests.support.settings import make_settings


@contextmanager
def another_process(data_dir: Path) -> Iterator[tuple["subprocess.Popen[str]", str, str]]:
    """Run the servers in a process of its own; yield it and both addresses."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.holder", str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            database_url, redis_url = process.stdout.readline().split()
            yield process, database_url, redis_url
        finally:
            if process.stdin is not None:
                process.stdin.close()


def answers(redis_url: str) -> bool:
    with redis.Redis.from_url(redis_url) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def test_what_is_configured_is_not_started(tmp_path: Path) -> None:
    given = make_settings(
        data_dir=tmp_path, database_url="postgresql://h/d", redis_url="redis://h/0"
    )

    with running_servers(given) as settings:
        assert settings == given

    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_started_and_stopped(tmp_path: Path) -> None:
    given = make_settings(data_dir=tmp_path, database_url="postgresql://h/d")

    with running_servers(given) as settings:
        assert settings.database_url == "postgresql://h/d"
        assert settings.redis_url is not None
        assert answers(settings.redis_url)

    assert not answers(settings.redis_url)
    assert not (tmp_path / "redis" / "address").exists()


def test_a_second_process_joins_the_servers_of_the_first(tmp_path: Path) -> None:
    with another_process(tmp_path) as (_, database_url, redis_url):
        with running_servers(make_settings(data_dir=tmp_path)) as settings:
            assert (settings.database_url, settings.redis_url) == (database_url, redis_url)

        assert answers(redis_url)


def test_a_killed_owner_takes_its_servers_along_and_the_next_process_starts_them_again(
    tmp_path: Path,
) -> None:
    with another_process(tmp_path) as (process, database_url, redis_url):
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("create table kept as select 1 as n")
        process.kill()
        process.wait()

        with (
            running_servers(make_settings(data_dir=tmp_path)) as settings,
            psycopg.connect(str(settings.database_url)) as connection,
        ):
            assert connection.execute("select n from kept").fetchall() == [(1,)]
        assert eventually(lambda: not answers(redis_url))


def test_the_owner_waits_for_those_who_joined(tmp_path: Path) -> None:
    with shared_server(Redis(tmp_path / "redis")) as url:
        guest = subprocess.Popen(
            [sys.executable, "-c", _GUEST, str(tmp_path / "redis")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert guest.stdout is not None
        assert guest.stdout.readline() == f"{url}\n"

    assert guest.stdout.read() == "still there\n"
    assert guest.wait() == 0
    guest.stdout.close()
    assert not answers(url)


_GUEST = """
import sys, time
from pathlib import Path
from core.embedded.redis import Redis
from core.embedded.sharing import shared_server
server = Redis(Path(sys.argv[1]))
with shared_server(server) as url:
    print(url, flush=True)
    while (server.folder / "address").exists():  # the owner takes it away when it wants to leave
        time.sleep(0.01)
    print("still there" if server.answers(url) else "gone", flush=True)
"""


def test_who_must_own_the_servers_does_not_join_those_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.embedded.sharing.READY_TIMEOUT_S", 0.3)

    with (
        another_process(tmp_path),
        pytest.raises(DependencyDownError, match="Another process is using"),
        owned_servers(make_settings(data_dir=tmp_path)),
    ):
        pass


def test_owned_servers_come_back_after_their_death(tmp_path: Path) -> None:
    given = make_settings(data_dir=tmp_path, database_url="postgresql://h/d")
    with owned_servers(given) as owned:
        assert owned.settings.redis_url is not None
        with redis.Redis.from_url(owned.settings.redis_url) as client:
            client.shutdown(nosave=True, force=True)

        revived = eventually(lambda: owned.revive() == ["Redis"])

        assert revived
        assert eventually(lambda: answers(str(owned.settings.redis_url)))
