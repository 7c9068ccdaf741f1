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


def are_opposites(one: Promise, other: Promise) -> bool:
    """Say whether all the ways that one wants are those the other rules out."""
    mine, theirs = one.condition, other.condition
    legs = {mine.get("leg", "every"), theirs.get("leg", "every")}
    if mine["kind"] != theirs["kind"] or (len(legs) > 1 and "every" not in legs):
        return False
    wanted = [c for c in (mine, theirs) if c.get("match", "only") in ("only", "all")]
    banned = [c for c in (mine, theirs) if c.get("match") == "none"]
    return bool(wanted and banned) and set(wanted[0]["modes"]) <= set(banned[0]["modes"])
