"""The cells of one row as values; what is wrong with them is collected, not raised."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from core.catalog.domain import RowProblem
from core.catalog.files import RawRow

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and the halves of a letter that JSON can smuggle in (`\\ud800`)."""
_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")


class Cells:
    """Reads one row.

    A cell that cannot be read becomes a harmless value and a problem; whoever makes something of
    the values looks at `problems` first.
    """

    def __init__(self, row: RawRow) -> None:
        self.problems: list[RowProblem] = []
        self._row = row

    def fail(self, column: str, reason: str) -> None:
        """Note that `column` is wrong."""
        self.problems.append(RowProblem(self._row.number, column, reason))

    def are_fine(self, *columns: str) -> bool:
        """Say whether nothing is wrong with these columns, as far as they were looked at."""
        return not any(problem.column in columns for problem in self.problems)

    def has(self, column: str) -> bool:
        """Say whether there is such a cell with anything in it."""
        return bool(self._row.cells.get(column, "").strip())

    def text(self, column: str, max_chars: int) -> str:
        """Return a text that is not empty and has no control characters."""
        value = self._row.cells[column].strip()
        if not value:
            self.fail(column, "is empty")
        elif len(value) > max_chars:
            self.fail(column, f"is longer than {max_chars} characters")
        elif _UNPRINTABLE.search(value):
            self.fail(column, "has control characters or broken letters")
        return value

    def matching(self, column: str, pattern: re.Pattern[str], max_chars: int, what: str) -> str:
        """Return a text that matches `pattern` as a whole; `what` describes such texts."""
        value = self.text(column, max_chars)
        if self.are_fine(column) and not pattern.fullmatch(value):
            self.fail(column, f"{value!r} is not {what}")
        return value

    def choice(self, column: str, words: Collection[str]) -> str:
        """Return one of `words`."""
        value = self._row.cells[column].strip()
        if value not in words:
            self.fail(column, f"{value[:40]!r} is not one of {', '.join(words)}")
        return value

    def member(self, column: str, kind: type[ChoiceT]) -> ChoiceT:
        """Return one member of `kind`."""
        members = {str(member): member for member in kind}
        return members.get(self.choice(column, members), next(iter(kind)))

    def members(self, column: str, kind: type[ChoiceT], at_most: int) -> tuple[ChoiceT, ...]:
        """Return members of `kind`, written with semicolons between them; maybe none."""
        members = {str(member): member for member in kind}
        words = self.words(column, at_most)
        for word in words:
            if word not in members:
                self.fail(column, f"{word[:40]!r} is not one of {', '.join(members)}")
        return tuple(members[word] for word in words if word in members)

    def words(self, column: str, at_most: int) -> tuple[str, ...]:
        """Return words written with semicolons between them; maybe none, none twice."""
        cell = self._row.cells[column].strip()
        words = tuple(word.strip() for word in cell.split(";")) if cell else ()
        if len(words) > at_most:
            self.fail(column, f"has more than {at_most} words")
        if len(set(words)) < len(words):
            self.fail(column, "has a word twice")
        return words

    def texts(self, column: str, at_most: int, max_chars: int) -> tuple[str, ...]:
        """Return texts written with semicolons between them; maybe none, none twice."""
        texts = self.words(column, at_most)
        if any(not text or len(text) > max_chars or _UNPRINTABLE.search(text) for text in texts):
            self.fail(column, f"has a text that is empty, broken or above {max_chars} characters")
        return texts

    def day(self, column: str) -> date | None:
        """Return a day written as `2026-11-21`."""
        cell = self.matching(column, _DAY, 40, "a day as in 2026-11-21")
        try:
            return date.fromisoformat(cell) if self.are_fine(column) else None
        except ValueError:
            self.fail(column, f"there is no such day as {cell}")
            return None

    def flag(self, column: str) -> bool:
        """Return whether the cell says `yes`; the only other word is `no`."""
        return self.choice(column, ("yes", "no")) == "yes"

    def number(self, column: str, low: int, high: int) -> Decimal:
        """Return a number between `low` and `high`, both included."""
        cell = self._row.cells[column].strip()
        if not _NUMBER.fullmatch(cell):
            self.fail(column, f"{cell[:40]!r} is not a plain number")
            return Decimal(low)
        value = Decimal(cell)
        if not low <= value <= high:
            self.fail(column, f"{cell} is not between {low} and {high}")
        return value

    def whole(self, column: str, low: int, high: int) -> int:
        """Return a whole number between `low` and `high`, both included."""
        value = self.number(column, low, high)
        if self.are_fine(column) and value != int(value):
            self.fail(column, f"{value} is not a whole number")
        return int(value)
