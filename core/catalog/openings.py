"""When a place lets one in: at its hours, by the holidays of its city, and in its season."""

from datetime import date
from functools import lru_cache

from core.catalog.domain import Place
from core.catalog.hours import DAYS_MAX, NO_HOLIDAYS, open_intervals

Spans = tuple[tuple[int, int], ...]
"""Minutes after the midnight of a day, in order, as of `open_intervals`."""


def open_spans(place: Place, day: date, calendar: str) -> Spans:
    """Return when a place is open on a day; `calendar` is that of its city."""
    return _open_spans(place.opening_hours, place.season, day, calendar)


def in_season(place: Place, day: date) -> bool:
    """Say whether a place can be visited at that time of the year."""
    return _in_season(place.season, day)


@lru_cache(maxsize=DAYS_MAX)  # a plan asks thousands of times for some hundred places and days
def _open_spans(hours: str, season: str, day: date, calendar: str) -> Spans:
    return open_intervals(hours, day, calendar) if _in_season(season, day) else ()


def _in_season(season: str, day: date) -> bool:
    return not season or bool(open_intervals(season, day, NO_HOLIDAYS))
