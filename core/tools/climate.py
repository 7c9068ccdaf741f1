"""A day's weather, made up by rule from what is usual."""

from calendar import monthrange
from datetime import date, timedelta
from math import log, sqrt

from core.catalog.climate import Month, Year
from core.schemas.tools import Sky, WeatherDay
from core.tools.chance import chance

_SPELL_DAYS = 5
"""A day is like those around it: what it is too warm or too cold is drawn together with them."""
_SPELL_C = 4.0
_OWN_C = 1.5
_HEAVY_MM = 20.0
_SNOW_MEAN_C = 1.0
_MID_MONTH = 15
_WET_MM = 1.0
"""What counts as a day with rain."""


def weather_of(city_id: str, year: Year, day: date) -> WeatherDay:
    """Return a day's weather: the usual, and what chance makes of it for this city and day."""
    month = year[day.month - 1]
    usual_high, usual_low = _usual(year, day)
    spell = _spell(city_id, day)
    draws = chance("weather", city_id, day)
    high = round(usual_high + spell + _around_zero(draws.random()) * _OWN_C)
    low = round(usual_low + spell + _around_zero(draws.random()) * _OWN_C)
    low = min(low, high - 1)
    wet_share = month.rain_days / monthrange(day.year, day.month)[1]
    is_wet = draws.random() < wet_share
    rain_mm = _amount(month, draws.random()) if is_wet else 0.0
    return WeatherDay(
        date=day,
        sky=_wet_sky(rain_mm, (high + low) / 2) if is_wet else _dry_sky(wet_share, draws.random()),
        high_c=high,
        low_c=low,
        rain_mm=rain_mm,
        rain_chance_percent=round(100 * wet_share),
        usual_high_c=round(usual_high),
        usual_low_c=round(usual_low),
    )


def _usual(year: Year, day: date) -> tuple[float, float]:
    """Return high and low between the middles of two months, so that no first of a month jumps."""
    days = monthrange(day.year, day.month)[1]
    ahead = (day.day - _MID_MONTH) / days
    here = year[day.month - 1]
    other = year[(day.month - 1 + (1 if ahead >= 0 else -1)) % 12]
    share = abs(ahead)
    return (
        here.high_c + (other.high_c - here.high_c) * share,
        here.low_c + (other.low_c - here.low_c) * share,
    )


def _spell(city_id: str, day: date) -> float:
    """Return how much warmer than usual the days around `day` are, in degrees."""
    around = (day + timedelta(days=n - _SPELL_DAYS // 2) for n in range(_SPELL_DAYS))
    draws = (_around_zero(chance("spell", city_id, other).random()) for other in around)
    return _SPELL_C * sum(draws) / sqrt(_SPELL_DAYS)


def _around_zero(draw: float) -> float:
    return 2 * draw - 1


def _amount(month: Month, draw: float) -> float:
    """Return the rain of a wet day: mostly little, now and then much, as usual on average."""
    mean_mm = month.rain_mm / month.rain_days
    return round(_WET_MM - log(1 - draw) * max(0.0, mean_mm - _WET_MM), 1)


def _wet_sky(rain_mm: float, mean_c: float) -> Sky:
    if mean_c <= _SNOW_MEAN_C:
        return Sky.SNOW
    return Sky.HEAVY_RAIN if rain_mm >= _HEAVY_MM else Sky.RAIN


def _dry_sky(wet_share: float, draw: float) -> Sky:
    """Return a dry day's sky: where it rains often, it is often grey as well."""
    return Sky.CLOUDY if draw < 0.25 + wet_share / 2 else Sky.CLEAR
