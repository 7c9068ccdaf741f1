"""The key by which a repeated request is known: `request_id` in the body, or a header."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from core.kernel.errors import MalformedError

_NAME = "Idempotency-Key"
_MOST_CHARS = 128
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)" *(?:;[ -~]*)?')
"""A String of RFC 9651, with parameters nobody asked for."""
_BARE = re.compile(r"[!#-~]+")


async def _header_key(
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias=_NAME,
            description="Stands for `request_id`, bare or in quotes; where both are given they"
            " must be the same.",
        ),
    ] = None,
) -> str | None:
    if key is None:
        return None
    keys = {_read(value) for value in request.headers.getlist(_NAME)}
    if len(keys) > 1:
        raise MalformedError(f"{_NAME}: given twice, and not the same")
    return keys.pop()


HeaderKey = Annotated[str | None, Depends(_header_key)]
"""The key of the header; None where there is none. Raises `MalformedError`."""


def _read(value: str) -> str:
    value = value.strip()
    if match := _QUOTED.fullmatch(value):
        key = re.sub(r'\\(["\\])', r"\1", match[1])
    elif _BARE.fullmatch(value):
        key = value
    else:
        raise MalformedError(f"{_NAME}: neither a quoted string nor a plain word")
    if not 1 <= len(key) <= _MOST_CHARS:
        raise MalformedError(f"{_NAME}: must have 1 to {_MOST_CHARS} characters")
    return key
