"""The connections over which memories are searched and written, each statement by itself."""

import struct
from typing import Any

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg_pool import ConnectionPool

from core.kernel.sockets import has_news
from core.memory.store import StoreSetting

_CONNECTION_WITHIN_S = 1.0
_SILENCE_MS = 5_000
"""A server that does not even acknowledge what is sent for so long is gone."""


class Numbers(list[float]):
    """A vector on its way to the database."""


class _NumbersDumper(Dumper):
    """Writes a vector as pgvector keeps it: its length, nothing, and each number in four bytes."""

    format = Format.BINARY

    def dump(self, obj: Numbers) -> bytes:
        return struct.pack(f"!2H{len(obj)}f", len(obj), 0, *obj)


def open_pool(setting: StoreSetting) -> "ConnectionPool[Any]":
    """Return a pool that begins its connections when they are needed."""
    pool: ConnectionPool[Any] = ConnectionPool(
        setting.conninfo,
        min_size=1,
        max_size=setting.connections,
        open=False,
        timeout=_CONNECTION_WITHIN_S,
        configure=_know_numbers,
        check=_check,
        kwargs={
            "autocommit": True,
            # A statement planned for anybody cannot use the index of memories by their user.
            "prepare_threshold": None,
            "connect_timeout": 2,
            "tcp_user_timeout": _SILENCE_MS,
            "options": f"-c statement_timeout={setting.timeout_ms} -c timezone=UTC",
        },
    )
    pool.open(wait=False)
    return pool


def _know_numbers(connection: "Connection[Any]") -> None:
    connection.adapters.register_dumper(Numbers, _NumbersDumper)


def _check(connection: "Connection[Any]") -> None:
    """Have one that died meanwhile cost nobody an answer: the server says that it ends.

    Whoever has said nothing since is there, and not asked: that would take as long as a search.
    """
    if has_news(connection.fileno()):
        ConnectionPool.check_connection(connection)
