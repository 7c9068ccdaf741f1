"""Arithmetic beside the event loop, one piece at a time.

Threads that compute share one interpreter lock with the loop: the more of them there are, the rarer
the loop's turn. So there is one, and whoever comes meanwhile waits for it without holding anything.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import lru_cache, partial
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Think(Protocol):
    """Somewhere to compute: `think`, or the processes of `core.kernel.thinkers`."""

    async def __call__(self, compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function returns that computes for a while and waits for nothing."""
        ...


async def think(compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns that computes for a while and waits for nothing."""
    context = copy_context()
    call = partial(context.run, compute, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_thread(), call)


@lru_cache(maxsize=1)
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="thinking")
