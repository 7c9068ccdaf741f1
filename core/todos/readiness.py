"""Which to-dos a tool may do now, and why another has to wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from core.schemas.todos import TodoStatus
from core.todos.domain import Node, ancestors, by_key, children_of, order_of

Blocked = Literal["needs_failed", "needs_open"]
"""Why a to-do is not run: what it waits for has failed (or waits for such a one), or is open."""

_SETTLED = (TodoStatus.DONE, TodoStatus.SKIPPED)


@dataclass(slots=True)
class Standing:
    """Where every to-do of a tree stands; `tools` are the keys of those that have one."""

    nodes: Sequence[Node]
    statuses: dict[str, TodoStatus]
    tools: frozenset[str]
    _hopeless: set[str] = field(default_factory=set)

    def to_run(self) -> list[str]:
        """Return the to-dos a tool can do, in the order of their doing.

        A failed one is tried again. What is part of something done or skipped is not run.
        """
        index = by_key(self.nodes)
        return [
            key
            for key in order_of(self.nodes)
            if key in self.tools
            and self.statuses[key] not in _SETTLED
            and not any(self.statuses[above] in _SETTLED for above in ancestors(index, key))
        ]

    def blocked(self, key: str) -> tuple[Blocked, list[str]] | None:
        """Return why a to-do cannot be run now and what it waits for; None where it can."""
        index, below = by_key(self.nodes), children_of(self.nodes)
        waits = [child.key for child in below.get(key, ())]
        for holder in (key, *ancestors(index, key)):
            waits += index[holder].needs
        unmet = [wait for wait in waits if wait in index and not self._settled(wait, below)]
        if not unmet:
            return None
        hopeless = any(self._failed(wait, below) for wait in unmet)
        if hopeless:
            self._hopeless.add(key)
        return ("needs_failed" if hopeless else "needs_open"), list(dict.fromkeys(unmet))

    def _settled(self, key: str, below: Mapping[str | None, Sequence[Node]]) -> bool:
        """Say whether nobody needs to wait any more; a mere group is as settled as its parts."""
        if self.statuses[key] in _SETTLED:
            return True
        parts = below.get(key, ())
        grouped = bool(parts) and key not in self.tools
        return grouped and all(self._settled(part.key, below) for part in parts)

    def _failed(self, key: str, below: Mapping[str | None, Sequence[Node]]) -> bool:
        """Say whether this, or something in it, has failed or waits for what has."""
        if self.statuses[key] is TodoStatus.FAILED or key in self._hopeless:
            return True
        return any(self._failed(part.key, below) for part in below.get(key, ()))
