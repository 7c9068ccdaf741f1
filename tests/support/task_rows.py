"""Tasks written straight into SQL, for tests without an event loop."""

import json
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from core.kernel.clock import utc_now
from core.kernel.ids import new_id, new_trace_id
from core.schemas.job_messages import MESSAGES

OWNER = "somebody"
_ENDED = ("succeeded", "failed", "cancelled")


def add_owner(url: str) -> None:
    """Write the person all these tasks belong to."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into users (id, email, password_hash) values (%s, 'ada@example.org', '')"
            " on conflict do nothing",
            [OWNER],
        )


def add_task(url: str, status: str = "queued", **columns: Any) -> str:
    """Write a task in a status, ended now where that is a final one; return its id."""
    now = utc_now()
    lease = {"lease_owner": "w", "lease_until": now} if status == "running" else {}
    begun = {} if status == "queued" else {"started_at": now}
    ended = {"finished_at": now} if status in _ENDED else {}
    row = {
        "id": new_id(), "user_id": OWNER, "kind": "plan", "payload_hash": "h",
        "request_json": {}, "trace_id": new_trace_id(), "status": status,
    } | lease | begun | ended | columns  # fmt: skip
    add_owner(url)
    _insert(url, "ai_tasks", row)
    return str(row["id"])


def add_line(url: str, task_id: str, event: str, at: datetime | None = None, **data: Any) -> None:
    """Write the next line of a task's log."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "update ai_tasks set log_seq = log_seq + 1 where id = %s returning log_seq", [task_id]
        ).fetchone()
        assert found is not None
        connection.execute(
            "insert into task_logs (task_id, seq, attempt, ts, level, event, message, data)"
            " values (%s, %s, 1, %s, 'info', %s, %s, %s)",
            [task_id, found[0], at or utc_now(), event, MESSAGES[event].en, json.dumps(data)],
        )


def end_task(url: str, task_id: str, status: str) -> None:
    """Let a running task end."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "update ai_tasks set status = %s, finished_at = now(), lease_owner = null,"
            " lease_until = null where id = %s",
            [status, task_id],
        )


def status_of(url: str, task_id: str) -> str | None:
    """Return a task's status; None where it is gone."""
    with psycopg.connect(url) as connection:
        found = connection.execute("select status from ai_tasks where id = %s", [task_id])
        row = found.fetchone()
    return None if row is None else str(row[0])


def _insert(url: str, table: str, row: dict[str, Any]) -> None:
    values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
    with psycopg.connect(url) as connection:
        names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, row))
        places = psycopg.sql.SQL(", ").join(psycopg.sql.Placeholder() * len(row))
        connection.execute(
            psycopg.sql.SQL("insert into {} ({}) values ({})").format(
                psycopg.sql.Identifier(table), names, places
            ),
            values,
        )
