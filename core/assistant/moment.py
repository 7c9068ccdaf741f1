"""Where a traveller stands in a trip, by the clock of where the trip is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.catalog.domain import City
from core.schemas.chat import Stage
from core.schemas.trips import DayCardOut, TripOut, TripSummary


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, in a trip: `minute` is that of the day."""

    today: date
    minute: int
    stage: Stage

    @property
    def clock(self) -> str:
        """Return `HH:MM`."""
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


def moment_in(trip: TripOut, cities: Mapping[str, City], now: datetime) -> Moment:
    """Return where one stands: by the zone of the day that is today there, else of its nearer end.

    A trip may cross zones: its last day counts by the clock of where that is spent.
    """
    for day in trip.day_cards:
        local = now.astimezone(_zone(day, cities))
        if local.date() == day.date:
            return Moment(day.date, _minute(local), Stage.DURING)
    first, last = trip.day_cards[0], trip.day_cards[-1]
    local = now.astimezone(_zone(first, cities))
    if local.date() < first.date:
        return Moment(local.date(), _minute(local), Stage.BEFORE)
    local = now.astimezone(_zone(last, cities))
    # Between two zones a day may be over here and not yet begun there: that is still the trip.
    stage = Stage.AFTER if local.date() > last.date else Stage.DURING
    return Moment(local.date(), _minute(local), stage)


def stage_of(trip: TripSummary, zone: str, now: datetime) -> Stage:
    """Return the same of a trip in a list, by the clock of its first city."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if today < trip.start_date:
        return Stage.BEFORE
    return Stage.DURING if today <= last_day(trip) else Stage.AFTER


def last_day(trip: TripSummary) -> date:
    """Return the date of the last day."""
    return trip.start_date + timedelta(days=trip.day_count - 1)


def _zone(day: DayCardOut, cities: Mapping[str, City]) -> ZoneInfo:
    return ZoneInfo(cities[day.city_id].timezone)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute
