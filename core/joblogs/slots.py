"""How many streams one person, and one process, may hold open."""

from collections import Counter
from collections.abc import Callable

from core.kernel.errors import StreamsFullError, TooManyStreamsError

PER_USER = 10
PER_PROCESS = 500


class StreamSlots:
    """Counts what is open, for each person and in all."""

    def __init__(self, *, per_user: int = PER_USER, per_process: int = PER_PROCESS) -> None:
        self._per_user = per_user
        self._per_process = per_process
        self._open: Counter[str] = Counter()

    @property
    def open(self) -> int:
        """Return how many streams are open."""
        return self._open.total()

    def take(self, user_id: str) -> Callable[[], None]:
        """Count one more stream; call what is returned when it has ended, once or more.

        Raises:
            TooManyStreamsError: This person has as many as anybody may.
            StreamsFullError: The process has as many as it can serve.
        """
        if self._open[user_id] >= self._per_user:
            raise TooManyStreamsError(
                f"You have {self._per_user} streams open; close one, or follow several tasks in one"
            )
        if self.open >= self._per_process:
            raise StreamsFullError(f"This process has {self._per_process} streams open")
        self._open[user_id] += 1
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                self._open[user_id] -= 1
                if not self._open[user_id]:
                    del self._open[user_id]

        return give_back
