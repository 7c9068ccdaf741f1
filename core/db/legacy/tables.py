"""Takes an earlier product's tables out of the way, and its tasks over. For migrations alone.

A table whose name we need is moved, with its indexes and sequences, into a schema of its own, so
that no name of ours clashes with one of theirs. What we take over is dropped there in the end; all
else stays where somebody can find it.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from core.db import models  # noqa: F401 - registers every table
from core.db.base import Base
from core.db.legacy.rows import TakenOver, taken_over
from core.db.models.account import User
from core.db.models.audit import AuditLog
from core.db.models.task import AiTask
from core.kernel.errors import ConflictError

SCHEMA = "legacy"
"""Where the tables of an earlier product are moved to."""

_OURS = "payload_hash"
"""A column our `ai_tasks` had from the first day, and no earlier one."""
_TASKS_COLUMNS = {"id", "task_type", "status", "user_id", "payload"}
"""By these the older `tasks` is known; a table of that name may be anybody's."""
_ROWS_AT_A_TIME = 500
_STILL_NEEDED = "2BP01"
"""PostgreSQL's state where other things depend on a table that is to be dropped."""


def find_legacy(connection: sa.Connection) -> str | None:
    """Return the table of an earlier product's tasks; None where there is none."""
    columns = _columns(connection, "ai_tasks")
    if columns and _OURS not in columns:
        return "ai_tasks"
    return "tasks" if _columns(connection, "tasks") >= _TASKS_COLUMNS else None


def set_aside(connection: sa.Connection) -> list[str]:
    """Move an earlier product's tables whose names we need; return them.

    Nothing is moved where no task table tells that there was such a product.
    """
    if find_legacy(connection) is None:
        return []
    names = {table.name for table in Base.metadata.sorted_tables} | {"tasks"}
    moved = sorted(names & set(sa.inspect(connection).get_table_names()))
    for name in moved:
        _move(connection, name)
    return moved


def set_version_aside(connection: sa.Connection, ours: Collection[str]) -> None:
    """Move the version table of an earlier product's own migrations, where it has one."""
    if "version_num" not in _columns(connection, "alembic_version"):
        return
    found = set(connection.scalars(sa.text("select version_num from alembic_version")))
    if not found <= set(ours) and find_legacy(connection) is not None:
        _move(connection, "alembic_version")


def take_over(connection: sa.Connection) -> int:
    """Make every task of an earlier product one of ours and return how many they were.

    Raises:
        ConflictError: Not every row arrived; nothing of the migration then stands.
    """
    # The times of rows are read as text: in UTC, and in the order the standard writes them.
    connection.execute(sa.text("set local timezone = 'UTC'"))
    connection.execute(sa.text("set local datestyle = 'ISO'"))
    number = 0
    for name in ("ai_tasks", "tasks"):  # the newer first: where ids are the same, it keeps its own
        if _columns(connection, name, SCHEMA):
            number += _take_table(connection, name)
    return number


def _take_table(connection: sa.Connection, name: str) -> int:
    old = sa.table(name, schema=SCHEMA)
    connection.execute(sa.text(f"lock table {SCHEMA}.{name} in access exclusive mode"))
    expected = connection.scalar(sa.select(sa.func.count()).select_from(old)) or 0
    before = connection.scalar(sa.select(sa.func.count()).select_from(AiTask)) or 0
    now: datetime = connection.scalars(sa.select(sa.func.now())).one()
    for rows in _read(connection, name):
        _write(connection, name, [taken_over(name, row, now) for row in rows])
    after = connection.scalar(sa.select(sa.func.count()).select_from(AiTask)) or 0
    if after - before != expected:
        raise ConflictError(
            f"{SCHEMA}.{name} has {expected} rows, but {after - before} were taken over;"
            " nothing was changed"
        )
    _drop(connection, name)
    return expected


def _read(connection: sa.Connection, name: str) -> Iterator[Sequence[dict[str, str | None]]]:
    """Yield all rows, the oldest first, as text."""
    names = sorted(_columns(connection, name, SCHEMA))
    old = sa.table(name, *(sa.column(column) for column in names), schema=SCHEMA)
    order = [old.c[column] for column in ("created_at", "id") if column in names]
    query = sa.select(*(sa.cast(column, sa.Text).label(column.name) for column in old.c))
    streamed = {"stream_results": True}
    found = connection.execute(query.order_by(*order), execution_options=streamed)
    for rows in found.mappings().partitions(_ROWS_AT_A_TIME):
        yield [dict(row) for row in rows]


def _write(connection: sa.Connection, name: str, rows: Sequence[TakenOver]) -> None:
    tasks = _without_clashes(connection, name, [row.columns for row in rows])
    owners = sorted({task["user_id"] for task in tasks})
    connection.execute(
        insert(User).on_conflict_do_nothing(), [_placeholder(owner) for owner in owners]
    )
    connection.execute(insert(AiTask), tasks)
    connection.execute(
        insert(AuditLog),
        [
            {
                "actor": "migration",
                "action": "task.take_over",
                "target_kind": "task",
                "target_id": task["id"],
                "trace_id": task["trace_id"],
                "detail": {"table": name, "row": row.original},
            }
            for task, row in zip(tasks, rows, strict=True)
        ],
    )


def _without_clashes(
    connection: sa.Connection, name: str, tasks: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Rename what would not be unique: of the same request the oldest keeps its name."""
    known = sa.select(AiTask.id).where(AiTask.id.in_([task["id"] for task in tasks]))
    ids = set(connection.scalars(known))
    request = sa.tuple_(AiTask.user_id, AiTask.kind, AiTask.request_id)
    wanted = [_request_key(task) for task in tasks if task["request_id"] is not None]
    taken = {
        tuple(row)
        for row in connection.execute(
            sa.select(AiTask.user_id, AiTask.kind, AiTask.request_id).where(request.in_(wanted))
        )
    }
    for task in tasks:
        while task["id"] in ids:
            task["id"] = f"{name}-{task['id']}"
            if connection.scalar(sa.select(AiTask.id).where(AiTask.id == task["id"])):
                ids.add(task["id"])
        ids.add(task["id"])
        if task["request_id"] is None:
            continue
        if _request_key(task) in taken:
            task["request_id"] = f"{task['request_id']}~{task['id']}"
        taken.add(_request_key(task))
    return tasks


def _request_key(task: dict[str, Any]) -> tuple[str, str, str]:
    return task["user_id"], task["kind"], task["request_id"]


def _placeholder(owner: str) -> dict[str, Any]:
    """Return an account nobody can sign in to: inactive, and the hash is that of no password."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32)
    )
    name = hashlib.sha256(owner.encode()).hexdigest()[:32]
    return {
        "id": owner,
        "email": f"legacy-{name}@placeholder.invalid",
        "password_hash": f"$argon2id$v=19$m=65536,t=3,p=4${salt}${digest}",
        "is_active": False,
    }


def _drop(connection: sa.Connection, name: str) -> None:
    """Drop a table that was taken over, and the schema with the last one."""
    for what in (f"table {SCHEMA}.{name}", f"schema {SCHEMA}"):
        try:
            with connection.begin_nested():
                connection.execute(sa.text(f"drop {what}"))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _STILL_NEEDED:
                raise


def _move(connection: sa.Connection, name: str) -> None:
    connection.execute(sa.text(f"create schema if not exists {SCHEMA}"))
    connection.execute(sa.text(f'alter table "{name}" set schema {SCHEMA}'))


def _columns(connection: sa.Connection, name: str, schema: str | None = None) -> set[str]:
    inspector = sa.inspect(connection)
    if not inspector.has_table(name, schema):
        return set()
    return {column["name"] for column in inspector.get_columns(name, schema)}
