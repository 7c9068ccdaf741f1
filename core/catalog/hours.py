"""Opening hours in OpenStreetMap syntax: when a place is open on a day, in minutes.

Sunrise and sunset count as 07:00 and 19:00: a place's hours then mean the same on every machine,
whatever its zone. `PH` is a public holiday of the calendar that is asked by.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, State, validate

from core.catalog import weekdays
from core.catalog.public_holidays import is_holiday

DAY_MIN = 24 * 60
NO_HOLIDAYS = ""
"""The calendar by which no day is a public holiday."""
_HORIZON_DAYS = 2
"""The day itself and the one after, into which a night may run."""
_COMPILED_MAX = 4_096
_HOLIDAY = re.compile(
    rf'"[^"]*"|\bPH\b(?: *(?P<shift>[+-]\d+) days?)?(?: +(?P<only>{weekdays.PATTERN}))?'
)
"""`PH`, `PH +1 day` or `PH Mo-Fr`; what stands between quotes is no rule."""
_WEEKLY = re.compile(rf"(?:{'|'.join(weekdays.NAMES)}|\d\d:\d\d|24/7|off|closed|[-,; ])+")
"""An expression that says the same in every week."""
_ANY_WEEK = 1_000_000
"""A Monday, by its number."""
_FAR = 3
"""Days from one day of the week to another that neither the day nor its neighbours are."""
DAYS_MAX = 16_384
"""About 100 places of 12 cities on 14 days; what is beyond is worked out again in some 10 µs."""


class InvalidHoursError(ValueError):
    """The expression is not in the syntax of opening_hours."""


def open_intervals(expression: str, day: date, calendar: str) -> tuple[tuple[int, int], ...]:
    """Return when it is open on `day`, as minutes after that day's local midnight, in order.

    An end beyond 1440 lies in the next day; what began the day before starts at 0. Nothing reaches
    beyond the next day, so "always open" ends at 2880. `calendar` is that of the city, whose public
    holidays `PH` means; a night that runs into a holiday is told by the hours of the holiday.

    Raises:
        InvalidHoursError: The expression cannot be parsed.
    """
    if "PH" in expression:
        expression = on_that_day(expression, day, calendar)
    if _is_weekly(expression):
        day = _as_in_any_week(day)
    return _open_intervals(expression, day)


@lru_cache(maxsize=DAYS_MAX)
def on_that_day(expression: str, day: date, calendar: str) -> str:
    """Return an expression without `PH` that means the same on `day`.

    Where `PH` holds, the day of the week that it is takes its place, elsewhere one that it is not.
    """

    def weekday(found: re.Match[str]) -> str:
        if not found[0].startswith("PH"):
            return found[0]
        holds = is_holiday(calendar, day - timedelta(days=int(found["shift"] or 0)))
        if found["only"]:
            holds = holds and day.weekday() in weekdays.weekdays_of(found["only"])
        return weekdays.NAMES[(day.weekday() + (0 if holds else _FAR)) % 7]

    return _HOLIDAY.sub(weekday, expression)


@lru_cache(maxsize=_COMPILED_MAX)
def _is_weekly(expression: str) -> bool:
    return _WEEKLY.fullmatch(expression) is not None


@lru_cache(maxsize=_COMPILED_MAX)
def _as_in_any_week(day: date) -> date:
    """Return the same day of a week that stands for all: what is worked out once serves always."""
    has_tomorrows = day.toordinal() + _HORIZON_DAYS <= date.max.toordinal()
    return date.fromordinal(_ANY_WEEK + day.weekday()) if has_tomorrows else day


@lru_cache(maxsize=DAYS_MAX)
def _open_intervals(expression: str, day: date) -> tuple[tuple[int, int], ...]:
    midnight = datetime.combine(day, time.min)
    found: list[tuple[int, int]] = []
    for start, end, state, _ in _compile(expression).intervals(midnight, _horizon(day)):
        if state is not State.OPEN:
            continue
        start_min, end_min = _minutes(start - midnight), _minutes(end - midnight)
        # Two rules that meet are one opening; the library keeps them apart where comments differ.
        if found and found[-1][1] == start_min:
            found[-1] = (found[-1][0], end_min)
        elif start_min < DAY_MIN:
            found.append((start_min, end_min))
    return tuple(found)


def is_open_throughout(
    expression: str, day: date, start_min: int, end_min: int, calendar: str
) -> bool:
    """Say whether it is open from `start_min` to `end_min`, minutes after midnight of `day`.

    `calendar` is as of `open_intervals`.

    Raises:
        InvalidHoursError: The expression cannot be parsed.
    """
    return any(
        opens <= start_min and end_min <= closes
        for opens, closes in open_intervals(expression, day, calendar)
    )


def opens_ever(expression: str) -> bool:
    """Say whether it is open at any time of this century, if only on public holidays.

    Raises:
        InvalidHoursError: The expression cannot be parsed.
    """
    on_holidays = _HOLIDAY.sub(lambda found: found[0] if found[0][0] == '"' else "Mo", expression)
    return _opens(expression) or (on_holidays != expression and _opens(on_holidays))


def is_sound(expression: str) -> bool:
    """Say whether an expression can be parsed and is open at some time."""
    try:
        return opens_ever(expression)
    except InvalidHoursError:
        return False


def _opens(expression: str) -> bool:
    """Say whether it is open at any time of this century, holidays aside."""
    century = _compile(expression).intervals(datetime(2000, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - local
    return any(state is State.OPEN for _, _, state, _ in century)


@lru_cache(maxsize=_COMPILED_MAX)
def _compile(expression: str) -> OpeningHours:
    if not validate(expression):
        raise InvalidHoursError(f"{expression[:100]!r} is not in the opening_hours syntax")
    return OpeningHours(expression, auto_country=False, auto_timezone=False)


def _horizon(day: date) -> datetime:
    last = min(day.toordinal() + _HORIZON_DAYS, date.max.toordinal())
    return datetime.combine(date.fromordinal(last), time.min)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
