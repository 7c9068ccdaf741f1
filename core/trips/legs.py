"""Journeys between cities as stops of a trip: what becomes of one whose day gets another date."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from core.catalog.domain import City
from core.schemas.links import LegOut, TimesKind


def shifted(leg: LegOut, days: int, cities: Mapping[str, City]) -> LegOut:
    """Return a journey that leaves so many days later, at the same local time, and takes as long.

    A timetable holds for its own day: of another one its times are only typical.

    Raises:
        OverflowError: It would be beyond the calendar.
    """
    if not days:
        return leg
    origin, target = cities.get(leg.origin_city_id), cities.get(leg.target_city_id)
    departs_at = _same_clock(leg.departs_at, days, origin)
    took = leg.arrives_at - leg.departs_at
    zone = ZoneInfo(target.timezone) if target else leg.arrives_at.tzinfo
    return leg.model_copy(
        update={
            "departs_at": departs_at,
            "arrives_at": (departs_at + took).astimezone(zone),
            "times": TimesKind.TYPICAL if leg.times is TimesKind.TIMETABLE else leg.times,
        }
    )


def _same_clock(moment: datetime, days: int, city: City | None) -> datetime:
    """Return the moment of the same wall clock on another day, with its offset of that day."""
    later = moment + timedelta(days=days)
    if city is None:
        return later
    zoned = later.replace(tzinfo=ZoneInfo(city.timezone))
    # A fixed offset: arithmetic within one zone passes over a change of its clocks.
    return zoned.replace(tzinfo=timezone(zoned.utcoffset() or timedelta()))
