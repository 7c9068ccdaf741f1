"""When the places of a trip let one in: all of the planner asks here, and so agrees."""

from collections.abc import Iterable
from datetime import date

from core.catalog.domain import Place
from core.catalog.hours import NO_HOLIDAYS
from core.catalog.openings import Spans, open_spans
from core.planning.domain import Brief


def openings(brief: Brief, place: Place, day: date) -> Spans:
    """Return when a place is open on a day, by the holidays of its city and in its season.

    Minutes after the midnight of the day; what began the day before begins at 0.
    """
    return open_spans(place, day, _calendar(brief, place))


def days_open(brief: Brief, place: Place, days: Iterable[date]) -> int:
    """Return on how many of these days a place is open at all."""
    calendar = _calendar(brief, place)
    return sum(bool(open_spans(place, day, calendar)) for day in days)


def is_open(brief: Brief, place: Place, day: date, start: int, end: int) -> bool:
    """Say whether a place is open on a day from one minute to the other."""
    return any(opens <= start and end <= closes for opens, closes in openings(brief, place, day))


def _calendar(brief: Brief, place: Place) -> str:
    for city in brief.cities:
        if city.id == place.city_id:
            return city.calendar
    return NO_HOLIDAYS
