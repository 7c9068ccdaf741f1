"""Identifiers: rows get time-ordered UUIDs, traces get W3C trace ids."""

import os
import re
import secrets
import time
import uuid

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_NO_TRACE = "0" * 32
_NO_PARENT = "0" * 16


def new_id() -> str:
    """Return a UUID version 7 (RFC 9562, section 5.7) as text: it sorts by the time of making."""
    millis = time.time_ns() // 1_000_000
    value = (millis & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def new_trace_id() -> str:
    """Return 32 lower-case hexadecimal digits."""
    return secrets.token_hex(16)


def trace_id_of(traceparent: str | None) -> str | None:
    """Return the trace id of a W3C `traceparent` header; None where it is absent or malformed."""
    match = _TRACEPARENT.match(traceparent or "")
    if match is None or match[1] == _NO_TRACE or match[2] == _NO_PARENT:
        return None
    return match[1]


def new_traceparent(trace_id: str) -> str:
    """Return a `traceparent` header that continues `trace_id` with a span of our own."""
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"
