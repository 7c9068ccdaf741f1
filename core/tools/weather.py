"""Weather without a weather service: what is usual, and what chance makes of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core.catalog.climate import Climate
from core.catalog.domain import City
from core.catalog.service import CatalogService
from core.kernel.errors import NotFoundError
from core.schemas.tools import (
    ToolName,
    ToolSuggestion,
    WeatherDay,
    WeatherOut,
    WeatherRequest,
    WeatherResult,
)
from core.tools.climate import weather_of
from core.tools.spots import city_label, city_ref, named_city

SOURCE = "simulated from climate normals (rounded, editorial)"
_HOT_C, _FREEZING_C = 33, 0
_NOTED_WET_MM = 5.0
"""From here on a day is better spent under a roof."""


class OfflineWeather:
    """Makes up the weather of any date, the same for everybody who asks."""

    def __init__(self, catalog: CatalogService, climate: Climate) -> None:
        self._catalog = catalog
        self._climate = climate

    async def forecast(self, request: WeatherRequest) -> WeatherResult:
        """Return the weather, day by day.

        Raises:
            NotFoundError: The city is unknown, or nothing is known of its climate.
        """
        city = await named_city(self._catalog, request.city)
        year = self._climate.get(city.id)
        if year is None:
            raise NotFoundError(f"Nothing is known of the climate of {city.name_en}")
        dates = (request.start_date + timedelta(days=n) for n in range(request.day_count))
        days = [weather_of(city.id, year, day) for day in dates]
        data = WeatherOut(
            city=city_ref(city),
            start_date=days[0].date,
            end_date=days[-1].date,
            high_c=max(day.high_c for day in days),
            low_c=min(day.low_c for day in days),
            wet_days=sum(day.rain_mm > 0 for day in days),
            days=days,
        )
        return WeatherResult(
            simulated=True,
            source=SOURCE,
            summary_key="weather.outlook",
            summary_params=_summary(city, data),
            data=data,
            suggestions=_suggestions(city, data),
        )


def _summary(city: City, data: WeatherOut) -> dict[str, Any]:
    return {
        "city": city_label(city),
        "start": data.start_date.isoformat(),
        "end": data.end_date.isoformat(),
        "low": data.low_c,
        "high": data.high_c,
        "wet": data.wet_days,
        "days": len(data.days),
    }


def _suggestions(city: City, data: WeatherOut) -> list[ToolSuggestion]:
    found = []
    wet = [day.date.isoformat() for day in data.days if day.rain_mm > 0]
    if wet:
        found.append(ToolSuggestion(key="weather.umbrella", params={"dates": wet}))
    wettest = _wettest(data.days)
    if wettest.rain_mm >= _NOTED_WET_MM:
        day = wettest.date.isoformat()
        arguments = {"city": city.id, "kind": "attraction", "indoor": True, "open_on": day}
        found.append(
            ToolSuggestion(
                key="weather.indoors",
                params={"date": day},
                tool=ToolName.PLACES,
                arguments=arguments,
            )
        )
    if data.high_c >= _HOT_C:
        found.append(ToolSuggestion(key="weather.heat", params={"high": data.high_c}))
    if data.low_c <= _FREEZING_C:
        found.append(ToolSuggestion(key="weather.cold", params={"low": data.low_c}))
    return found


def _wettest(days: Sequence[WeatherDay]) -> WeatherDay:
    return max(days, key=lambda day: day.rain_mm)
