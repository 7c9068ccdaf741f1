"""When the places of a trip let one in: all of the planner asks here, and so agrees."""

from datetime import date

from core.catalog.domain import Place
from core.catalog.hours import NO_HOLIDAYS
from core.catalog.openings import Spans, open_spans
from core.planning.domain import Brief


def openings(brief: Brief, place: Place, day: date) -> Spans:
    """Return when a place is open on a day, by the holidays of its city and in its season.

    Minutes after the midnight of the day; what began the day before begins at 0.
    """
    for city in brief.cities:
        if city.id == place.city_id:
            return open_spans(place, day, city.calendar)
    return open_spans(place, day, NO_HOLIDAYS)


def is_open(brief: Brief, place: Place, day: date, start: int, end: int) -> bool:
    """Say whether a place is open on a day from one minute to the other."""
    return any(opens <= start and end <= closes for opens, closes in openings(brief, place, day))
