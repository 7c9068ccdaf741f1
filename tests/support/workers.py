"""How tests run a worker."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.tasks.outcome import Handler


class StartWorker(Protocol):
    """Runs a worker with these handlers, and settings that differ in these fields."""

    def __call__(
        self, handlers: Mapping[str, Handler], **changes: object
    ) -> AbstractAsyncContextManager[None]: ...
