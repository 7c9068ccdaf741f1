"""A row of an earlier product as a row of ours, whatever is written in it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.db.legacy.rows import LegacyRow, taken_over
from core.db.legacy.values import json_of, moment_of, small_number, status_of
from core.schemas.plans import PlanRequest

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COLUMNS = (
    "id", "user_id", "status", "request_json", "result_json", "error", "created_at", "started_at",
    "finished_at", "task_type", "payload", "result", "retry_count", "max_retries", "completed_at",
)  # fmt: skip
FINAL = {"succeeded", "failed", "cancelled"}

words = st.sampled_from(
    ["queued", "RUNNING", "TaskStatus.COMPLETED", "failed", "2025-01-01", "infinity", "7", "-1"]
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
).map(json.dumps)
cells = st.none() | words | documents | st.text(st.characters(exclude_categories=["Cs"]))
rows = st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, cells))


def a_row(**changes: str | None) -> LegacyRow:
    return {"id": "1", "user_id": "7", "status": "pending", "request_json": "{}"} | changes


def strings_of(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for item in value.items() for part in item for text in strings_of(part)]
        case list():
            return [text for item in value for text in strings_of(item)]
        case _:
            return []


@given(table=st.sampled_from(["ai_tasks", "tasks"]), row=rows)
def test_every_row_becomes_one_that_our_table_takes(table: str, row: dict[str, str | None]) -> None:
    found = taken_over(table, row, NOW)

    task = found.columns
    assert found.original == row
    assert task["status"] in {"queued", "retrying", *FINAL}
    assert (task["finished_at"] is not None) == (task["status"] in FINAL)
    assert (task["deadline_at"] is None) == (task["status"] in FINAL)
    assert (task["status"] == "failed") <= (task["error"] is not None)
    assert all(task[name] for name in ("id", "user_id", "kind", "payload_hash", "trace_id"))
    assert 0 <= task["failures"] <= 32_767
    assert 1 <= task["max_failures"] <= 32_767
    for name in ("request_json", "result_json", "error"):
        assert task[name] is None or isinstance(task[name], dict)
        json.dumps(task[name], allow_nan=False)
        for text in strings_of(task[name]):
            assert "\0" not in text
            text.encode()


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("queued", "queued"), ("PENDING", "queued"), ("running", "retrying"),
        ("TaskStatus.RUNNING", "retrying"), ("retry", "retrying"), ("completed", "succeeded"),
        (" success ", "succeeded"), ("failed", "failed"), ("canceled", "cancelled"),
        ("cancelled", "cancelled"), ("exploded", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_status_by_any_name_it_had(written: str | None, status: str | None) -> None:
    assert status_of(written) == status


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('"{\\"a\\": 1}"', {"a": 1}),
        ("[1]", {"legacy": [1]}),
        ('"words"', {"legacy": "words"}),
        ("not { json", {"legacy": "not { json"}),
        ('{"a": NaN, "b": "\\u0000x\\ud800"}', {"a": "nan", "b": "x?"}),
        ("[" * 100_000, {"legacy": "[" * 100_000}),
        ("null", None), ("  ", None), (None, None),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_json_is_read_and_what_is_none_is_kept(text: str | None, value: object) -> None:
    assert json_of(text) == value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-12-14 10:00:00", "2025-12-14T10:00:00+00:00"),
        ("2025-12-14 10:00:00.5+02", "2025-12-14T08:00:00.500000+00:00"),
        ("2025-12-14T10:00:00Z", "2025-12-14T10:00:00+00:00"),
        ("infinity", None), ("0044-03-15 10:00:00 BC", None), ("soon", None), (None, None),
        ("0001-01-01 00:00:00+14", None),
    ],
)  # fmt: skip
def test_a_moment_is_utc_where_it_names_no_zone(text: str | None, moment: str | None) -> None:
    found = moment_of(text)

    assert (found and found.isoformat()) == moment


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), (None, 3), ("", 3), ("-1", 0), ("99999999999", 32_767), ("x", 3)]
)
def test_a_number_fits_where_it_is_kept(text: str | None, number: int) -> None:
    assert small_number(text, 3) == number


@pytest.mark.parametrize(
    "request_json",
    [
        {"destination": "rome", "start_date": "2026-03-01", "end_date": "2026-03-05"},
        {"kind": "plan_deep", "mode": "deep", "async": True, "user_id": 7, "day_count": 3},
        {"kind": "deep", "trace_id": "t", "request": {"text": "罗马 5 天", "seed": None}},
        {"params": {"destination": "rome"}, "seed_mode": "none"},
        {},
    ],
)
def test_a_plan_that_waits_can_be_asked_for_in_todays_words(request_json: dict[str, Any]) -> None:
    task = taken_over("ai_tasks", a_row(request_json=json.dumps(request_json)), NOW).columns

    assert task["kind"] == "plan"
    assert PlanRequest.model_validate(task["request_json"]).mode == "deep"


def test_a_plan_that_has_ended_keeps_its_request_word_for_word() -> None:
    said = {"destination": "rome", "end_date": "2026-03-05", "note": "kept"}

    task = taken_over("ai_tasks", a_row(status="done", request_json=json.dumps(said)), NOW).columns

    assert task["request_json"] == said


@pytest.mark.parametrize(
    ("user_id", "request_json", "owner"),
    [
        ("7", "{}", "7"), (None, '{"user_id": 7}', "7"), (" ", '{"user_id": " ada "}', "ada"),
        ("", '{"user_id": true}', "nobody"), (None, None, "nobody"),
    ],
)  # fmt: skip
def test_a_task_belongs_to_whom_its_row_or_else_its_request_names(
    user_id: str | None, request_json: str | None, owner: str
) -> None:
    row = a_row(user_id=user_id, request_json=request_json)

    assert taken_over("ai_tasks", row, NOW).columns["user_id"] == owner


def test_another_kind_keeps_its_name_and_its_payload() -> None:
    row = a_row(request_json=None, task_type="bidding_analysis", payload='{"text": "x"}')

    task = taken_over("tasks", row, NOW).columns

    assert (task["kind"], task["request_json"]) == ("bidding_analysis", {"text": "x"})


def test_a_request_id_too_long_for_an_index_is_told_from_others_all_the_same() -> None:
    ids = {
        taken_over("ai_tasks", a_row(request_json=json.dumps({"request_id": text})), NOW).columns[
            "request_id"
        ]
        for text in ("r" * 5_000, "r" * 5_001, "r" * 200)
    }

    assert len(ids) == 3
    assert all(len(found) <= 200 for found in ids)
