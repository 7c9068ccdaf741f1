"""Waiting for something that happens elsewhere, without guessing how long it takes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_LOOK_AGAIN_S = 0.02


async def eventually(look: Callable[[], Awaitable[T | None]], *, within_s: float = 20.0) -> T:
    """Return the first truthy answer of `look`; fail where none comes in time."""
    deadline = time.monotonic() + within_s
    while not (found := await look()):
        assert time.monotonic() < deadline, f"nothing within {within_s} s; last seen: {found!r}"
        await asyncio.sleep(_LOOK_AGAIN_S)
    return found
