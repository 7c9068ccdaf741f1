"""The schema: migrations and rows say the same."""

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, pool

from core.db.base import Base
from core.db.engine import sqlalchemy_url
from core.db.migrate import alembic_config, migrate
from tests.support.databases import copy_of
from tests.support.servers import Servers


def test_migrating_an_empty_database_gives_exactly_the_tables_of_the_models(
    plain_database: str,
) -> None:
    engine = create_engine(sqlalchemy_url(plain_database), poolclass=pool.NullPool)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(plain_database: str) -> None:
    migrate(plain_database)

    migrate(plain_database)


def test_every_migration_can_be_undone(servers: Servers, worker_id: str) -> None:
    url = copy_of(servers.database_url, "template0", f"undone_{worker_id}")
    migrate(url)

    command.downgrade(alembic_config(url), "base")

    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public'"
        ).fetchall()
    assert tables == [("alembic_version",)]
