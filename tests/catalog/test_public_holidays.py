"""Public holidays, and opening hours that speak of them."""

from datetime import date, timedelta

import pytest

from core.catalog.hours import NO_HOLIDAYS, is_open_throughout, on_that_day, open_intervals
from core.catalog.public_holidays import holidays_of, is_holiday
from tests.support.catalog_files import GUANGZHOU, TOKYO

NATIONAL_DAY = date(2026, 10, 1)
"""A Thursday."""
THURSDAY = date(2026, 9, 17)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("country", "region", "day", "expected"),
    [
        ("CN", "", NATIONAL_DAY, True),
        ("CN", "", THURSDAY, False),
        ("CN", "", CHRISTMAS, False),
        ("FR", "", CHRISTMAS, True),
        ("JP", "", date(2026, 5, 5), True),
        ("IT", "", date(2026, 8, 15), True),
        ("GB", "England", date(2026, 4, 6), True),
        ("GB", "Scotland", date(2026, 4, 6), False),
        ("US", "New York", date(2026, 11, 26), True),
        ("US", "Nowhere", date(2026, 11, 26), True),
        ("XX", "", CHRISTMAS, False),
        ("", "", CHRISTMAS, False),
    ],
)
def test_a_holiday_is_one_where_it_is_kept(
    country: str, region: str, day: date, expected: object
) -> None:
    assert is_holiday(f"{country}/{region}", day) is expected


def test_holidays_come_in_order_with_names_in_the_readers_language() -> None:
    english, chinese = holidays_of("CN", "", 2026), holidays_of("CN", "", 2026, "zh")

    assert list(english) == sorted(english) == list(chinese)
    assert (english[NATIONAL_DAY], chinese[NATIONAL_DAY]) == ("National Day", "国庆节")


def test_holidays_without_a_name_in_that_language_have_one_all_the_same() -> None:
    assert all(holidays_of("FR", "", 2026, "zh").values())


def test_holidays_that_are_kept_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        holidays_of("CN", "", 2026)[THURSDAY] = "Mine"  # type: ignore[index]


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        ("Mo-Su 09:00-17:00; PH off", NATIONAL_DAY, ()),
        ("Mo-Su 09:00-17:00; PH off", THURSDAY, ((540, 1020),)),
        ("Mo-We 09:00-17:00; PH 10:00-12:00", NATIONAL_DAY, ((600, 720),)),
        ("Mo-We 09:00-17:00; PH 10:00-12:00", THURSDAY, ()),
        ("Sa-Su,PH 10:00-12:00", NATIONAL_DAY, ((600, 720),)),
        ("PH,Sa-Su 10:00-12:00", THURSDAY, ()),
        ("PH Mo-Fr 10:00-12:00", NATIONAL_DAY, ((600, 720),)),
        ("PH Sa,Su 10:00-12:00", NATIONAL_DAY, ()),
        ("Mo-Su 09:00-17:00; PH -1 day off", date(2026, 9, 30), ()),
        ("Mo-Su 09:00-17:00; PH +1 day off", date(2026, 10, 8), ()),
        ("Mo-Su 09:00-17:00; PH -1 day off", THURSDAY, ((540, 1020),)),
        ("Oct PH 10:00-12:00", NATIONAL_DAY, ((600, 720),)),
        ('Mo-Su 09:00-17:00 "PH too"', NATIONAL_DAY, ((540, 1020),)),
        ("Mo-Su 09:00-17:00", NATIONAL_DAY, ((540, 1020),)),
    ],
)
def test_ph_is_a_public_holiday_of_the_city(expression: str, day: date, expected: object) -> None:
    assert open_intervals(expression, day, GUANGZHOU.calendar) == expected


def test_without_a_calendar_no_day_is_a_holiday() -> None:
    hours = "Mo-Su 09:00-17:00; PH off"

    assert open_intervals(hours, NATIONAL_DAY, NO_HOLIDAYS) == ((540, 1020),)


def test_the_holidays_of_one_country_are_not_those_of_another() -> None:
    hours = "Mo-Su 09:00-17:00; PH off"

    assert not is_open_throughout(hours, NATIONAL_DAY, 600, 660, GUANGZHOU.calendar)
    assert is_open_throughout(hours, NATIONAL_DAY, 600, 660, TOKYO.calendar)


def test_every_day_of_years_is_told_as_the_list_of_holidays_tells_it() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365)]

    wrong = [
        day
        for day in days
        if bool(open_intervals("PH 10:00-12:00", day, "FR/"))
        is not (day in holidays_of("FR", "", day.year))
    ]

    assert wrong == []


def test_one_expression_takes_at_most_seven_forms() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    forms = {on_that_day("Mo-Su 09:00-17:00; PH off", day, "CN/") for day in days}

    assert len(forms) == 7
