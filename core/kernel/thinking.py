"""Arithmetic beside the event loop, one piece at a time.

Threads that compute share one interpreter lock with the loop: the more of them there are, the rarer
the loop's turn. So there is one, and whoever comes meanwhile waits for it without holding anything.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import ParamSpec, Protocol, TypeVar

from core.kernel.processes import own_time_s

P = ParamSpec("P")
T = TypeVar("T")


class Think(Protocol):
    """Somewhere to compute: `think`, or the processes of `core.kernel.thinkers`."""

    async def __call__(self, compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function returns that computes for a while and waits for nothing."""
        ...


async def think(compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns that computes for a while and waits for nothing."""
    desk, context = _desk(), copy_context()
    call = partial(desk.compute, context, partial(compute, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(desk.thread, call)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of arithmetic under way: for whom, and since when by our `own_time_s`."""

    context: Context
    began: float


def under_way() -> Piece | None:
    """Return the piece that is being computed, if any; those that wait are not."""
    return _desk().piece


class _Desk:
    """The one place where pieces are computed."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="thinking")
        self.piece: Piece | None = None

    def compute(self, context: Context, call: Callable[[], T]) -> T:
        """Compute a piece and let it be seen meanwhile."""
        self.piece = Piece(context, own_time_s(os.getpid()))
        try:
            return context.run(call)
        finally:
            self.piece = None


@lru_cache(maxsize=1)
def _desk() -> _Desk:
    return _Desk()
