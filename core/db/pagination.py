"""Keyset pages: a cursor is where the last page ended, never an offset."""

import base64
import binascii
import json
from datetime import datetime

from core.kernel.errors import MalformedError

MAX_PAGE = 100


def encode_cursor(moment: datetime, row_id: str) -> str:
    """Return an opaque cursor that stands after the row made at `moment` with `row_id`."""
    raw = json.dumps([moment.isoformat(), row_id]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """Return what a cursor stands after.

    Raises:
        MalformedError: It is none of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, row_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return datetime.fromisoformat(moment), str(row_id)
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError) as error:
        raise MalformedError("cursor: not a cursor of this list") from error
