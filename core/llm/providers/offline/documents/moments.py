"""Every date and time of day in a text, with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.llm.providers.offline.numerals import whole_number

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_NUM = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<![\d.])(?P<y>(?:19|20)\d\d)\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<d>\d{1,2})(?![\d.]\d)",
        rf"(?:(?P<y>(?:19|20)\d\d)\s*年\s*)?(?P<m>{_NUM})\s*月\s*(?P<d>{_NUM})\s*[日号]",
        rf"\b(?P<n>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{_MONTH})\b"
        r"(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?",
        r"(?<![\d/.])(?P<a>\d{1,2})(?P<s>[/.])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d)(?!\d)",
    )
)
_TIMES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?P<part>凌晨|早上|上午|中午|下午|晚上|傍晚)?\s*(?<![\d:：.])(?P<h>[01]?\d|2[0-4])[:：]"
        r"(?P<m>[0-5]\d)(?::[0-5]\d)?(?![\d:])\s*(?P<half>[ap]\.?m\b)?",
        r"(?<![\d:.])(?P<h>1[0-2]|0?[1-9])\s*(?P<half>[ap]\.?m\b)",
        r"(?P<part>凌晨|早上|上午|中午|下午|晚上|傍晚)?\s*(?<!\d)(?P<h>[01]?\d|2[0-4])\s*[点时]"
        r"(?!间|段|长|候)\s*(?:(?P<m>[0-5]?\d)\s*分?|(?P<thirty>半))?",
    )
)
_LATE = re.compile(r"下午|晚上|傍晚")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年|[-/.]\d|\b)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time of day as it is written from `start` to `end`."""

    start: int
    end: int
    value: str


def dates_in(text: str, default_year: int | None, today: date) -> list[Moment]:
    """Return the dates of a text in order, as YYYY-MM-DD.

    Without a year a date is of `default_year`, else the next such day. What may be the third of
    April as well as the fourth of March is left out.
    """
    found = [
        Moment(match.start(), match.end(), day.isoformat())
        for pattern in _DATES
        for match in pattern.finditer(text)
        if (day := _day(match, default_year, today))
    ]
    return list(_apart(found))


def times_in(text: str) -> list[Moment]:
    """Return the times of day of a text in order, as HH:MM."""
    found = [
        Moment(match.start(), match.end(), time)
        for pattern in _TIMES
        for match in pattern.finditer(text)
        if (time := _time(match))
    ]
    return list(_apart(found))


def year_of(text: str) -> int | None:
    """Return the year a text speaks of first."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def _apart(found: list[Moment]) -> Iterator[Moment]:
    """Yield what does not overlap, from the left, the longer first."""
    end = -1
    for moment in sorted(found, key=lambda moment: (moment.start, -moment.end)):
        if moment.start >= end:
            yield moment
            end = moment.end


def _day(match: re.Match[str], default_year: int | None, today: date) -> date | None:
    groups = match.groupdict()
    if groups.get("a"):
        first, second = int(groups["a"]), int(groups["b"])
        if first <= 12 and second <= 12 and first != second:
            return None
        month, day = (second, first) if second <= 12 else (first, second)
    else:
        name = groups.get("n")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else whole_number(groups["m"])
        day = whole_number(groups["d"])
    if groups.get("y"):
        return _date(int(groups["y"]), month, day)
    if default_year is not None:
        return _date(default_year, month, day)
    found = _date(today.year, month, day)
    return found if found is None or found >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    hour, minute = int(groups["h"]), 30 if groups.get("thirty") else int(groups.get("m") or 0)
    half = (groups.get("half") or "").lower()
    if half.startswith("p") or _LATE.search(groups.get("part") or ""):
        hour += 12 if hour < 12 else 0
    elif half.startswith("a") and hour == 12:
        hour = 0
    if hour > 24 or (hour == 24 and minute):
        return None
    return f"{hour:02}:{minute:02}"
