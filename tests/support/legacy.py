"""Databases as earlier products have left them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

SERIAL_TASKS = """
create table ai_tasks (
  id serial primary key, user_id integer, status varchar(32) not null default 'queued',
  request_json text, result_json text, error text,
  created_at timestamp default now(), started_at timestamp, finished_at timestamp);
create index ix_task_user on ai_tasks (user_id);
create index ix_task_ready on ai_tasks (status);
"""
"""Numbers as ids, JSON in text, times without a zone, and names of indexes that we need."""

UUID_TASKS = """
create type task_state as enum ('PENDING','RUNNING','COMPLETED','RETRY','FAILED','CANCELLED');
create table ai_tasks (
  id uuid primary key, user_id text not null, status task_state not null, request_json jsonb,
  result_json json, error json, note text,
  created_at timestamptz default now(), started_at timestamptz, finished_at timestamptz);
"""
"""UUIDs, JSON as JSON, an enum in capitals, times with a zone, and a column of their own."""

OLDER_TASKS = """
create table tasks (
  id serial primary key, task_type varchar not null, status varchar not null, user_id integer,
  payload json, result json, error text, retry_count integer default 0,
  max_retries integer default 3, metadata json,
  created_at timestamp default now(), started_at timestamp, completed_at timestamp);
"""
"""The table before `ai_tasks`, as the oldest product had it."""


@contextmanager
def rows_of(url: str) -> Iterator["psycopg.Cursor[dict[str, object]]"]:
    """Give a cursor whose rows are dicts; what it does is committed."""
    with (
        psycopg.connect(url) as connection,
        connection.cursor(row_factory=psycopg.rows.dict_row) as cursor,
    ):
        yield cursor


def run_sql(url: str, *statements: str) -> None:
    """Run statements, each of which may be several."""
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def tasks_of(url: str) -> dict[str, dict[str, object]]:
    """Return the rows of `ai_tasks` by id."""
    with rows_of(url) as cursor:
        found = cursor.execute("select * from ai_tasks").fetchall()
    return {str(row["id"]): row for row in found}
