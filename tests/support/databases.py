"""Databases of the test run: templates made once, copies for each worker, emptied by DELETE."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from core.db import models  # noqa: F401 - registers every table
from core.db.base import Base

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


def empty(connection: psycopg.Connection, keep: frozenset[str] = frozenset()) -> None:
    """Delete every row but those of the tables to `keep`; seven times faster than TRUNCATE here.

    A test that left a transaction open fails here after 5 s, instead of blocking the run.
    """
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    deletes = (f'delete from "{table}";' for table in tables if table not in keep)
    connection.execute("set lock_timeout = '5s';" + "".join(deletes))


def _create(connection: psycopg.Connection, name: str, template: str = "template0") -> None:
    target, source = sql.Identifier(name), sql.Identifier(template)
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(target))
    connection.execute(
        sql.SQL("create database {} template {} strategy wal_log").format(target, source)
    )
