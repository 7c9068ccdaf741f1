"""The one async engine and the short transactions on it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from core.kernel.errors import DependencyDownError

POOL_WAIT_S = 5.0
"""A crowd waits this long for its turn; whoever waits longer is told to come back."""

Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]
"""Opens one short transaction: commits at a clean end, rolls back at an error."""


def sqlalchemy_url(database_url: str) -> URL:
    """Return the address with our driver, whatever `postgresql…://` form it was given in."""
    return make_url(database_url).set(drivername="postgresql+psycopg")


def make_engine(database_url: str, *, pool_size: int, timeout_ms: int) -> AsyncEngine:
    """Return the engine; a statement over `timeout_ms` is ended by the server."""
    return create_async_engine(
        sqlalchemy_url(database_url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text goes to the log, what people wrote must not
        connect_args=connect_args(timeout_ms),
    )


def connect_args(timeout_ms: int) -> dict[str, Any]:
    """Return how every connection of the product is made."""
    return {
        "connect_timeout": 2,
        "options": f"-c statement_timeout={timeout_ms} -c timezone=UTC"
        " -c idle_in_transaction_session_timeout=30000",
    }


def make_transaction(engine: AsyncEngine) -> Transaction:
    """Return what services open their transactions with.

    Raises `DependencyDownError` inside where PostgreSQL does not answer, or does not write.
    """
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction() -> AsyncIterator[AsyncSession]:
        try:
            async with sessions() as session, session.begin():
                yield session
        except PoolTimeoutError as error:
            raise DependencyDownError(
                f"Too busy: no connection to PostgreSQL became free within {POOL_WAIT_S:g} s"
            ) from error
        except OperationalError as error:
            raise DependencyDownError("PostgreSQL does not answer") from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise DependencyDownError("PostgreSQL closed the connection") from error
            if isinstance(error.orig, ReadOnlySqlTransaction):
                raise DependencyDownError("PostgreSQL takes no writes now") from error
            raise

    return transaction


def make_statement(engine: AsyncEngine) -> Transaction:
    """Return what opens a session for one statement, which is a transaction by itself.

    There is nothing to begin and nothing to commit, nor anything to roll back.
    """
    return make_transaction(engine.execution_options(isolation_level="AUTOCOMMIT"))
