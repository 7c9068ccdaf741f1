"""When a place lets one in: at its hours, by the holidays of its city, and in its season."""

from datetime import date

from core.catalog.domain import Place
from core.catalog.hours import NO_HOLIDAYS, open_intervals

Spans = tuple[tuple[int, int], ...]
"""Minutes after the midnight of a day, in order, as of `open_intervals`."""


def open_spans(place: Place, day: date, calendar: str) -> Spans:
    """Return when a place is open on a day; `calendar` is that of its city."""
    return open_intervals(place.opening_hours, day, calendar) if in_season(place, day) else ()


def in_season(place: Place, day: date) -> bool:
    """Say whether a place can be visited at that time of the year."""
    return not place.season or bool(open_intervals(place.season, day, NO_HOLIDAYS))
