"""The to-dos of an answer as they come together, with dates that can be kept."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from core.llm.providers.offline import todo_phrases

_DAY = timedelta(days=1)
_TITLE_MAX = 200


class TodoList:
    """Adds to-dos to an answer.

    What was in violation last time is left out, with all that would be part of it. A wait for what
    is not in the answer is dropped.
    """

    def __init__(self, blocks: Mapping[str, Any]) -> None:
        trip = blocks["trip"]
        self.items: list[dict[str, Any]] = []
        self.language: str = blocks["language"]
        self.days = int(trip["day_count"])
        self.start = date.fromisoformat(trip["start_date"])
        self.words = {
            "city": trip["city"],
            "start": trip["start_date"],
            "end": trip["end_date"],
            "travellers": trip["travellers"],
        }
        self._today = date.fromisoformat(blocks["today"])
        self._refused = {row.get("path") for row in blocks.get("violations", ())}
        self._keys: set[str] = set()
        self._most = int(blocks["limits"]["todos"])

    def add(
        self,
        key: str,
        parent: str | None,
        category: str,
        *,
        before: int | None = None,
        by: date | None = None,
        day: int | None = None,
        phrase: str | None = None,
        words: Mapping[str, Any] | None = None,
        needs: Sequence[str] = (),
        tool: tuple[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Add a to-do, due `before` so many days of what it serves, or `by` a date."""
        known = parent is None or parent in self._keys
        if key in self._refused or not known or len(self.items) >= self._most:
            return
        said = todo_phrases.phrase(phrase or key, self.language, **(words or self.words))
        due = by if by is not None else self.due(before, day)
        self._keys.add(key)
        self.items.append(
            {
                "key": key,
                "parent": parent,
                "category": category,
                "title": _clipped(said.title),
                "note": said.note,
                "due_on": due.isoformat() if due else None,
                "day_index": day,
                "depends_on": [need for need in needs if need in self._keys],
                "tool": tool[0] if tool else None,
                "arguments": dict(tool[1]) if tool else None,
            }
        )

    def due(self, before: int | None, day: int | None = None) -> date | None:
        """Return the date so many days before a day of the trip, or before its first one.

        It is not in the past while there is time left, and at the latest on the eve.
        """
        if before is None:
            return None
        serves = (self.start + (day or 0) * _DAY).toordinal()
        due = min(max(serves - before, self._today.toordinal()), serves - 1)
        return date.fromordinal(max(1, due))

    def date_of(self, day: int) -> str:
        """Return the date of a day as text."""
        return (self.start + day * _DAY).isoformat()


def _clipped(title: str) -> str:
    return title if len(title) <= _TITLE_MAX else title[: _TITLE_MAX - 1] + "…"
