"""Databases of the test run: templates made once, copies for each worker, emptied by DELETE.

A connection is dear: the processor is busy for 8 ms with a new one, and for as long again when it
first sees all tables; with deleting nothing from all of them it is busy for 2 ms.
"""

import fcntl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from core.db import models  # noqa: F401 - registers every table
from core.db.base import Base
from core.db.statements import Statements
from core.kernel.settings import Settings

CATALOGUE_TABLES = frozenset({"cities", "places", "connections"})


def address_of(server_url: str, database: str) -> str:
    """Return the address of another database on the same server."""
    return f"{server_url.rpartition('/')[0]}/{database}"


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock that all workers of the run share."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_template(server_url: str, name: str, fill: Callable[[str], None]) -> None:
    """Make a database and `fill` it by its address, unless it is there. Hold the lock of the run.

    It gets its name at the end, so that one whose filling failed is never copied.
    """
    draft = f"{name}_draft"
    with psycopg.connect(server_url, autocommit=True) as connection:
        found = connection.execute("select from pg_database where datname = %s", [name])
        if found.rowcount:
            return
        _create(connection, draft)
        fill(address_of(server_url, draft))
        connection.execute(
            sql.SQL("alter database {} rename to {}").format(
                sql.Identifier(draft), sql.Identifier(name)
            )
        )


def copy_of(server_url: str, template: str, name: str) -> str:
    """Return the address of a new database like `template`. Hold the lock of the run."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        _create(connection, name, template)
    return address_of(server_url, name)


def let_in_quickly(server_url: str) -> None:
    """Have the password hashed once and not 4,096 times whenever somebody connects."""
    password = unquote(urlsplit(server_url).password or "")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("set scram_iterations = 1")
        connection.execute(sql.SQL("alter role current_user password {}").format(password))


class Broom:
    """Empties databases, again and again, over connections that it keeps."""

    def __init__(self) -> None:
        self._connections: dict[str, psycopg.Connection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._connections.values():
            connection.close()

    def sweep(self, database_url: str, keep: frozenset[str] = frozenset()) -> None:
        """Delete every row but those of the tables to `keep`; seven times faster than TRUNCATE.

        A test that left a transaction open fails here after 5 s, instead of blocking the run.
        """
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        deletes = "".join(f'delete from "{table}";' for table in tables if table not in keep)
        connection = self._connection_to(database_url)
        try:
            connection.execute(deletes)
        except psycopg.OperationalError:
            if not connection.closed:
                raise
            self._connection_to(database_url).execute(deletes)  # a test had cut ours off

    def _connection_to(self, database_url: str) -> psycopg.Connection:
        found = self._connections.get(database_url)
        if found is None or found.closed:
            found = psycopg.connect(database_url, autocommit=True, options="-c lock_timeout=5s")
            self._connections[database_url] = found
        return found


def _create(connection: psycopg.Connection, name: str, template: str = "template0") -> None:
    target, source = sql.Identifier(name), sql.Identifier(template)
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(target))
    connection.execute(
        sql.SQL("create database {} template {} strategy wal_log").format(target, source)
    )


@asynccontextmanager
async def statements_of(settings: Settings) -> AsyncIterator[Statements]:
    """Give what takes single statements, as a process of the product has it."""
    assert settings.database_url is not None
    pool_size, timeout_ms = settings.database_pool_size, settings.database_timeout_ms
    statements = Statements(settings.database_url, pool_size=pool_size, timeout_ms=timeout_ms)
    async with aclosing(statements):
        yield statements
