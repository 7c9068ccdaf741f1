"""Days as they were said become dates: within the trip where they can, by the clock of its zone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.assistant.route import DaySaid

_WEEK = 7


def today_in(zone: str, now: datetime) -> date:
    """Return which day it is in a zone at a moment."""
    return now.astimezone(ZoneInfo(zone)).date()


def date_of(said: DaySaid, days: Sequence[date], today: date) -> date | None:
    """Return the date that is meant, also one outside the trip; None where there is no such day.

    `days` are those of the trip in their order, none without a trip, and `today` is by its clock.
    A weekday is the next of the trip, else the last of it, else the next of all; today is one too.
    One of another week is counted from the Monday of this one.
    """
    if said.date is not None:
        return said.date
    if said.ordinal is not None:
        return _counted(said.ordinal, days)
    if said.offset is not None:
        return today + timedelta(days=said.offset)
    if said.weekday is not None and said.weeks is not None:
        return today + timedelta(days=said.weekday - today.weekday() + _WEEK * said.weeks)
    if said.weekday is not None:
        return _weekday(said.weekday, days, today)
    return None


def _counted(ordinal: int, days: Sequence[date]) -> date | None:
    if not 1 <= abs(ordinal) <= len(days):
        return None
    return days[ordinal - 1 if ordinal > 0 else ordinal]


def _weekday(weekday: int, days: Sequence[date], today: date) -> date:
    of_trip = [day for day in days if day.weekday() == weekday]
    to_come = [day for day in of_trip if day >= today]
    if of_trip:
        return to_come[0] if to_come else of_trip[-1]
    return today + timedelta(days=(weekday - today.weekday()) % _WEEK)
