"""What a line of a log is, and how much of it is kept."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.schemas.job_messages import MESSAGES
from core.schemas.joblogs import JobLine, JobStats, LogLevel
from core.schemas.tasks import TaskProgress, TaskStatus

MAX_MESSAGE_CHARS = 8_192
MAX_DATA_CHARS = 16_384
MAX_LINES = 10_000
"""An attempt may write so many lines; then one says so, and only warnings and errors follow."""

_MOST_NAMES = 50
_MOST_DEPTH = 8
_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line before it has its `seq`; `line_no` counts within its attempt, None outside of any."""

    attempt: int
    line_no: int | None
    ts: datetime
    level: LogLevel
    event: str
    message: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaskState:
    """How a task stands; `log_seq` is the number of its last line, 0 where it has none."""

    task_id: str
    kind: str
    status: TaskStatus
    attempt: int
    progress: TaskProgress
    stats: JobStats
    log_seq: int
    ended: bool


def make_line(
    event: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    attempt: int,
    line_no: int | None = None,
    level: LogLevel = "info",
) -> Line:
    """Return a line for an event of `core.schemas.job_messages`, cut to what is kept."""
    known = MESSAGES.get(event)
    return Line(
        attempt=attempt,
        line_no=line_no,
        ts=at,
        level=level,
        event=_text(event)[:200],
        message=known.en if known else _text(event)[:MAX_MESSAGE_CHARS],
        data=_kept(data),
    )


def wire_line(seq: int, line: Line) -> JobLine:
    """Return a line as clients see it."""
    return JobLine(
        seq=seq,
        attempt=line.attempt,
        timestamp=line.ts,
        level=line.level,
        event=line.event,
        message=line.message,
        data=line.data,
    )


def _kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data that JSON can say and PostgreSQL can keep, cut where it is too long."""
    kept = {_text(name): _storable(value) for name, value in data.items()}
    if len(json.dumps(kept, ensure_ascii=False)) <= MAX_DATA_CHARS:
        return kept
    names = list(kept)[:_MOST_NAMES]
    share = MAX_DATA_CHARS // len(names) - _NAME_CHARS
    return {name[:_NAME_CHARS]: str(kept[name])[:share] for name in names}


def _storable(value: Any, depth: int = 0) -> Any:
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Mapping() if depth < _MOST_DEPTH:
            return {_text(name): _storable(item, depth + 1) for name, item in value.items()}
        case list() | tuple() if depth < _MOST_DEPTH:
            return [_storable(item, depth + 1) for item in value]
        case _:
            return _text(value)


def _text(value: object) -> str:
    """Return a text without what neither UTF-8 nor PostgreSQL has: half characters, and NUL."""
    return str(value).encode("utf-8", "replace").decode().replace("\0", "")
