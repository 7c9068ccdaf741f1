"""An event loop whose clock jumps: waits take no time, and still come in their order."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Never waits where the loop only waits for a timer; remembers how far to jump."""

    def __init__(self) -> None:
        super().__init__()
        self.jumped_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout is not None:
            self.jumped_s += timeout
        return ready


class _VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.jumped_s


def run_at_once(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` on a loop where every wait is over at once; `loop.time()` says how long it took.

    Only for what stays inside the loop: a thread or a socket would be waited for in vain.
    """
    with asyncio.Runner(loop_factory=_VirtualTimeLoop) as runner:
        return runner.run(main)


def now() -> float:
    """Return the seconds since the loop began."""
    return asyncio.get_running_loop().time()
