"""`tripwright tasks`."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from core.cli.tasklines import duration, plain
from core.kernel.clock import utc_now
from tests.cli.conftest import Cli
from tests.support.settings import ADMIN_PASSWORD
from tests.support.task_rows import OWNER, add_line, add_task, end_task, status_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

AGO = utc_now() - timedelta(days=40)


def first_words(output: str) -> list[str]:
    return [line.split()[0] for line in output.splitlines()]


def test_without_any_task_the_list_says_so_and_a_script_reads_nothing(cli: Cli) -> None:
    shown, scripted = cli("tasks", "list"), cli("tasks", "list", "--json")

    assert (shown.exit_code, shown.output) == (0, "There are no such tasks.\n")
    assert (scripted.exit_code, scripted.output) == (0, "")


def test_tasks_are_listed_the_newest_first_each_on_a_line(cli: Cli, database_url: str) -> None:
    old = add_task(database_url, "failed", created_at=AGO)
    new = add_task(database_url, "running", progress_pct=40)

    result = cli("tasks", "list")

    assert first_words(result.output) == [new, old]
    first, second = result.output.splitlines()
    assert " running    40 %" in first
    assert " failed " in second
    assert first.endswith(f"plan               {OWNER}")


def test_a_list_can_be_narrowed_and_cut(cli: Cli, database_url: str) -> None:
    wanted = add_task(database_url, "cancelled", kind="trip_execute")
    add_task(database_url, "queued", kind="trip_execute")
    add_task(database_url, "cancelled")

    by_both = cli("tasks", "list", "--status", "cancelled", "--kind", "trip_execute")
    by_mail = cli("tasks", "list", "--user", "ada@example.org", "--limit", 2)
    by_id = cli("tasks", "list", "--user", OWNER, "--status", "queued", "--status", "cancelled")

    assert first_words(by_both.output) == [wanted]
    assert len(by_mail.output.splitlines()) == 2
    assert len(by_id.output.splitlines()) == 3


@pytest.mark.parametrize("words", [["--user", "nobody@example.org"], ["--user", "nobody"]])
def test_tasks_of_nobody_are_an_error_and_no_empty_list(cli: Cli, words: list[str]) -> None:
    result = cli("tasks", "list", *words)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"There is nobody {words[1]!r}.\n"


def test_thousands_of_tasks_are_listed_whole(cli: Cli, database_url: str) -> None:
    add_task(database_url, id="t-0")
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into ai_tasks (id, user_id, kind, payload_hash, request_json, trace_id)"
            " select 't-' || n, %s, 'plan', 'h', '{}', 't' from generate_series(1, 2500) n",
            [OWNER],
        )

    result = cli("tasks", "list", "--all", "--json")

    ids = {json.loads(line)["task_id"] for line in result.stdout.splitlines()}
    assert len(ids) == 2501
    assert len(cli("tasks", "list").output.splitlines()) == 20


def test_a_task_is_shown_with_its_attempts_and_its_error(cli: Cli, database_url: str) -> None:
    error = {"error_type": "timeout", "detail": "The model\n\x1b[31mdid not answer"}
    task_id = add_task(
        database_url, "failed", failures=3, error=error, request_id="mine",
        started_at=AGO, finished_at=AGO + timedelta(seconds=90),
    )  # fmt: skip
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into task_attempts (task_id, attempt, worker_id, started_at, finished_at,"
            " outcome, model_calls, tokens) values (%s, 1, 'w', now(), now(), 'failed', 2, 300)",
            [task_id],
        )

    result = cli("tasks", "show", task_id)

    lines = dict(line.split(maxsplit=1) for line in result.output.splitlines())
    assert (lines["task"], lines["status"], lines["took"]) == (task_id, "failed", "90.0 s")
    assert lines["failures"] == "3 of 3"
    assert lines["error"] == "timeout: The model  [31mdid not answer"
    assert lines["attempt"].endswith("failed, 2 model calls, 300 tokens, by w")
    assert json.loads(cli("tasks", "show", task_id, "--json").stdout)["request_id"] == "mine"


@pytest.mark.parametrize("words", [["show"], ["logs"], ["logs", "--follow"], ["cancel"], ["retry"]])
def test_a_task_that_is_not_there_is_one_sentence(cli: Cli, words: list[str]) -> None:
    result = cli("tasks", *words, "nonsense")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("There is no task 'nonsense'")
    assert len(result.stderr.splitlines()) == 1


def test_a_log_is_printed_whole_in_either_language(cli: Cli, database_url: str) -> None:
    task_id = add_task(database_url, "succeeded")
    at = datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)
    add_line(database_url, task_id, "task.started", at, attempt=1)
    for _ in range(600):
        add_line(database_url, task_id, "log.dropped", at, count=3)

    english = cli("tasks", "logs", task_id).output.splitlines()
    chinese = cli("tasks", "logs", task_id, "--language", "zh", "--after", 600)

    assert english[0] == "    1  2026-11-21 12:00:01Z  info     Attempt 1 has begun"
    assert first_words("\n".join(english)) == [str(seq) for seq in range(1, 602)]
    assert chinese.output == "  601  2026-11-21 12:00:01Z  info     省略了 3 行细节\n"


def test_a_log_without_lines_is_empty(cli: Cli, database_url: str) -> None:
    result = cli("tasks", "logs", add_task(database_url))

    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(("status", "code"), [("succeeded", 0), ("failed", 3), ("cancelled", 3)])
def test_following_what_has_ended_prints_it_and_tells_by_the_exit_code_how(
    cli: Cli, database_url: str, status: str, code: int
) -> None:
    task_id = add_task(database_url, status)
    add_line(database_url, task_id, "task.started", attempt=1)

    result = cli("tasks", "logs", task_id, "--follow", "--json")

    assert result.exit_code == code
    assert [json.loads(line)["seq"] for line in result.stdout.splitlines()] == [1]
    assert result.stderr == ("" if code == 0 else f"The task was not done: it is {status}.\n")


@contextmanager
def following(
    task_id: str, environment: dict[str, str], folder: Path
) -> Iterator["subprocess.Popen[str]"]:
    """Follow a log in a process of its own, as somebody in a terminal would."""
    command = "from core.cli.main import app; app()"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "tasks", "logs", task_id, "-f"],
        cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def environment(database_url: str, redis_url: str, bare_environment: Path) -> dict[str, str]:
    """Return what a command finds set in a terminal."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(bare_environment),
        "TRIPWRIGHT_ADMIN_PASSWORD": ADMIN_PASSWORD,
    }


def test_a_log_is_followed_live_to_its_end(
    database_url: str, environment: dict[str, str], tmp_path: Path
) -> None:
    task_id = add_task(database_url, "running")
    add_line(database_url, task_id, "task.started", attempt=1)
    with following(task_id, environment, tmp_path) as follower:
        assert follower.stdout is not None
        assert follower.stdout.readline().endswith("Attempt 1 has begun\n")
        add_line(database_url, task_id, "task.worker_lost")
        assert "The worker was lost" in follower.stdout.readline()
        add_line(database_url, task_id, "task.succeeded")
        end_task(database_url, task_id, "succeeded")
        rest, errors = follower.communicate(timeout=60)

    assert [line.split()[0] for line in rest.splitlines()] == ["3"]
    assert (follower.returncode, errors) == (0, "")


def test_somebody_who_has_seen_enough_leaves_without_a_traceback(
    database_url: str, environment: dict[str, str], tmp_path: Path
) -> None:
    task_id = add_task(database_url, "running")
    add_line(database_url, task_id, "task.started", attempt=1)
    with following(task_id, environment, tmp_path) as follower:
        assert follower.stdout is not None
        follower.stdout.readline()
        follower.send_signal(signal.SIGINT)
        _, errors = follower.communicate(timeout=60)

    assert follower.returncode == 130
    assert "Traceback" not in errors
    assert status_of(database_url, task_id) == "running"


def test_waiting_tasks_are_cancelled_and_what_has_ended_is_told(
    cli: Cli, database_url: str
) -> None:
    waiting, ended = add_task(database_url), add_task(database_url, "succeeded")

    result = cli("tasks", "cancel", waiting, ended, waiting, "--reason", "Too late")

    assert result.exit_code == 1
    assert result.stdout == f"{waiting} is cancelled.\n"
    assert ended in result.stderr
    assert status_of(database_url, waiting) == "cancelled"
    assert "Too late" in cli("tasks", "show", waiting).output


def test_a_running_task_is_asked_to_stop(cli: Cli, database_url: str) -> None:
    task_id = add_task(database_url, "running")

    result = cli("tasks", "cancel", task_id)

    assert result.output == f"{task_id} is running; its worker was asked to stop.\n"
    assert result.exit_code == 0


def test_a_failed_task_is_tried_again_as_a_new_one_of_the_same_person(
    cli: Cli, database_url: str
) -> None:
    failed, running = add_task(database_url, "failed"), add_task(database_url, "running")

    result = cli("tasks", "retry", failed, running, "--json")

    assert result.exit_code == 1
    child = json.loads(result.stdout)
    assert (child["parent_id"], child["user_id"], child["status"]) == (failed, OWNER, "queued")
    assert running in result.stderr


def test_purging_asks_first_and_a_no_changes_nothing(cli: Cli, database_url: str) -> None:
    task_id = add_task(database_url, "failed", finished_at=AGO)

    result = cli("tasks", "purge", "--older-than", "30d")  # nobody answers

    assert result.exit_code == 1
    assert "Delete 1 tasks that ended more than 30 days ago?" in result.stdout
    assert status_of(database_url, task_id) == "failed"


def test_purging_deletes_what_ended_before_and_nothing_else(cli: Cli, database_url: str) -> None:
    old = add_task(database_url, "failed", finished_at=AGO)
    young = add_task(database_url, "succeeded")
    waiting = add_task(database_url, "queued", created_at=AGO)

    result = cli("tasks", "purge", "--older-than", "4w", "--yes")

    assert result.output == "1 tasks deleted; their sums by day stay.\n"
    assert status_of(database_url, old) is None
    assert status_of(database_url, young) == "succeeded"
    assert status_of(database_url, waiting) == "queued"
    with psycopg.connect(database_url) as connection:
        sums = connection.execute("select day, status, n from task_day_stats").fetchall()
        deeds = connection.execute("select actor, action, detail from audit_logs").fetchall()
    assert sums == [(AGO.date(), "failed", 1)]
    assert deeds == [("cli", "task.purge", {"older_than_days": 28, "tasks": 1})]


def test_with_nothing_to_purge_nobody_is_asked(cli: Cli) -> None:
    result = cli("tasks", "purge", "--older-than", "30")

    assert (result.exit_code, result.output) == (0, "No task ended more than 30 days ago.\n")


@pytest.mark.parametrize("text", ["0d", "-1d", "a week", "30h", "", "1.5d", "99999d"])
def test_an_age_that_is_none_is_refused(cli: Cli, text: str) -> None:
    result = cli("tasks", "purge", "--older-than", text, "--yes")

    assert result.exit_code == 1
    assert "such as 30d or 4w" in result.stderr


def test_text_from_elsewhere_cannot_command_the_terminal() -> None:
    assert plain("a\x1b[2Jb\nc\u202e") == "a [2Jb c "


@pytest.mark.parametrize(
    ("took_ms", "said"), [(None, ""), (0, "0.0 s"), (99_949, "99.9 s"), (180_000, "3.0 min")]
)
def test_a_duration_reads_in_seconds_or_minutes(took_ms: float | None, said: str) -> None:
    assert duration(took_ms) == said
