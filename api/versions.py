"""Versions in headers: what a change has seen (`If-Match`), and what an answer is (`ETag`)."""

import re
from typing import Annotated

from fastapi import Depends, Header

from core.kernel.errors import VersionRequiredError

_ETAG = re.compile(r'"v([0-9]{1,9})"')
_NO_VERSION = -1


def etag(version: int) -> str:
    """Return the `ETag` of a version."""
    return f'"v{version}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Say whether an `If-None-Match` header names a tag, weakly or not, or any version at all."""
    tags = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    return tag in tags or "*" in tags


async def _seen_version(
    if_match: Annotated[
        str | None, Header(description='The `ETag` of what is changed, as read, e.g. `"v3"`.')
    ] = None,
) -> int:
    if if_match is None:
        raise VersionRequiredError(
            "If-Match: send the ETag of what you change, as you have read it"
        )
    match = _ETAG.fullmatch(if_match.strip())
    # What is no tag of ours is the tag of no version.
    return int(match[1]) if match else _NO_VERSION


SeenVersion = Annotated[int, Depends(_seen_version)]
"""The version a change has seen."""
