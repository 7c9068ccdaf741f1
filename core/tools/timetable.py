"""A timetable nobody flies: the same lines, numbers and times whenever one looks.

A line has the fewer flights a day the longer it is, spread over the day; a flight takes its time at
cruising speed and some more on the ground.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.catalog.domain import City
from core.kernel.errors import NoFlightError
from core.kernel.geo import distance_m
from core.tools.chance import chance

CARRIER = "ZZ"
"""Of no airline."""
NEAREST_KM, FARTHEST_KM = 200, 15_500
"""Nearer, the train is there first; farther, no airliner gets without a stop."""
STEP_MIN = 5
_FIRST_MIN, _LAST_MIN = 6 * 60 + 30, 21 * 60 + 30
_GROUND_MIN, _SPREAD_MIN = 35, 15
_KM_PER_MIN = 14.0
_MOST_A_DAY, _FEWEST_A_DAY = 12, 2
_HALVED_KM = 1_500
"""A line of this length has half the flights."""
_FIRST_NUMBER, _NUMBERS_PER_LINE, _LINES = 1_000, 15, 600


@dataclass(frozen=True, slots=True)
class Flight:
    """One flight of a day; its times are local to where it departs and where it arrives."""

    number: str
    slot: int
    departs: datetime
    arrives: datetime

    @property
    def minutes(self) -> int:
        """Return how long it takes, whatever the clocks say."""
        taken = self.arrives.astimezone(UTC) - self.departs.astimezone(UTC)
        return round(taken.total_seconds() / 60)

    @property
    def day_offset(self) -> int:
        """Return how many days later by the calendar it arrives."""
        return (self.arrives.date() - self.departs.date()).days


def line_km(origin: City, destination: City) -> int:
    """Return the great-circle distance between two cities somebody could fly between.

    Raises:
        NoFlightError: They are one city, too near or too far apart.
    """
    km = round(distance_m(origin.lat, origin.lon, destination.lat, destination.lon) / 1000)
    pair = f"{origin.name_en} and {destination.name_en} are {km:,} km apart"
    if origin.id == destination.id:
        raise NoFlightError(
            f"A flight from {origin.name_en} must go to another city",
            reason="same_city",
            distance_km=0,
        )
    if km < NEAREST_KM:
        detail = f"{pair}: there are no flights under {NEAREST_KM} km; take the train"
        raise NoFlightError(detail, reason="too_near", distance_km=km)
    if km > FARTHEST_KM:
        detail = f"{pair}: no airliner gets that far; look for a flight to a city between"
        raise NoFlightError(detail, reason="too_far", distance_km=km)
    return km


def flights_of(origin: City, destination: City, day: date) -> list[Flight]:
    """Return the flights of a day by the clock of the origin, in the order of their departure.

    Raises:
        NoFlightError: They are one city, too near or too far apart.
    """
    km = line_km(origin, destination)
    line = chance("line", origin.id, destination.id)
    number = _FIRST_NUMBER + _NUMBERS_PER_LINE * int(line.random() * _LINES)
    minutes = _rounded(_GROUND_MIN + km / _KM_PER_MIN + line.random() * _SPREAD_MIN)
    count = _per_day(km)
    width = (_LAST_MIN - _FIRST_MIN) // count
    found = []
    for slot in range(count):
        minute = _FIRST_MIN + slot * width + _rounded(line.random() * (width - STEP_MIN))
        departs = _local(day, minute, origin.timezone)
        landed = departs.astimezone(UTC) + timedelta(minutes=minutes)
        arrives = landed.astimezone(ZoneInfo(destination.timezone))
        found.append(Flight(f"{CARRIER}{number + slot}", slot, departs, arrives))
    return found


def _per_day(km: int) -> int:
    return max(_FEWEST_A_DAY, round(_MOST_A_DAY / (1 + km / _HALVED_KM)))


def _rounded(minutes: float) -> int:
    return int(minutes // STEP_MIN) * STEP_MIN


def _local(day: date, minute: int, timezone: str) -> datetime:
    """Return a minute of a day by a clock; one that the clock leaps over is told as it shows it."""
    zone = ZoneInfo(timezone)
    there = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone)
