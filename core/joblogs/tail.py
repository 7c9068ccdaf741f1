"""The newest lines of one log in memory, shared by everybody who follows it."""

from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Final

from core.schemas.joblogs import JobLine


class Tail:
    """At most `size` lines without a gap, the last of them `last_seq`."""

    def __init__(self, last_seq: int, size: int) -> None:
        self.size: Final = size
        self.last_seq = last_seq
        self._lines: deque[JobLine] = deque(maxlen=size)

    def take(self, lines: Iterable[JobLine]) -> bool:
        """Add the lines that continue the log; False where one before them is missing."""
        for line in lines:
            if line.seq > self.last_seq + 1:
                return False
            if line.seq == self.last_seq + 1:
                self._lines.append(line)
                self.last_seq = line.seq
        return True

    def skip_to(self, last_seq: int) -> None:
        """Forget every line and go on after `last_seq`."""
        self._lines.clear()
        self.last_seq = last_seq

    def after(self, cursor: int, limit: int) -> list[JobLine] | None:
        """Return lines that follow `cursor`; None where those next to it are not here any more."""
        before_first = self.last_seq - len(self._lines)
        if cursor < before_first:
            return None
        start = cursor - before_first
        return list(islice(self._lines, start, start + limit))
