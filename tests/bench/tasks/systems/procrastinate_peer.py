"""Procrastinate as it comes, but for ten jobs at once instead of one."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from procrastinate import App, PsycopgConnector

from tests.bench.tasks.marks import Mark
from tests.bench.tasks.roles import CONCURRENCY, Submit, Task, act

_DATABASE = "procrastinate"


class Procrastinate:
    """Jobs in PostgreSQL alone, woken by NOTIFY; in a database of its own on our server."""

    async def prepare(self, task: Task) -> None:
        """Make the database and its schema."""
        async with await psycopg.AsyncConnection.connect(
            task.database_url, autocommit=True
        ) as connection:
            await connection.execute(f"create database {_DATABASE}")
        app = _app(task)
        async with app.open_async():
            await app.schema_manager.apply_schema_async()

    @asynccontextmanager
    async def producing(self, task: Task) -> AsyncIterator[Submit]:
        """Open an app; the task is known to it by name only."""
        app = _app(task)
        deferrer = app.configure_task("job", allow_unknown=True)

        async def submit(number: int) -> None:
            await deferrer.defer_async(number=number)

        async with app.open_async():
            yield submit

    async def work(self, task: Task, mark: Mark) -> None:
        """Work until SIGTERM."""
        app = _app(task)

        @app.task(name="job")
        async def job(*, number: int) -> None:
            mark(number)

        async with app.open_async():
            await app.run_worker_async(concurrency=CONCURRENCY)


def _app(task: Task) -> App:
    server = task.database_url.rpartition("/")[0]
    return App(connector=PsycopgConnector(conninfo=f"{server}/{_DATABASE}"))


if __name__ == "__main__":
    logging.getLogger("procrastinate").setLevel(logging.ERROR)  # it warns of apps in main modules
    act(Procrastinate())
