"""A condition that was read, and where."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Promise:
    """A condition as the form has it, and where in the text it stands."""

    condition: dict[str, Any]
    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()
    """The words themselves, where others stand between them."""

    @property
    def read(self) -> tuple[tuple[int, int], ...]:
        """Return what need not be read again."""
        return self.spans or ((self.start, self.end),)
