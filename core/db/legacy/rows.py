"""A row of an earlier product's table of tasks as a row of our `ai_tasks`. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.db.legacy.values import json_of, moment_of, small_number, status_of

LegacyRow = Mapping[str, str | None]
"""One row by the names of its columns, every value as PostgreSQL writes it in text."""

_UNEXPECTED = 5000
_LONGEST_KEY = 200
_NOBODY = "nobody"
_MOST_WAITING = timedelta(days=1)
"""What was under way and finds no worker of its kind fails then, instead of waiting for ever."""

_PLAN = "plan"
_PLAN_KINDS = frozenset(
    {"plan", "plan_deep", "plan_fast", "deep_plan", "ai_plan", "trip_plan", "deep", "fast"}
)
_PLAN_FIELDS = (
    "destination", "start_date", "day_count", "travellers", "budget", "currency", "pace",
    "interests", "must_see", "avoid", "daily_window", "language", "mode", "save", "seed",
    "seed_mode", "text",
)  # fmt: skip


@dataclass(frozen=True)
class TakenOver:
    """The columns of the new row, and the old row word for word, for the audit."""

    columns: dict[str, Any]
    original: dict[str, str | None]


def taken_over(table: str, row: LegacyRow, now: datetime) -> TakenOver:
    """Return what becomes of a row of `ai_tasks` or of the still older `tasks`."""
    request = json_of(_first(row, "request_json", "payload", "request"))
    result = json_of(_first(row, "result_json", "result"))
    said = request or {}
    kind = _kind(table, row, said)
    task_id = row.get("id") or _digest(table, json.dumps(row, sort_keys=True))
    trace_id = _text(said.get("trace_id")) or _digest(table, task_id)[:32]
    status = status_of(row.get("status"))
    error = _error(_first(row, "error", "error_message"), status, row.get("status"), trace_id)
    status = status or "failed"
    payload = _payload(kind, said) if status in ("queued", "retrying") else said
    times = _times(row, status, now)
    columns = {
        "id": task_id,
        "user_id": _text(row.get("user_id")) or _text(said.get("user_id")) or _NOBODY,
        "kind": kind,
        "request_id": _request_id(row, said),
        "payload_hash": _fingerprint(kind, payload),
        "request_json": payload,
        "result_json": result,
        "error": error,
        "trace_id": trace_id,
        "status": status,
        "attempt": 1 if times["started_at"] else 0,
        "failures": small_number(row.get("retry_count"), 0),
        "max_failures": max(1, small_number(row.get("max_retries"), 3)),
        "progress_pct": 100 if status == "succeeded" else 0,
        "run_after": now,
        "deadline_at": now + _MOST_WAITING if status in ("queued", "retrying") else None,
        **times,
    }
    return TakenOver(columns, dict(row))


def _first(row: LegacyRow, *names: str) -> str | None:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _text(value: object) -> str | None:
    """Return an id as text; None of what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()[:_LONGEST_KEY] or None


def _kind(table: str, row: LegacyRow, said: Mapping[str, Any]) -> str:
    """Return the kind; the earlier `ai_tasks` were plans, whatever they called them."""
    named = _text(said.get("kind")) or _text(_first(row, "kind", "task_type", "type"))
    if named is None:
        return _PLAN if table == "ai_tasks" else "legacy"
    return _PLAN if named.lower() in _PLAN_KINDS else named


def _request_id(row: LegacyRow, said: Mapping[str, Any]) -> str | None:
    given = row.get("request_id") or said.get("request_id")
    written = str(given).strip() if isinstance(given, str | int) else ""
    if len(written) > _LONGEST_KEY:  # no index takes it; the audit has it in full
        return _digest(written)
    return written or None


def _payload(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a worker of today is given to run, in the words of today's request."""
    inner = next((said[name] for name in ("request", "params") if name in said), said)
    if kind != _PLAN or not isinstance(inner, Mapping):
        return dict(said)
    fields = {name: inner[name] for name in _PLAN_FIELDS if inner.get(name) is not None}
    for name in ("mode", "seed_mode"):
        if said.get(name) is not None:
            fields.setdefault(name, said[name])
    fields.setdefault("mode", "deep")  # only deep plans were ever made as tasks
    days = _days_between(inner.get("start_date"), inner.get("end_date"))
    if days is not None:
        fields.setdefault("day_count", days)
    return fields


def _days_between(first: object, last: object) -> int | None:
    try:
        return (date.fromisoformat(str(last)) - date.fromisoformat(str(first))).days + 1
    except ValueError:
        return None


def _error(
    written: str | None, status: str | None, word: str | None, trace_id: str
) -> dict[str, Any] | None:
    """Return the error in the shape of ours; a failed task has one in any case."""
    detail = (written or "").strip()
    if status is None:
        detail = f"The earlier product called its state {word!r}. {detail}".strip()
    if not detail:
        if status != "failed":
            return None
        detail = "The earlier product has kept no reason"
    kept = json_of(detail) or {}
    told = kept.get("detail") or kept.get("message") or kept.get("msg")
    return {
        "code": _UNEXPECTED,
        "error_type": "legacy",
        "detail": told if isinstance(told, str) else detail.replace("\0", ""),
        "trace_id": trace_id,
    }


def _times(row: LegacyRow, status: str, now: datetime) -> dict[str, datetime | None]:
    started = moment_of(row.get("started_at"))
    finished = moment_of(_first(row, "finished_at", "completed_at"))
    updated = moment_of(row.get("updated_at"))
    created = moment_of(row.get("created_at")) or started or finished or updated or now
    last = finished or updated or started or created
    return {
        "created_at": created,
        "started_at": started,
        "finished_at": last if status in ("succeeded", "failed", "cancelled") else None,
        "updated_at": updated or last,
    }


def _fingerprint(kind: str, payload: Mapping[str, Any]) -> str:
    return _digest(json.dumps([kind, payload], sort_keys=True, ensure_ascii=False))


def _digest(*parts: str) -> str:
    return hashlib.sha256(":".join(("legacy", *parts)).encode(errors="replace")).hexdigest()
