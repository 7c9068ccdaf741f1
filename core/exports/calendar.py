"""A trip as iCalendar (RFC 5545): an event per stop, in the time zone of the stop's own city.

The same version of a trip gives the same bytes; an event keeps its UID through every version.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

from core.exports.document import Day, Stop, TripDocument
from core.exports.words import (
    Words,
    credit_lines,
    day_heading,
    details_of,
    kind_of,
    money_lines,
    summary_line,
    words_of,
)
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind

_DOMAIN = "tripwright"
_REFRESH = timedelta(hours=1)
_BEFORE_JOURNEY_MIN = {LinkMode.FLIGHT: 180, LinkMode.TRAIN: 90, LinkMode.FERRY: 90}
_BEFORE_OTHER_JOURNEY_MIN = 30
_ONE_DAY = timedelta(days=1)
_LAST_RULE = date(9998, 12, 31)
"""The library looks ahead of the day it is asked about."""


@dataclass(frozen=True, slots=True)
class CalendarOptions:
    """What a calendar is to have besides its stops.

    `frame` is an event over all days. `alarm_min` reminds of every stop with a time so many minutes
    before; without it only journeys are reminded of.
    """

    frame: bool = False
    alarm_min: int | None = None


def to_calendar(document: TripDocument, options: CalendarOptions) -> bytes:
    """Return the calendar."""
    say = words_of(document.language)
    calendar = Calendar()
    calendar.add("prodid", "-//Tripwright//Trips//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", document.title)
    calendar.add("x-wr-calname", document.title)
    told = (summary_line(document, say), document.summary, *credit_lines(document, say))
    calendar.add("description", "\n".join(filter(None, (*told, say("estimates")))))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    if options.frame:
        calendar.add_component(_frame(document, say))
    for day, stop in document.stops():
        calendar.add_component(_event(document, day, stop, options, say))
    _add_zones(calendar, document)
    content: bytes = calendar.to_ical()
    return content


def _add_zones(calendar: Calendar, document: TripDocument) -> None:
    """Put the rules of every zone that is named before the events, in the order of their names."""
    first = min(_before(document.days[0].date), _LAST_RULE)
    last = min(_after(_after(document.days[-1].date)), _LAST_RULE + _ONE_DAY)
    zones = [
        Timezone.from_tzid(name, first_date=first, last_date=last)
        for name in sorted(calendar.get_missing_tzids())
    ]
    calendar.subcomponents[:0] = zones


def _frame(document: TripDocument, say: Words) -> Event:
    event = _new(document, f"trip-{document.id}", document.title)
    event.add("dtstart", document.days[0].date)
    event.add("dtend", _after(document.days[-1].date))
    event.add("transp", "TRANSPARENT")
    event.add("location", " – ".join(city.name for city in document.cities))
    days = (f"{day_heading(day, say)}: {day.summary}" for day in document.days if day.summary)
    told = (document.summary, *days, *money_lines(document, say), *credit_lines(document, say))
    event.add("description", "\n".join(filter(None, (*told, say("estimates")))))
    return event


def _event(
    document: TripDocument, day: Day, stop: Stop, options: CalendarOptions, say: Words
) -> Event:
    event = _new(document, f"stop-{stop.id}", stop.name)
    _add_times(event, day, stop)
    event.add("description", "\n".join((day_heading(day, say), *details_of(stop, say))))
    event.add("categories", [kind_of(stop, say)])
    event.add("location", _location(day, stop))
    if stop.place is not None and stop.leg is None:
        event.add("geo", (round(stop.place.lat, 6), round(stop.place.lon, 6)))
    before_min = _alarm_min(stop, options)
    if before_min is not None:
        event.add_component(_alarm(stop, before_min, say))
    return event


def _new(document: TripDocument, name: str, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@{_DOMAIN}")
    event.add("dtstamp", document.updated_at.astimezone(UTC))
    event.add("created", document.created_at.astimezone(UTC))
    event.add("last-modified", document.updated_at.astimezone(UTC))
    event.add("sequence", document.version - 1)
    event.add("status", "CONFIRMED")
    event.add("summary", summary)
    return event


def _add_times(event: Event, day: Day, stop: Stop) -> None:
    """Say when it is: a stop without a time is one of the whole day, and takes none of it."""
    if stop.starts_at is None:
        event.add("dtstart", day.date)
        event.add("dtend", _after(day.date))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", _zoned(stop.starts_at))
    # What ends as it begins has no end: DTEND must be later than DTSTART.
    if stop.ends_at is not None and stop.ends_at > stop.starts_at:
        event.add("dtend", _zoned(stop.ends_at))
    event.add("transp", "TRANSPARENT" if stop.kind is SubTripKind.HOTEL else "OPAQUE")


def _zoned(moment: datetime) -> datetime:
    """Return a moment in its zone; one with a bare offset, which has no name, in UTC."""
    return moment if isinstance(moment.tzinfo, ZoneInfo) else moment.astimezone(UTC)


def _location(day: Day, stop: Stop) -> str:
    if stop.leg is not None:
        return stop.leg.origin_name
    if stop.place is None:
        return day.city.name
    name = stop.place.other_name or stop.place.name
    return ", ".join(filter(None, (name, stop.place.area, day.city.name)))


def _alarm_min(stop: Stop, options: CalendarOptions) -> int | None:
    if stop.starts_at is None:
        return None
    if stop.leg is None:
        return options.alarm_min
    usual = _BEFORE_JOURNEY_MIN.get(stop.leg.mode, _BEFORE_OTHER_JOURNEY_MIN)
    return max(usual, options.alarm_min or 0)


def _alarm(stop: Stop, before_min: int, say: Words) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say("alarm", name=stop.name))
    alarm.add("trigger", -timedelta(minutes=before_min))
    return alarm


def _before(day: date) -> date:
    return day - _ONE_DAY if day > date.min else day


def _after(day: date) -> date:
    return day + _ONE_DAY if day < date.max else day
