"""Single values of an earlier product, all of which come as PostgreSQL writes them in text."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

UNREADABLE = "legacy"
"""Where a value that is no JSON object, or no JSON at all, is kept as it was."""

_STATUSES: Mapping[str, str] = {
    **dict.fromkeys(("queued", "pending", "created", "submitted", "waiting"), "queued"),
    # Nobody runs it any more: a task of ours that lost its worker is retrying.
    **dict.fromkeys(("running", "processing", "started", "in_progress"), "retrying"),
    **dict.fromkeys(("retry", "retrying", "retry_wait"), "retrying"),
    **dict.fromkeys(("succeeded", "success", "completed", "complete", "done"), "succeeded"),
    **dict.fromkeys(("failed", "failure", "error", "timeout"), "failed"),
    **dict.fromkeys(("cancelled", "canceled", "aborted", "revoked"), "cancelled"),
}


def status_of(written: str | None) -> str | None:
    """Return our name of a status; None of one we do not know."""
    # An enum may have been kept by its name in capitals, or by its repr.
    word = (written or "").strip().lower().rpartition(".")[2]
    return _STATUSES.get(word)


def json_of(text: str | None) -> dict[str, Any] | None:
    """Return a JSON object; what is none is kept as it was, under `UNREADABLE`."""
    if text is None or not text.strip():
        return None
    try:
        value = json.loads(text)
        if isinstance(value, str):  # written twice: JSON in a JSON column as a string
            value = _inner(value)
        value = storable(value)
    except (ValueError, RecursionError):
        value = storable(text)
    if value is None or isinstance(value, dict):
        return value
    return {UNREADABLE: value}


def _inner(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict) else text


def storable(value: Any) -> Any:
    """Return what `jsonb` takes: no NUL, no half of a surrogate pair, no infinite number."""
    match value:
        case str():
            return value.replace("\0", "").encode(errors="replace").decode()
        case float() if not math.isfinite(value):
            return str(value)
        case dict():
            return {storable(key): storable(item) for key, item in value.items()}
        case list():
            return [storable(item) for item in value]
        case _:
            return value


def moment_of(text: str | None) -> datetime | None:
    """Return a moment; without a zone it is UTC. None of what no calendar here has."""
    if text is None or not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def small_number(text: str | None, default: int) -> int:
    """Return a number of at least zero that fits a `smallint`."""
    try:
        return max(0, min(int(text or default), 32_767))
    except ValueError:
        return default
