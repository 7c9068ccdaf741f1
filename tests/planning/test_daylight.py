"""When in a day sights are at their best: by the sun, or by what they are."""

from dataclasses import replace
from datetime import date

import pytest

from core.planning.daylight import best_hours, dusk
from tests.support.builders import a_city, a_place

_TWILIGHT = 25


@pytest.mark.parametrize(
    ("where", "timezone", "day", "sunset"),
    [
        ((51.51, -0.13), "Europe/London", date(2026, 6, 21), 21 * 60 + 21),
        ((39.90, 116.40), "Asia/Shanghai", date(2026, 12, 21), 16 * 60 + 53),
        ((1.30, 103.80), "Asia/Singapore", date(2026, 2, 1), 19 * 60 + 18),
        ((30.60, 104.07), "Asia/Shanghai", date(2026, 11, 21), 18 * 60 + 4),
    ],
)
def test_it_becomes_dark_soon_after_the_sunset_of_the_almanac(
    where: tuple[float, float], timezone: str, day: date, sunset: int
) -> None:
    assert dusk(*where, timezone, day) == pytest.approx(sunset + _TWILIGHT, abs=5)


def test_where_the_sun_does_not_set_it_is_dark_at_midnight() -> None:
    assert dusk(69.6, 18.9, "Europe/Oslo", date(2026, 6, 21)) == 24 * 60


def test_a_temple_is_for_daylight_and_a_night_market_for_the_evening() -> None:
    city, day = a_city(), date(2026, 11, 21)
    temple = replace(a_place(), category="religious", indoor="mixed", best_time="morning")

    assert best_hours(temple, city, day)[1] == dusk(city.lat, city.lon, city.timezone, day)
    assert best_hours(replace(temple, best_time="evening"), city, day)[0] == 16 * 60


def test_a_museum_may_be_visited_as_long_as_it_is_open() -> None:
    museum = replace(a_place(), category="museum", indoor="yes", best_time="any")

    first, last = best_hours(museum, a_city(), date(2026, 11, 21))

    assert first == 0
    assert last > 24 * 60
