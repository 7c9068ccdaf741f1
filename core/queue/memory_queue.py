"""A bell that only remembers who rang it."""


class MemoryQueue:
    """Records every ring; with `reachable` False it answers as a bell that cannot be reached."""

    def __init__(self, *, reachable: bool = True) -> None:
        self.reachable = reachable
        self.rung: list[str] = []
        self.cancelled: list[str] = []

    async def ring(self, task_id: str) -> bool:
        """Record the ring."""
        if self.reachable:
            self.rung.append(task_id)
        return self.reachable

    async def cancel(self, task_id: str) -> bool:
        """Record whose end was asked for."""
        if self.reachable:
            self.cancelled.append(task_id)
        return self.reachable
