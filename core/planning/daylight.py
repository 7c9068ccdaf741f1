"""When in a day a sight is at its best: some by daylight only, some in the evening."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from math import acos, cos, pi, radians, sin
from zoneinfo import ZoneInfo

from core.catalog.domain import City, Place

_EVENING = 16 * 60
"""What is best in the evening or at sunset is not visited before."""
_BY_DAY = frozenset({"park", "nature", "historic", "religious", "wildlife"})
"""Outdoors these are closed or dark after dusk, whatever their hours."""
_TWILIGHT_MIN = 25
_SET = -0.833
"""Degrees of the sun's centre when its upper edge goes down, bent by the air."""
_DAY_MIN = 24 * 60


def best_hours(sight: Place, city: City, day: date) -> tuple[int, int]:
    """Return the minutes of a day between which a visit to a sight should lie."""
    if sight.best_time in ("evening", "sunset"):
        return _EVENING, 2 * _DAY_MIN
    if sight.indoor in ("no", "mixed") and sight.category in _BY_DAY:
        return 0, dusk(city.lat, city.lon, city.timezone, day)
    return 0, 2 * _DAY_MIN


@lru_cache(maxsize=4096)
def dusk(lat: float, lon: float, timezone: str, day: date) -> int:
    """Return the minute of the day, by the clock there, at which it becomes dark.

    Sunset within some minutes, by the sun's declination (Cooper 1969) and the equation of time
    (Spencer 1971), and the twilight after it; midnight where the sun does not set.
    """
    turn = 2 * pi * (day.timetuple().tm_yday - 1) / 365
    tilt = radians(23.45) * sin(2 * pi * (284 + day.timetuple().tm_yday) / 365)
    across = cos(radians(lat)) * cos(tilt)
    cosine = (sin(radians(_SET)) - sin(radians(lat)) * sin(tilt)) / across
    if not -1 < cosine < 1:
        return _DAY_MIN
    early = 229.18 * (
        0.000075
        + 0.001868 * cos(turn)
        - 0.032077 * sin(turn)
        - 0.014615 * cos(2 * turn)
        - 0.040849 * sin(2 * turn)
    )
    offset = datetime.combine(day, time(12), UTC).astimezone(ZoneInfo(timezone)).utcoffset()
    assert offset is not None
    noon = _DAY_MIN / 2 - 4 * lon - early + offset.total_seconds() / 60
    return round(noon + 4 * acos(cosine) * 180 / pi) + _TWILIGHT_MIN
