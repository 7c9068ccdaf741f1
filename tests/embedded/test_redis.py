"""The embedded Redis."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from core.embedded.redis import Redis
from tests.support.processes import eventually


@contextmanager
def started(server: Redis) -> Iterator["redis.Redis"]:
    try:
        with redis.Redis.from_url(server.start(), decode_responses=True) as client:
            yield client
    finally:
        server.stop()


def test_keys_survive_a_restart(tmp_path: Path) -> None:
    with started(Redis(tmp_path / "redis")) as client:
        client.set("kept", "yes")

    with started(Redis(tmp_path / "redis")) as client:
        assert client.get("kept") == "yes"


def test_keys_survive_a_kill_and_the_server_comes_back_at_the_same_address(tmp_path: Path) -> None:
    server = Redis(tmp_path / "redis")
    with started(server) as client:
        client.set("kept", "yes")
        url = server.url(client.connection_pool.connection_kwargs["port"])
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert eventually(server.revive)
        assert eventually(lambda: server.answers(url))

        assert client.get("kept") == "yes"


def test_work_is_never_thrown_out_to_make_room(tmp_path: Path) -> None:
    with started(Redis(tmp_path / "redis")) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_nobody_enters_without_the_password(tmp_path: Path) -> None:
    with started(Redis(tmp_path / "redis")) as client:
        port = client.connection_pool.connection_kwargs["port"]
        with (
            redis.Redis(host="127.0.0.1", port=port) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()


def test_the_password_is_not_seen_in_the_list_of_processes(tmp_path: Path) -> None:
    server = Redis(tmp_path / "redis")
    with started(server):
        line = Path(f"/proc/{server.pid}/cmdline").read_bytes().decode()

        assert server.password() not in line


def test_a_folder_with_blanks_and_quotes_in_its_name_will_do(tmp_path: Path) -> None:
    with started(Redis(tmp_path / 'my "data" folder' / "redis")) as client:
        assert client.ping()
