"""Times of day as text and as minutes after midnight, and dates in words."""

import re
from datetime import date

_DAY_MIN = 24 * 60
_ISO = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SHORT_MONTHS = tuple(month[:3] for month in _MONTHS)
_MONTH = re.compile(rf"\b({'|'.join(_SHORT_MONTHS)})\b")
_DAY_OF_MONTH = re.compile(r"(?<=月) ?(\d{1,2})\b(?!:)")
_WEEKDAYS = (
    ("Monday", "周一"), ("Tuesday", "周二"), ("Wednesday", "周三"), ("Thursday", "周四"),
    ("Friday", "周五"), ("Saturday", "周六"), ("Sunday", "周日"),
)  # fmt: skip


def clock_text(minute: int) -> str:
    """Return `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_of_day(minute: int) -> str:
    """Return `HH:MM` of a day; what lies outside of it is its beginning, or its end, `24:00`."""
    return clock_text(min(max(minute, 0), _DAY_MIN))


def clock_minutes(text: str) -> int:
    """Return the minutes of `HH:MM`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def date_text(day: date, language: str) -> str:
    """Return a date in words of a language: `5 April 2027`, `2027年4月5日`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def season_text(season: str, language: str) -> str:
    """Return months as OpenStreetMap writes them in words of a language: `4月至10月`."""
    if language != "zh":
        return season
    told = _MONTH.sub(lambda found: f"{_SHORT_MONTHS.index(found[1]) + 1}月", season)
    told = _DAY_OF_MONTH.sub(lambda found: f"{int(found[1])}日", told)
    return re.sub(r"\s*-\s*", "至", told).replace(",", "、").replace(";", "；")


def weekday_text(day: date, language: str) -> str:
    """Return a date with its day of the week: `Monday 5 April 2027`, `2027年4月5日周一`."""
    weekday = _WEEKDAYS[day.weekday()][language == "zh"]
    told = date_text(day, language)
    return f"{told}{weekday}" if language == "zh" else f"{weekday} {told}"


def dates_in_words(text: str, language: str) -> str:
    """Return a sentence with every `YYYY-MM-DD` of it in words; what is no date stays."""

    def told(found: re.Match[str]) -> str:
        try:
            return date_text(date.fromisoformat(found[0]), language)
        except ValueError:
            return found[0]

    return _ISO.sub(told, text)
