"""The weather of a city and some days."""

from datetime import date, timedelta

import pytest

from core.catalog.climate import Climate, Month
from core.catalog.service import CatalogService
from core.kernel.errors import NotFoundError
from core.schemas.tools import WeatherRequest, WeatherResult
from core.tools.port import Toolbox
from core.tools.weather import OfflineWeather
from tests.support.tools import said, suggested

MONDAY = date(2026, 12, 7)


async def ask(toolbox: Toolbox, city: str, start: date = MONDAY, days: int = 1) -> WeatherResult:
    """Return the weather of some days."""
    request = WeatherRequest(city=city, start_date=start, day_count=days)
    return await toolbox.weather.forecast(request)


def always(month: Month) -> Climate:
    """Return a climate of Guangzhou with one month all year."""
    return {"guangzhou": (month,) * 12}


async def in_climate(catalog: CatalogService, month: Month, days: int = 16) -> WeatherResult:
    """Return the weather of Guangzhou, were its climate like this."""
    request = WeatherRequest(city="guangzhou", start_date=MONDAY, day_count=days)
    return await OfflineWeather(catalog, always(month)).forecast(request)


@pytest.mark.parametrize("days", [1, 2, 16])
async def test_every_day_asked_for_is_there_in_order(toolbox: Toolbox, days: int) -> None:
    data = (await ask(toolbox, "guangzhou", days=days)).data

    assert [day.date for day in data.days] == [MONDAY + timedelta(days=n) for n in range(days)]
    assert (data.start_date, data.end_date) == (MONDAY, MONDAY + timedelta(days=days - 1))


async def test_a_day_is_the_same_whatever_days_are_asked_for_with_it(toolbox: Toolbox) -> None:
    whole = (await ask(toolbox, "rome", days=16)).data.days

    alone = [(await ask(toolbox, "rome", MONDAY + timedelta(days=n))).data.days for n in range(16)]

    assert [[day] for day in whole] == alone


@pytest.mark.parametrize("year", [2000, 2026, 2099])
async def test_days_far_away_have_weather_too(toolbox: Toolbox, year: int) -> None:
    data = (await ask(toolbox, "london", date(year, 12, 16), days=16)).data

    assert data.end_date == date(year, 12, 31)


@pytest.mark.parametrize("name", ["广州", "Canton", "guangzhou", "广州市"])
async def test_the_city_may_be_named_in_any_language(toolbox: Toolbox, name: str) -> None:
    data = (await ask(toolbox, name)).data

    assert data.city.model_dump() == {
        "id": "guangzhou",
        "name_en": "Guangzhou",
        "name_zh": "广州",
        "timezone": "Asia/Shanghai",
    }


async def test_the_sum_of_it_is_that_of_the_days(toolbox: Toolbox) -> None:
    data = (await ask(toolbox, "london", date(2027, 7, 2), days=8)).data

    assert data.high_c == max(day.high_c for day in data.days)
    assert data.low_c == min(day.low_c for day in data.days)
    assert data.wet_days == len([day for day in data.days if day.rain_mm])


async def test_it_is_summed_up_in_english_and_chinese(catalog: CatalogService) -> None:
    result = await in_climate(catalog, Month(30, 24, 310, 31), days=1)

    low, high = result.data.low_c, result.data.high_c
    wet = result.data.wet_days
    assert said(result) == (
        f"Guangzhou, 2026-12-07 to 2026-12-07: {low} to {high} °C; days with rain or snow:"
        f" {wet} of 1 (simulated from climate normals)",
        f"广州 2026-12-07 至 2026-12-07：{low}～{high}°C，1 天中有 {wet} 天有雨雪"
        "（根据气候平均值模拟）",
    )


async def test_a_city_without_a_climate_is_not_found(catalog: CatalogService) -> None:
    weather = OfflineWeather(catalog, always(Month(30, 24, 310, 31)))

    with pytest.raises(NotFoundError, match="climate of Paris"):
        await weather.forecast(WeatherRequest(city="巴黎", start_date=MONDAY))


async def test_rain_suggests_an_umbrella_and_a_roof_on_the_wettest_day(
    catalog: CatalogService,
) -> None:
    result = await in_climate(catalog, Month(25, 20, 930, 31))

    wet = [day for day in result.data.days if day.rain_mm]
    wettest = max(wet, key=lambda day: day.rain_mm).date.isoformat()
    advice = suggested(result)
    assert advice["weather.umbrella"].params == {"dates": [day.date.isoformat() for day in wet]}
    assert advice["weather.indoors"].arguments == {
        "city": "guangzhou",
        "kind": "attraction",
        "indoor": True,
        "open_on": wettest,
    }


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (Month(22, 15, 1, 1), set()),
        (Month(45, 38, 1, 1), {"weather.heat"}),
        (Month(-10, -20, 1, 1), {"weather.cold"}),
    ],
)
async def test_heat_and_frost_are_advised_on_and_mild_days_are_not(
    catalog: CatalogService, month: Month, expected: set[str]
) -> None:
    result = await in_climate(catalog, month, days=1)

    assert set(suggested(result)) == expected
