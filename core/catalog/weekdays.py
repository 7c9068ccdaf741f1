"""Days of the week as files write them: `Mo-Fr,Su`."""

import re
from functools import lru_cache

NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SPAN = rf"(?:{'|'.join(NAMES)})(?:-(?:{'|'.join(NAMES)}))?"
PATTERN = rf"{_SPAN}(?:,{_SPAN})*"
WEEKDAYS = re.compile(PATTERN)


@lru_cache(maxsize=256)
def weekdays_of(text: str) -> frozenset[int]:
    """Return the days of a text that `WEEKDAYS` matches, Monday 0; `Fr-Mo` goes round the week."""
    days: set[int] = set()
    for span in text.split(","):
        first, _, last = span.partition("-")
        start, end = NAMES.index(first), NAMES.index(last or first)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)
