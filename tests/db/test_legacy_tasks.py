"""A database an earlier product has left: its tasks become ours, and none is lost."""

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import IntegrityError

from core.db.engine import sqlalchemy_url
from core.db.legacy import tables
from core.db.migrate import alembic_config, head_revision, migrate
from core.kernel.errors import ConflictError
from tests.support.databases import copy_of
from tests.support.legacy import (
    OLDER_TASKS,
    SERIAL_TASKS,
    UUID_TASKS,
    rows_of,
    run_sql,
    tasks_of,
)
from tests.support.servers import Servers

MOMENT = "2025-12-14 10:00:00"
SERIAL_ROWS = f"""
insert into ai_tasks (id, user_id, status, request_json, result_json, error,
  created_at, started_at, finished_at) values
 (1, 7, 'queued', '{{"kind": "plan_deep", "request_id": "r1", "trace_id": "t1", "user_id": 7,
   "seed_mode": "fast", "request": {{"destination": "rome", "start_date": "2026-03-01",
   "end_date": "2026-03-05"}}}}', null, null, '{MOMENT}', null, null),
 (2, 7, 'running', '{{"destination": "paris", "day_count": 2, "async": true}}', null, null,
   '{MOMENT}', '2025-12-14 10:00:05', null),
 (3, 8, 'succeeded', '{{"request_id": "r3"}}', '{{"plan": {{"days": [1, 2]}}}}', null,
   '{MOMENT}', '2025-12-14 10:00:05', '2025-12-14 10:01:05'),
 (4, 8, 'failed', '{{"request_id": "r4"}}', null, 'worker_restart', '{MOMENT}', null, null),
 (5, null, 'exploded', 'not {{ json', '[1, 2]', null, null, null, null),
 (6, 7, 'queued', '{{"kind": "plan_deep", "request_id": "r1"}}', null, null,
   '2025-12-14 11:00:00', null, null);
"""
ALL_STATES = ("queued", "running", "retrying", "succeeded", "failed", "cancelled")


@pytest.fixture
def url(servers: Servers, worker_id: str) -> str:
    """Return the address of a database that no migration of ours has seen."""
    return copy_of(servers.database_url, "template0", f"legacy_{worker_id}")


def tables_in(url: str, schema: str) -> set[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select tablename from pg_tables where schemaname = %s", [schema]
        ).fetchall()
    return {name for (name,) in found}


def test_tasks_with_numbers_as_ids_and_json_in_text_become_ours(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    tasks = tasks_of(url)
    assert {id: task["status"] for id, task in tasks.items()} == {
        "1": "queued", "2": "retrying", "3": "succeeded", "4": "failed", "5": "failed",
        "6": "queued",
    }  # fmt: skip
    assert {id: (task["user_id"], task["kind"]) for id, task in tasks.items()} == {
        "1": ("7", "plan"), "2": ("7", "plan"), "3": ("8", "plan"), "4": ("8", "plan"),
        "5": ("nobody", "plan"), "6": ("7", "plan"),
    }  # fmt: skip
    assert tables_in(url, "legacy") == set()


def test_what_waits_is_given_to_a_worker_in_the_words_of_todays_request(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    tasks = tasks_of(url)
    assert tasks["1"]["request_json"] == {
        "destination": "rome",
        "start_date": "2026-03-01",
        "day_count": 5,
        "seed_mode": "fast",
        "mode": "deep",
    }
    assert (tasks["1"]["request_id"], tasks["1"]["trace_id"]) == ("r1", "t1")
    assert tasks["2"]["request_json"] == {"destination": "paris", "day_count": 2, "mode": "deep"}
    assert tasks["2"]["attempt"] == 1
    assert all(tasks[id]["deadline_at"] is not None for id in ("1", "2", "6"))


def test_what_has_ended_keeps_its_result_its_error_and_its_times(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    tasks = tasks_of(url)
    done = tasks["3"]
    assert done["result_json"] == {"plan": {"days": [1, 2]}}
    assert str(done["created_at"]) == f"{MOMENT}+00:00"
    assert str(done["finished_at"]) == "2025-12-14 10:01:05+00:00"
    failed = tasks["4"]
    assert failed["error"] == {
        "code": 5000,
        "error_type": "legacy",
        "detail": "worker_restart",
        "trace_id": failed["trace_id"],
    }
    assert str(failed["finished_at"]) == f"{MOMENT}+00:00"


def test_what_cannot_be_read_is_kept_as_it_was(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    task = tasks_of(url)["5"]
    assert task["request_json"] == {"legacy": "not { json"}
    assert task["result_json"] == {"legacy": [1, 2]}
    error = task["error"]
    assert isinstance(error, dict)
    assert error["detail"] == "The earlier product called its state 'exploded'."


def test_of_the_same_request_the_oldest_keeps_its_name(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    tasks = tasks_of(url)
    assert (tasks["1"]["request_id"], tasks["6"]["request_id"]) == ("r1", "r1~6")


def test_every_old_row_is_in_the_audit_word_for_word(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    with rows_of(url) as cursor:
        rows = cursor.execute(
            "select target_id, detail -> 'row' as old from audit_logs"
            " where action = 'task.take_over' order by target_id"
        ).fetchall()
    assert [row["target_id"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert rows[4]["old"] == {
        "id": "5", "user_id": None, "status": "exploded", "request_json": "not { json",
        "result_json": "[1, 2]", "error": None, "created_at": None, "started_at": None,
        "finished_at": None,
    }  # fmt: skip


def test_owners_nobody_knows_get_an_account_that_is_not_active(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)

    migrate(url)

    with rows_of(url) as cursor:
        users = cursor.execute("select * from users order by id").fetchall()
    assert [(user["id"], user["is_active"], user["role"]) for user in users] == [
        ("7", False, "user"),
        ("8", False, "user"),
        ("nobody", False, "user"),
    ]


def test_tasks_with_uuids_an_enum_and_json_columns_become_ours(url: str) -> None:
    states = ("PENDING", "RUNNING", "COMPLETED", "RETRY", "FAILED", "CANCELLED")
    insert = """
        insert into ai_tasks values (('00000000-0000-7000-8000-00000000000' || %s)::uuid, 'Ada',
          %s, '{"kind": "plan", "text": "罗马"}', '{"a": "\\u0000b", "n": 1e400}',
          '{"message": "no"}', 'kept', '2025-12-14 12:00:00+02', null, null)"""
    run_sql(url, UUID_TASKS)
    with psycopg.connect(url) as connection:
        for number, state in enumerate(states):
            connection.execute(insert, [str(number), state])

    migrate(url)

    tasks = tasks_of(url)
    assert [tasks[id]["status"] for id in sorted(tasks)] == [
        "queued", "retrying", "succeeded", "retrying", "failed", "cancelled",
    ]  # fmt: skip
    first = tasks["00000000-0000-7000-8000-000000000000"]
    assert first["user_id"] == "Ada"
    assert str(first["created_at"]) == f"{MOMENT}+00:00"
    assert first["result_json"] == {"a": "b", "n": "inf"}
    assert first["request_json"] == {"text": "罗马", "mode": "deep"}
    error = first["error"]
    assert isinstance(error, dict)
    assert error["detail"] == "no"


def test_the_table_before_ai_tasks_is_taken_over_beside_it(url: str) -> None:
    run_sql(
        url,
        SERIAL_TASKS,
        SERIAL_ROWS,
        OLDER_TASKS,
        f"""insert into tasks (task_type, status, user_id, payload, result, error, retry_count,
              created_at, completed_at) values
            ('bidding_analysis', 'completed', 7, '{{"text": "x"}}', '{{"summary": "y"}}', null, 0,
              '{MOMENT}', '{MOMENT}'),
            ('bidding_analysis', 'retry', 9, '{{"text": "x"}}', null, 'LLM 请求超时', 1,
              '{MOMENT}', null)""",
    )

    migrate(url)

    tasks = tasks_of(url)
    assert len(tasks) == 8
    done, again = tasks["tasks-1"], tasks["tasks-2"]  # 1 and 2 were ids of `ai_tasks` as well
    assert (done["kind"], done["status"]) == ("bidding_analysis", "succeeded")
    assert done["result_json"] == {"summary": "y"}
    assert (again["status"], again["failures"], again["max_failures"]) == ("retrying", 1, 3)
    assert "tasks" not in tables_in(url, "public")


def test_somebody_elses_table_called_tasks_is_left_alone(url: str) -> None:
    run_sql(url, "create table tasks (id int, title text)", "insert into tasks values (1, 'x')")

    migrate(url)

    assert tasks_of(url) == {}
    assert "tasks" in tables_in(url, "public")


def test_tables_and_versions_of_the_earlier_product_are_kept_out_of_the_way(url: str) -> None:
    run_sql(
        url,
        SERIAL_TASKS,
        SERIAL_ROWS,
        "create table users (id serial primary key, email text unique)",
        "insert into users (email) values ('ada@example.org')",
        "create table alembic_version (version_num varchar(32) primary key)",
        "insert into alembic_version values ('20251214_03')",
    )

    migrate(url)

    assert tables_in(url, "legacy") == {"users", "alembic_version"}
    assert len(tasks_of(url)) == 6
    with rows_of(url) as cursor:
        version = cursor.execute("select version_num from alembic_version").fetchone()
        kept = cursor.execute("select email from legacy.users").fetchone()
    assert version == {"version_num": head_revision()}
    assert kept == {"email": "ada@example.org"}


def test_a_table_something_else_refers_to_is_taken_over_and_kept(url: str) -> None:
    run_sql(
        url, SERIAL_TASKS, SERIAL_ROWS, "create view busy as select id from ai_tasks where id > 1"
    )

    migrate(url)

    assert len(tasks_of(url)) == 6
    assert tables_in(url, "legacy") == {"ai_tasks"}


def test_thousands_of_rows_arrive(url: str) -> None:
    run_sql(
        url,
        SERIAL_TASKS,
        "insert into ai_tasks (user_id, status, request_json) select n % 50, 'succeeded',"
        " json_build_object('request_id', n / 2)::text from generate_series(1, 5000) n",
    )

    migrate(url)

    assert len(tasks_of(url)) == 5000


def test_an_empty_table_is_no_trouble(url: str) -> None:
    run_sql(url, SERIAL_TASKS)

    migrate(url)

    assert tasks_of(url) == {}
    assert tables_in(url, "legacy") == set()


def test_where_a_row_would_be_lost_nothing_is_changed(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)
    monkeypatch.setattr(tables, "_write", lambda *_: None)

    with pytest.raises(ConflictError, match="6 rows, but 0 were taken over"):
        migrate(url)

    assert tables_in(url, "public") == {"ai_tasks"}
    assert len(tasks_of(url)) == 6


def test_a_table_that_somebody_holds_is_told_of_in_a_sentence_and_left_as_it_was(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)
    with psycopg.connect(url) as holder:
        holder.execute("select * from ai_tasks for update")

        with pytest.raises(ConflictError, match=r"is in use .* earlier product"):
            migrate(url)

    assert len(tasks_of(url)) == 6
    migrate(url)
    assert tasks_of(url)["3"]["status"] == "succeeded"


def test_a_database_of_another_program_is_refused_in_a_sentence(url: str) -> None:
    run_sql(url, "create table users (id int)")

    with pytest.raises(ConflictError, match=r"another program .*users.* database of its own"):
        migrate(url)

    assert tables_in(url, "public") == {"users"}


def test_a_database_of_a_newer_release_is_refused_in_a_sentence(url: str) -> None:
    migrate(url)
    run_sql(url, "update alembic_version set version_num = '20991231_later'")

    with pytest.raises(ConflictError, match="20991231_later"):
        migrate(url)

    assert "ai_tasks" in tables_in(url, "public")


def test_what_was_taken_over_survives_a_way_down_and_up_again(url: str) -> None:
    run_sql(url, SERIAL_TASKS, SERIAL_ROWS)
    migrate(url)

    command.downgrade(alembic_config(url), "20261121_initial")
    migrate(url)

    assert {task["status"] for task in tasks_of(url).values()} == {
        "queued", "retrying", "succeeded", "failed",
    }  # fmt: skip


def _insert_every_state(url: str) -> None:
    """Write one task in each state with the columns the first release had."""
    with psycopg.connect(url) as connection:
        connection.execute("insert into users (id, email, password_hash) values ('u', 'u@x', '')")
        for state in ALL_STATES:
            ended = "now()" if state in ("succeeded", "failed", "cancelled") else "null"
            lease = "'w', now()" if state == "running" else "null, null"
            connection.execute(
                "insert into ai_tasks (id, user_id, kind, request_id, payload_hash, request_json,"
                " trace_id, status, lease_owner, lease_until, finished_at)"
                f" values (%s, 'u', 'plan', %s, 'h', '{{}}', 't', %s, {lease}, {ended})",
                [state, state, state],
            )


def test_rows_in_every_state_come_up_from_the_first_release_and_go_down_again(url: str) -> None:
    migrate(url, "20261121_initial")
    _insert_every_state(url)

    migrate(url)
    up = tasks_of(url)
    command.downgrade(alembic_config(url), "20261121_initial")
    down = tasks_of(url)
    migrate(url)

    assert {id: row["status"] for id, row in up.items()} == {id: id for id in ALL_STATES}
    assert {id: row["status"] for id, row in down.items()} == {id: id for id in ALL_STATES}
    assert {id: row["status"] for id, row in tasks_of(url).items()} == {id: id for id in ALL_STATES}


def test_rows_in_every_state_do_not_keep_the_schema_from_being_undone(url: str) -> None:
    migrate(url)
    _insert_every_state(url)

    command.downgrade(alembic_config(url), "base")

    assert tables_in(url, "public") == {"alembic_version"}


def test_the_rules_of_the_new_columns_hold_for_rows_that_were_there(url: str) -> None:
    migrate(url, "20261121_initial")
    _insert_every_state(url)
    migrate(url)
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)

    with engine.connect() as connection, pytest.raises(IntegrityError, match="progress_pct"):
        connection.exec_driver_sql("update ai_tasks set progress_pct = 101")

    with pytest.raises(psycopg.errors.CheckViolation):
        run_sql(url, "update ai_tasks set status = 'pending' where status = 'queued'")
