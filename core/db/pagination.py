"""Keyset pages: a cursor is where the last page ended, never an offset."""

import base64
import json
from datetime import datetime

from core.kernel.errors import MalformedError

MAX_PAGE = 100

Key = str | int


def encode_keys(*keys: Key) -> str:
    """Return an opaque cursor that stands after the row with these sort keys."""
    raw = json.dumps(keys, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_keys(cursor: str, *kinds: type[Key]) -> list[Key]:
    """Return the sort keys a cursor stands after, which must be of these kinds.

    Raises:
        MalformedError: It is none of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        keys = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise MalformedError("cursor: not a cursor of this list") from error
    if not isinstance(keys, list) or [type(key) for key in keys] != list(kinds):
        raise MalformedError("cursor: not a cursor of this list")
    if not all(str(key).isprintable() for key in keys):  # PostgreSQL takes no NUL in a text
        raise MalformedError("cursor: not a cursor of this list")
    return keys


def encode_cursor(moment: datetime, row_id: str) -> str:
    """Return an opaque cursor that stands after the row made at `moment` with `row_id`."""
    return encode_keys(moment.isoformat(), row_id)


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """Return what a cursor stands after.

    Raises:
        MalformedError: It is none of ours.
    """
    moment, row_id = decode_keys(cursor, str, str)
    try:
        return datetime.fromisoformat(str(moment)), str(row_id)
    except ValueError as error:
        raise MalformedError("cursor: not a cursor of this list") from error
