"""Runs migrations: one connection, one advisory lock, timeouts."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from core.db import models  # noqa: F401 - registers every table
from core.db.base import Base
from core.db.engine import sqlalchemy_url
from core.db.legacy.tables import set_version_aside
from core.kernel.settings import get_settings

_LOCK = 7_230_411


def _database_url() -> str:
    given = context.config.attributes.get("database_url") or get_settings().database_url
    if not given:
        raise SystemExit("DATABASE_URL is not set; `tripwright migrate` finds the embedded server.")
    return str(given)


def run() -> None:
    engine = create_engine(sqlalchemy_url(_database_url()), poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        try:
            context.configure(
                connection=connection, target_metadata=Base.metadata, compare_type=True
            )
            with context.begin_transaction():
                connection.execute(text("set local lock_timeout = '5s'"))
                ours = {script.revision for script in context.script.walk_revisions()}
                set_version_aside(connection, ours)
                context.run_migrations()
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()
    engine.dispose()


run()
