"""How services tell workers that there may be work."""

from typing import Protocol


class Queue(Protocol):
    """A bell, not a store: the row in `ai_tasks` is the work, and a lost ring costs only time."""

    async def ring(self, task_id: str) -> bool:
        """Tell the workers that there may be work, and say whether that went through.

        Never raises where the bell cannot be reached, and takes no longer than 0.3 s to say so.
        """
        ...

    async def cancel(self, task_id: str) -> bool:
        """Tell the worker that runs this task that it is to end, and say whether that went through.

        The row says so already; who misses this reads it there at the next beat. Never raises, and
        takes no longer than 0.3 s.
        """
        ...
