"""The shipped climate, and days made up from it."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.climate import Month, read_climate, shipped_climate
from core.schemas.tools import Sky
from core.tools.climate import weather_of
from tests.support.shipped import city_ids, city_of
from tests.support.tools import any_case

CLIMATE = shipped_climate()
NEAR_THE_EQUATOR = {city_id for city_id in city_ids() if abs(city_of(city_id).lat) < 10}
HEADER = "city_id,month,high_c,low_c,rain_mm,rain_days"
YEARS = range(2001, 2021)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
cities = st.sampled_from(sorted(CLIMATE))


def days_of(month: int) -> list[date]:
    """Return every day of a month in twenty years."""
    return [
        date(year, month, day) for year in YEARS for day in range(1, monthrange(year, month)[1] + 1)
    ]


def twelve(line: str) -> list[str]:
    """Return a file of one city with the same month twelve times."""
    return [HEADER, *(f"oslo,{month},{line}" for month in range(1, 13))]


def test_every_city_of_the_catalogue_has_its_twelve_months() -> None:
    assert sorted(CLIMATE) == city_ids()
    assert {len(year) for year in CLIMATE.values()} == {12}


@pytest.mark.parametrize("city_id", sorted(CLIMATE))
def test_every_month_could_be_one(city_id: str) -> None:
    for number, month in enumerate(CLIMATE[city_id], start=1):
        check_month(month, number)


def check_month(month: Month, number: int) -> None:
    assert -40 < month.low_c < month.high_c < 45
    assert 1 <= month.rain_days <= monthrange(2026, number)[1]
    # A day counts with 1 mm or more.
    assert month.rain_days <= month.rain_mm < 1_000


@pytest.mark.parametrize("city_id", sorted(CLIMATE.keys() - NEAR_THE_EQUATOR))
def test_it_is_warmest_in_summer_and_coldest_in_winter(city_id: str) -> None:
    highs = [month.high_c for month in CLIMATE[city_id]]

    assert highs.index(max(highs)) + 1 in (7, 8)
    assert highs.index(min(highs)) + 1 in (12, 1)


@pytest.mark.parametrize("city_id", sorted(NEAR_THE_EQUATOR))
def test_near_the_equator_every_month_is_about_as_warm(city_id: str) -> None:
    highs, lows = zip(*((month.high_c, month.low_c) for month in CLIMATE[city_id]), strict=True)

    assert max(highs) - min(highs) <= 3
    assert max(lows) - min(lows) <= 3


@pytest.mark.parametrize("number", [1, 4, 7, 10])
@pytest.mark.parametrize("city_id", sorted(CLIMATE))
def test_many_years_of_made_up_days_are_what_is_usual(city_id: str, number: int) -> None:
    month = CLIMATE[city_id][number - 1]

    made = [weather_of(city_id, CLIMATE[city_id], day) for day in days_of(number)]

    # Days near the ends of a month lean towards its neighbours.
    assert fmean(day.high_c for day in made) == pytest.approx(month.high_c, abs=1.5)
    assert fmean(day.low_c for day in made) == pytest.approx(month.low_c, abs=1.5)
    wet = sum(day.rain_mm > 0 for day in made) / len(YEARS)
    assert wet == pytest.approx(month.rain_days, abs=1.5)
    rain_mm = sum(day.rain_mm for day in made) / len(YEARS)
    assert rain_mm == pytest.approx(month.rain_mm, rel=0.35, abs=3)


@any_case
@given(cities, days)
def test_a_day_contradicts_itself_nowhere(city_id: str, day: date) -> None:
    made = weather_of(city_id, CLIMATE[city_id], day)

    assert made.date == day
    assert made.low_c < made.high_c
    assert abs(made.high_c - made.usual_high_c) <= 12
    assert (made.rain_mm >= 1.0) is (made.sky not in (Sky.CLEAR, Sky.CLOUDY))
    assert made.rain_mm == 0.0 or made.rain_mm >= 1.0
    assert (made.sky is Sky.SNOW) <= ((made.high_c + made.low_c) / 2 <= 1.0)
    assert 0 <= made.rain_chance_percent <= 100


@any_case
@given(cities, st.dates(date(2000, 1, 1), date(2099, 12, 30)))
def test_what_is_usual_changes_by_little_from_day_to_day(city_id: str, day: date) -> None:
    year = CLIMATE[city_id]

    today, tomorrow = (weather_of(city_id, year, day + timedelta(days=n)) for n in (0, 1))

    assert abs(today.usual_high_c - tomorrow.usual_high_c) <= 1
    assert abs(today.usual_low_c - tomorrow.usual_low_c) <= 1


def test_two_cities_of_one_climate_have_warm_and_cold_spells_of_their_own() -> None:
    year = CLIMATE["paris"]

    apart = [
        abs(weather_of("north", year, day).high_c - weather_of("south", year, day).high_c)
        for day in days_of(1)
    ]

    assert max(apart) >= 6


def test_warm_and_cold_days_come_in_spells() -> None:
    made = [weather_of("paris", CLIMATE["paris"], day) for day in days_of(1)]
    off = [day.high_c - day.usual_high_c for day in made]

    from_day_to_day = fmean(abs(one - other) for one, other in pairwise(off))
    between_any = fmean(abs(one - other) for one, other in zip(off, off[200:], strict=False))
    assert from_day_to_day < 0.75 * between_any


def test_where_it_rains_every_day_it_rains() -> None:
    rainy = (Month(high_c=30, low_c=25, rain_mm=310, rain_days=31),) * 12

    made = [weather_of("x", rainy, day) for day in days_of(1)[:310]]

    assert {day.sky for day in made} == {Sky.RAIN, Sky.HEAVY_RAIN}


def test_what_falls_when_it_freezes_is_snow() -> None:
    frozen = (Month(high_c=-20, low_c=-25, rain_mm=310, rain_days=31),) * 12

    made = [weather_of("x", frozen, day) for day in days_of(1)[:310]]

    assert {day.sky for day in made} == {Sky.SNOW}


def test_a_night_is_cooler_than_its_day_where_they_hardly_differ() -> None:
    even = (Month(high_c=11, low_c=10, rain_mm=31, rain_days=31),) * 12

    made = [weather_of("x", even, day) for day in days_of(1)[:310]]

    assert all(day.low_c < day.high_c for day in made)


def test_a_file_with_twelve_months_is_read() -> None:
    assert read_climate(twelve("4,-2,50,9")) == {"oslo": (Month(4, -2, 50, 9),) * 12}


def test_a_city_without_one_of_its_months_is_refused() -> None:
    with pytest.raises(ValueError, match=r"oslo has the months \[1, .*, 11\]"):
        read_climate(twelve("4,-2,50,9")[:-1])


def test_a_cell_that_is_no_whole_number_is_refused() -> None:
    with pytest.raises(ValueError, match="warm"):
        read_climate(twelve("warm,-2,50,9"))
