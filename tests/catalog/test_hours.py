"""Opening hours: an expression and a day become minutes after that day's midnight."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from core.catalog.hours import (
    NO_HOLIDAYS,
    InvalidHoursError,
    is_open_throughout,
    open_intervals,
    opens_ever,
)

MONDAY = date(2026, 5, 4)
TUESDAY = date(2026, 5, 5)
JANUARY = date(2026, 1, 15)

LATE = "Mo-Su 18:00-02:00"
WITH_A_BREAK = "Mo-Su 11:00-14:00,17:00-22:00"


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        ("Mo-Su 09:00-17:30", MONDAY, ((540, 1050),)),
        (WITH_A_BREAK, MONDAY, ((660, 840), (1020, 1320))),
        ("Tu-Su 09:00-17:00; Mo off", MONDAY, ()),
        ("Tu-Su 09:00-17:00; Mo off", TUESDAY, ((540, 1020),)),
        ("Mar-Nov 08:30-17:00; Dec-Feb 08:30-16:30", JANUARY, ((510, 990),)),
        ("Jun-Aug 08:00-20:00", MONDAY, ()),
        ("sunrise-sunset", MONDAY, ((420, 1140),)),
        ("Mo-Su 09:00-17:00 unknown", MONDAY, ()),
        ("off", MONDAY, ()),
    ],
)
def test_the_intervals_of_a_day_are_minutes_after_its_midnight(
    expression: str, day: date, expected: object
) -> None:
    assert open_intervals(expression, day, NO_HOLIDAYS) == expected


def test_a_night_that_runs_past_midnight_belongs_to_both_days() -> None:
    expression = "Mo 18:00-02:00"

    assert open_intervals(expression, MONDAY, NO_HOLIDAYS) == ((1080, 1560),)
    assert open_intervals(expression, TUESDAY, NO_HOLIDAYS) == ((0, 120),)


def test_every_night_past_midnight_begins_the_day_with_the_night_before() -> None:
    assert open_intervals(LATE, MONDAY, NO_HOLIDAYS) == ((0, 120), (1080, 1560))


def test_always_open_reaches_from_midnight_to_beyond_the_next() -> None:
    ((start, end),) = open_intervals("24/7", MONDAY, NO_HOLIDAYS)

    assert start == 0
    assert end >= 1440


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("PH 10:00-12:00", True), ("Mo 09:00-17:00; PH off", True), ("off", False),
     ("PH off", False), ('Mo 10:00-12:00 off "PH"', False)],
)  # fmt: skip
def test_what_is_open_on_public_holidays_alone_is_open_at_some_time(
    expression: str, expected: object
) -> None:
    assert opens_ever(expression) is expected


def test_rules_that_meet_are_one_opening() -> None:
    expression = 'Mo-Su 09:00-12:00 "hall", Mo-Su 12:00-15:00 "garden"'

    assert open_intervals(expression, MONDAY, NO_HOLIDAYS) == ((540, 900),)


def test_the_last_day_of_the_calendar_is_no_error() -> None:
    assert open_intervals("24/7", date.max, NO_HOLIDAYS) == ()


@pytest.mark.parametrize("expression", ["", "nine to five", "Mo-Su 25:00-26:00", "Mo-Su 9-17"])
def test_what_does_not_parse_is_a_value_error_that_names_it(expression: str) -> None:
    with pytest.raises(InvalidHoursError) as caught:
        open_intervals(expression, MONDAY, NO_HOLIDAYS)

    assert isinstance(caught.value, ValueError)
    assert repr(expression) in str(caught.value)


@pytest.mark.parametrize(
    ("start_min", "end_min", "expected"),
    [(660, 840, True), (700, 800, True), (700, 1030, False), (600, 700, False), (900, 960, False)],
)
def test_a_visit_must_fit_into_one_opening(start_min: int, end_min: int, expected: object) -> None:
    assert is_open_throughout(WITH_A_BREAK, MONDAY, start_min, end_min, NO_HOLIDAYS) is expected


def test_a_visit_may_end_after_midnight_where_the_place_is_open_then() -> None:
    assert is_open_throughout(LATE, MONDAY, 23 * 60, 25 * 60, NO_HOLIDAYS)
    assert not is_open_throughout(LATE, MONDAY, 23 * 60, 27 * 60, NO_HOLIDAYS)


def test_a_place_whose_hours_never_come_is_never_open() -> None:
    assert opens_ever("Dec 24 10:00-12:00")
    assert not opens_ever("off")
    assert not opens_ever("Mo-Fr 09:00-17:00 unknown")


@given(opens=st.integers(0, 23), length_h=st.integers(1, 20), day=st.dates(date(2020, 1, 1)))
def test_intervals_are_in_order_and_within_the_day_and_the_next(
    opens: int, length_h: int, day: date
) -> None:
    expression = f"Mo-Su {opens:02}:00-{opens + length_h:02}:00"

    intervals = open_intervals(expression, day, NO_HOLIDAYS)

    bounds = [minute for interval in intervals for minute in interval]
    assert bounds == sorted(bounds)
    assert all(0 <= start < 1440 and end <= 2880 for start, end in intervals)


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Fr 09:00-17:00; Sa 10:00-26:00; Su off",
        "Apr-Oct 06:00-21:00; Nov-Mar 06:30-20:00",
        "Mo[1] 09:00-12:00; Tu-Su 10:00-18:00",
        "Mo-Su 10:00-18:00; Dec 25 off",
        "2027 Mo-Su 10:00-18:00",
        "week 02-10 Mo 08:00-12:00; Mo-Su sunrise-sunset",
    ],
)
def test_a_day_is_open_as_its_own_date_has_it_whether_or_not_all_weeks_are_alike(
    expression: str,
) -> None:
    days = [date(2026, 12, 20) + timedelta(days=number) for number in range(40)]
    hours = OpeningHours(expression, auto_country=False, auto_timezone=False)

    for day in days:
        noon = datetime.combine(day, time(12))
        is_open = any(first <= 720 < last for first, last in open_intervals(expression, day, ""))
        assert is_open == hours.is_open(noon), day
