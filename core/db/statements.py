"""Single statements, straight to the driver: what every turn of a conversation takes.

A session of SQLAlchemy costs ten times as much as the statement it is opened for: identities,
events, a thread of its own for what waits. A statement in words of SQL needs none of that.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from typing import Any, LiteralString, Protocol

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Dialect, IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError

from core.db.engine import POOL_WAIT_S, connect_args, sqlalchemy_url
from core.kernel.errors import DependencyDownError
from core.kernel.sockets import has_news

_DIALECT: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # theirs is not annotated
_ENDED = (psycopg.OperationalError, psycopg.InterfaceError)

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Given = Mapping[str, Any]


class Asks(Protocol):
    """Takes statements in words of SQL: a session within its transaction, or `Statements`."""

    async def execute(self, statement: TextClause, params: Given | None = None, /) -> Result[Any]:
        """Return the rows of a statement."""
        ...

    async def scalar(self, statement: TextClause, params: Given | None = None, /) -> Any:
        """Return the first value of the first row, None without one."""
        ...


Statement = Callable[[], AbstractAsyncContextManager[Asks]]
"""Opens what takes one statement, which is a transaction by itself, or a whole transaction."""


class Statements:
    """Connections of its own, one for each statement under way, `pool_size` at most.

    They begin when they are needed, and stay.
    """

    def __init__(self, database_url: str, *, pool_size: int, timeout_ms: int) -> None:
        url = sqlalchemy_url(database_url).set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._args = connect_args(timeout_ms)
        self._places = asyncio.Semaphore(pool_size)
        self._idle: list[Connection] = []
        """The one used last is at the end, and used next."""
        self._is_closed = False

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Asks]:
        """Give what takes a statement."""
        yield self

    async def execute(self, statement: TextClause, params: Given | None = None, /) -> Result[Any]:
        """Return the rows of a statement, which stands when this returns.

        Raises:
            DependencyDownError: PostgreSQL does not answer, or does not write.
            DBAPIError: It refuses the statement.
        """
        try:
            async with self._connection() as connection:
                cursor = await connection.execute(_sql(statement), params)
                answer = cursor.pgresult
                if answer is None or not answer.nfields:
                    return _result((), ())
                names = tuple(answer.fname(number) for number in range(answer.nfields))
                return _result(names, await cursor.fetchall())
        except _ENDED as error:
            raise DependencyDownError("PostgreSQL does not answer") from error
        except psycopg.errors.ReadOnlySqlTransaction as error:
            raise DependencyDownError("PostgreSQL takes no writes now") from error
        except psycopg.Error as error:
            raise DBAPIError(None, None, error, hide_parameters=True) from error

    async def scalar(self, statement: TextClause, params: Given | None = None, /) -> Any:
        """Return the first value of the first row, None without one.

        Raises:
            DependencyDownError: As `execute`.
            DBAPIError: As `execute`.
        """
        return (await self.execute(statement, params)).scalar()

    async def aclose(self) -> None:
        """Close every connection; statements under way close theirs when they are done."""
        self._is_closed = True
        while self._idle:
            await self._idle.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        await self._take_place()
        try:
            connection = self._found() or await self._begun()
            try:
                yield connection
            finally:
                self._leave(connection)
        finally:
            self._places.release()

    async def _take_place(self) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(POOL_WAIT_S):
                await self._places.acquire()
        except TimeoutError as error:
            raise DependencyDownError(
                f"Too busy: no connection to PostgreSQL became free within {POOL_WAIT_S:g} s"
            ) from error

    def _found(self) -> Connection | None:
        """Return a connection at rest on which the server has not hung up meanwhile."""
        while self._idle:
            connection = self._idle.pop()
            if not has_news(connection.pgconn.socket):
                return connection
            connection.pgconn.finish()
        return None

    def _leave(self, connection: Connection) -> None:
        """Let the next one have a connection, unless it was left in the middle of a statement."""
        is_at_rest = connection.pgconn.transaction_status == TransactionStatus.IDLE
        if is_at_rest and not self._is_closed:
            self._idle.append(connection)
        else:
            connection.pgconn.finish()

    async def _begun(self) -> Connection:
        return await psycopg.AsyncConnection.connect(self._address, autocommit=True, **self._args)


@lru_cache(maxsize=256)
def _sql(statement: TextClause) -> LiteralString:
    """Return a statement as the driver takes it; it was written in this repository."""
    return statement.compile(dialect=_DIALECT).string


@lru_cache(maxsize=256)
def _columns(names: tuple[bytes | None, ...]) -> SimpleResultMetaData:
    return SimpleResultMetaData([(name or b"").decode() for name in names])


def _result(names: tuple[bytes | None, ...], rows: Any) -> Result[Any]:
    return IteratorResult(_columns(names), iter(rows))
