"""Opening hours in OpenStreetMap syntax: when a place is open on a day, in minutes.

Sunrise and sunset count as 07:00 and 19:00, and no public holidays are known: a place's hours then
mean the same on every machine, whatever its zone.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, State, validate

DAY_MIN = 24 * 60
_HORIZON_DAYS = 2
"""The day itself and the one after, into which a night may run."""
_COMPILED_MAX = 4_096
_DAYS_MAX = 16_384
"""About 100 places of 12 cities on 14 days; what is beyond is worked out again in some 10 µs."""


class InvalidHoursError(ValueError):
    """The expression is not in the syntax of opening_hours."""


@lru_cache(maxsize=_DAYS_MAX)
def open_intervals(expression: str, day: date) -> tuple[tuple[int, int], ...]:
    """Return when it is open on `day`, as minutes after that day's local midnight, in order.

    An end beyond 1440 lies in the next day; what began the day before starts at 0. Nothing reaches
    beyond the next day, so "always open" ends at 2880.

    Raises:
        InvalidHoursError: The expression cannot be parsed.
    """
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


def is_open_throughout(expression: str, day: date, start_min: int, end_min: int) -> bool:
    """Say whether it is open from `start_min` to `end_min`, minutes after midnight of `day`.

    Raises:
        InvalidHoursError: The expression cannot be parsed.
    """
    return any(
        opens <= start_min and end_min <= closes
        for opens, closes in open_intervals(expression, day)
    )


def opens_ever(expression: str) -> bool:
    """Say whether it is open at any time of this century.

    Raises:
        InvalidHoursError: The expression cannot be parsed.
    """
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
