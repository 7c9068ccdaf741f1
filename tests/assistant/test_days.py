"""What date is meant by a day as it was said."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.assistant.days import date_of, today_in
from core.assistant.route import DaySaid
from core.schemas.fields import MAX_DAYS

_STARTS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
_LENGTHS = st.integers(1, MAX_DAYS)
_FROM_START = st.integers(-400, 400)


def trip(start: date, length: int) -> list[date]:
    return [start + timedelta(days=n) for n in range(length)]


_TUESDAY = date(2026, 12, 1)
_TRIP = trip(_TUESDAY, 4)
"""From a Tuesday to a Friday."""


@pytest.mark.parametrize(
    ("said", "today", "meant"),
    [
        (DaySaid(offset=1), date(2026, 12, 1), date(2026, 12, 2)),
        (DaySaid(offset=-1), date(2026, 12, 1), date(2026, 11, 30)),
        (DaySaid(ordinal=1), date(2026, 11, 22), date(2026, 12, 1)),
        (DaySaid(ordinal=-1), date(2026, 11, 22), date(2026, 12, 4)),
        (DaySaid(ordinal=5), date(2026, 12, 1), None),
        (DaySaid(ordinal=-5), date(2026, 12, 1), None),
        (DaySaid(ordinal=0), date(2026, 12, 1), None),
        (DaySaid(weekday=4), date(2026, 11, 22), date(2026, 12, 4)),
        (DaySaid(weekday=1), date(2026, 12, 1), date(2026, 12, 1)),
        (DaySaid(weekday=1), date(2026, 12, 3), date(2026, 12, 1)),
        (DaySaid(weekday=6), date(2026, 12, 3), date(2026, 12, 6)),
        (DaySaid(date=date(2027, 1, 1)), date(2026, 12, 1), date(2027, 1, 1)),
        (DaySaid(date=date(2026, 12, 3), ordinal=1, offset=1), _TUESDAY, date(2026, 12, 3)),
        (DaySaid(ordinal=2, offset=5), _TUESDAY, date(2026, 12, 2)),
        (DaySaid(), date(2026, 12, 1), None),
    ],
)
def test_a_day_is_counted_from_today_or_within_the_trip(
    said: DaySaid, today: date, meant: date | None
) -> None:
    assert date_of(said, _TRIP, today) == meant


@pytest.mark.parametrize("said", [DaySaid(ordinal=1), DaySaid(ordinal=-1)])
def test_without_a_trip_no_day_can_be_counted(said: DaySaid) -> None:
    assert date_of(said, [], _TUESDAY) is None


@pytest.mark.parametrize(
    ("zone", "today"),
    [
        ("Asia/Tokyo", date(2026, 12, 2)),
        ("Europe/Paris", date(2026, 12, 1)),
        ("Pacific/Kiritimati", date(2026, 12, 2)),
        ("America/New_York", date(2026, 12, 1)),
    ],
)
def test_today_is_by_the_clock_of_the_zone(zone: str, today: date) -> None:
    assert today_in(zone, datetime(2026, 12, 1, 15, 30, tzinfo=UTC)) == today


@given(_STARTS, _LENGTHS, _FROM_START, st.integers(0, 6))
def test_a_weekday_is_one_of_the_trip_wherever_the_trip_has_one(
    start: date, length: int, ahead: int, weekday: int
) -> None:
    days, today = trip(start, length), start + timedelta(days=ahead)
    meant = date_of(DaySaid(weekday=weekday), days, today)

    assert meant is not None
    assert meant.weekday() == weekday
    of_trip = [day for day in days if day.weekday() == weekday]
    assert meant in of_trip or not of_trip
    assert not _sooner(meant, of_trip or _week(today), today)


def _week(today: date) -> list[date]:
    return trip(today, 7)


def _sooner(meant: date, days: Sequence[date], today: date) -> list[date]:
    """Return the days that would have been the better answer."""
    same = [day for day in days if day.weekday() == meant.weekday()]
    if meant >= today:
        return [day for day in same if today <= day < meant]
    return [day for day in same if day > meant]


@given(_STARTS, _LENGTHS, _FROM_START, st.integers(1, MAX_DAYS))
def test_counted_from_its_end_a_trip_is_the_same_as_from_its_beginning(
    start: date, length: int, ahead: int, ordinal: int
) -> None:
    days, today = trip(start, length), start + timedelta(days=ahead)
    first = date_of(DaySaid(ordinal=ordinal), days, today)

    assert (first is None) == (ordinal > length)
    assert first is None or date_of(DaySaid(ordinal=ordinal - length - 1), days, today) == first


@given(_STARTS, _LENGTHS, st.integers(-366, 366))
def test_an_offset_has_nothing_to_do_with_the_trip(start: date, length: int, offset: int) -> None:
    said = DaySaid(offset=offset)

    assert date_of(said, trip(start, length), start) == date_of(said, [], start)
    assert date_of(said, [], start) == start + timedelta(days=offset)
