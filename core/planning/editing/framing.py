"""The frame of a trip as it was saved: its journeys, what is between them, and the nights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.catalog.domain import City, Place
from core.catalog.links import Change, Link
from core.planning.domain import DAY_END, Brief, Day, Stop
from core.planning.frame import Frame, Journey, Part, Stay
from core.planning.routing.rides import days_later
from core.planning.staging import LEAST_PART_MIN
from core.schemas.catalog import PlaceKind
from core.schemas.links import LegOut, TimesKind
from core.schemas.trips import SubTripKind

_STATIONS = (PlaceKind.STATION, PlaceKind.AIRPORT)


def journey_of(
    brief: Brief, leg: LegOut, day_index: int, day: date, places: Iterable[Place]
) -> Journey:
    """Return the journey of a leg; its stations are those of the catalogue that are called so."""
    departs, arrives = _minute(leg.departs_at, day), _minute(leg.arrives_at, day)
    is_free = leg.times is TimesKind.FREE
    link = Link(
        id=f"{leg.origin_city_id}-{leg.target_city_id}-{day_index}",
        mode=leg.mode,
        number=leg.number,
        origin_city=leg.origin_city_id,
        target_city=leg.target_city_id,
        origin_name=leg.origin_name,
        target_name=leg.target_name,
        day=day,
        departs=None if is_free else departs,
        arrives=None if is_free else arrives,
        minutes=leg.minutes,
        distance_m=leg.distance_m,
        price=leg.price,
        currency=leg.currency,
        per_vehicle=leg.per_vehicle,
        seats=-(-brief.travellers // max(1, leg.units)) if leg.per_vehicle else 1,
        times=leg.times,
        source=leg.source,
        change=_change_of(leg),
    )
    named = {
        (place.city_id, name): place
        for place in places
        if place.kind in _STATIONS
        for name in place.names
    }
    return Journey(
        link=link,
        day_index=day_index,
        departs=departs,
        arrives=arrives,
        cost=0,
        origin=named.get((leg.origin_city_id, leg.origin_name)),
        target=named.get((leg.target_city_id, leg.target_name)),
    )


def _change_of(leg: LegOut) -> Change | None:
    """Return where one changes; its city is called as the trip calls it, in any language."""
    change = leg.change
    if change is None:
        return None
    return Change(
        city=change.city_id,
        name_en=change.name,
        name_zh=change.name,
        first_mode=change.first_mode,
        first_minutes=change.first_minutes,
        wait_minutes=change.wait_minutes,
        then_mode=change.then_mode,
    )


def _minute(moment: datetime, day: date) -> int:
    """Return a moment on the clock of its own place, in minutes after the midnight of a day."""
    return (moment.date() - day).days * DAY_END + moment.hour * 60 + moment.minute


@dataclass(slots=True)
class Stretch:
    """What of a day lies between two journeys, or all of it."""

    day: Day
    city: City
    arriving: Journey | None = None
    leaving: Journey | None = None
    stops: list[Stop] = field(default_factory=list)

    @property
    def visits(self) -> list[Stop]:
        """Return the stops but for the nights."""
        return [stop for stop in self.stops if stop.kind is not SubTripKind.HOTEL]


def frame_of_days(
    brief: Brief, days: Sequence[Day], cities: Sequence[City]
) -> tuple[Frame, tuple[Place | None, ...]]:
    """Return the frame of days that end in these cities, and the hotel of each stay."""
    stretches = stretches_of(brief, days, cities)
    stays, hotels = _stays(brief, days, stretches)
    parts: list[Part] = []
    for stretch in stretches:
        part = _part(brief, stretch, stays, len(parts))
        is_home = brief.origin is not None and stretch.city.id == brief.origin.id
        if stretch.visits or part.sleeps is not None or _is_worth(part, is_home=is_home):
            parts.append(part)
    journeys = [stop.journey for day in days for stop in day.stops if stop.journey]
    return Frame(tuple(parts), tuple(stays), tuple(journeys)), hotels


def _is_worth(part: Part, *, is_home: bool) -> bool:
    return not is_home and part.minutes >= LEAST_PART_MIN


def stretches_of(brief: Brief, days: Sequence[Day], cities: Sequence[City]) -> list[Stretch]:
    """Return the stretches of all days in order."""
    known = {city.id: city for city in (*brief.cities, *((brief.origin,) if brief.origin else ()))}
    found: list[Stretch] = []
    last: Journey | None = None
    for day, city in zip(days, cities, strict=True):
        overnight = last if last is not None and days_later(last.arrives) else None
        journeys = [stop.journey for stop in day.stops if stop.journey]
        first = known.get(_begins_in(journeys, overnight), city)
        now = Stretch(day, first, arriving=_next_day(overnight))
        for stop in day.stops:
            if stop.journey is None:
                now.stops.append(stop)
                continue
            now.leaving = stop.journey
            found.append(now)
            now = Stretch(day, known.get(stop.journey.link.target_city, city), stop.journey)
        found.append(now)
        last = journeys[-1] if journeys else _next_day(overnight)
    return [one for one in found if not (one.arriving and days_later(one.arriving.arrives))]


def _begins_in(journeys: Sequence[Journey], overnight: Journey | None) -> str:
    """Return the id of the city a day begins in by its journeys, "" where they do not tell."""
    if journeys:
        return journeys[0].link.origin_city
    return overnight.link.target_city if overnight else ""


def _next_day(journey: Journey | None) -> Journey | None:
    """Return a journey of the night as one that arrives on this day."""
    return replace(journey, arrives=journey.arrives - DAY_END) if journey else None


def _stays(
    brief: Brief, days: Sequence[Day], stretches: Sequence[Stretch]
) -> tuple[list[Stay], tuple[Place | None, ...]]:
    """Return the nights, together where city and hotel are the same or none is known yet."""
    nights: list[tuple[int, City, Place | None]] = []
    for day in days[: brief.lodged_nights]:
        own = [one for one in stretches if one.day is day]
        if own and own[-1].leaving is None:
            hotels = [s.place for s in own[-1].stops if s.kind is SubTripKind.HOTEL and s.place]
            nights.append((day.index, own[-1].city, hotels[-1] if hotels else None))
    stays: list[Stay] = []
    found: list[Place | None] = []
    before = -2
    for night, city, hotel in nights:
        same = bool(stays) and stays[-1].city == city and before == night - 1
        if same and (hotel is None or found[-1] is None or hotel.id == found[-1].id):
            stays[-1] = replace(stays[-1], nights=stays[-1].nights + 1)
            found[-1] = found[-1] or hotel
        else:
            stays.append(Stay(len(stays), city, night, 1))
            found.append(hotel)
        before = night
    return stays, tuple(found)


def _part(brief: Brief, stretch: Stretch, stays: Sequence[Stay], index: int) -> Part:
    start, end = brief.window
    arriving, leaving = stretch.arriving, stretch.leaving
    begins, ends = None, None
    if arriving is not None:
        start = max(start, arriving.arrives + brief.ways.leaving_min(arriving.link.mode))
        begins = arriving.target
    elif stretch.day.index == 0 and brief.begins is not None:
        start, begins = max(start, brief.begins.minute or 0), brief.begins.place
    if leaving is not None:
        end = min(end, leaving.departs - brief.ways.boarding_min(leaving.link.mode))
        ends = leaving.origin
    elif stretch.day.index == brief.day_count - 1 and brief.ends is not None:
        end = min(end, brief.ends.minute if brief.ends.minute is not None else end)
        ends = brief.ends.place
    start = min(start, DAY_END)
    day = stretch.day
    sleeps = None if leaving else _stay_of(stays, stretch.city, day.index)
    woke = None if arriving else _stay_of(stays, stretch.city, day.index - 1)
    if woke is None and begins is None and day.index == 0:
        woke = sleeps
    return Part(
        index=index,
        day_index=day.index,
        date=day.date,
        city=stretch.city,
        window=(start, max(start, end)),
        meals=brief.meals_in((start, end)),
        begins=begins,
        ends=ends,
        wakes=woke,
        sleeps=sleeps,
    )


def _stay_of(stays: Sequence[Stay], city: City, night: int) -> int | None:
    for stay in stays:
        if stay.city == city and stay.first_night <= night < stay.first_night + stay.nights:
            return stay.index
    return None
