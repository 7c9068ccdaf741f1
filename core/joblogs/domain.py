"""What a line of a log is, and how much of it is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.schemas.job_messages import MESSAGES
from core.schemas.joblogs import LogLevel

MAX_MESSAGE_CHARS = 8_192
MAX_DATA_CHARS = 16_384
MAX_LINES = 10_000
"""An attempt may write so many lines; then one says so, and only warnings and errors follow."""


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
        event=event[:200],
        message=known.en if known else event[:MAX_MESSAGE_CHARS],
        data=_kept(data),
    )


def _kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data that JSON can say and PostgreSQL can keep, cut where it is too long."""
    text = json.dumps(data, ensure_ascii=False, default=str, skipkeys=True).replace("\\u0000", "")
    if len(text) > MAX_DATA_CHARS:
        share = MAX_DATA_CHARS // max(1, len(data))
        short = {str(name): str(value)[:share] for name, value in data.items()}
        text = json.dumps(short, ensure_ascii=False).replace("\\u0000", "")
    kept: dict[str, Any] = json.loads(text)
    return kept
