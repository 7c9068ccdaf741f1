"""What makes two requests one."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def payload_hash(kind: str, payload: Mapping[str, Any]) -> str:
    """Return the fingerprint of a request: the same for the same meaning, however it was written.

    Keys may come in any order and letters in any Unicode composition. Defaults must be filled in
    and what does not matter (the request's own id, its trace) left out by the caller.
    """
    text = json.dumps(
        [kind, _composed(payload)],
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _composed(value: Any) -> Any:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case Mapping():
            return {_composed(key): _composed(item) for key, item in value.items()}
        case list() | tuple():
            return [_composed(item) for item in value]
        case _:
            return value
