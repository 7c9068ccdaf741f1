"""A trip as it was read, with the places of the catalogue, becomes a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from core.catalog.domain import City, Place, city_name, place_name
from core.catalog.hours import InvalidHoursError
from core.catalog.openings import Spans, open_spans
from core.exports.cleaning import one_line
from core.exports.document import CityFact, Day, Language, PlaceFact, Stop, TripDocument
from core.schemas.catalog import PlaceKind, PositionConfidence
from core.schemas.links import LegOut
from core.schemas.trips import DayCardOut, SubTripOut, TripOut

_DAY_END = "24:00"


@dataclass(frozen=True, slots=True)
class World:
    """What the catalogue knows of a trip's cities and places, by id."""

    cities: Mapping[str, City]
    places: Mapping[str, Place]


def document_of(trip: TripOut, world: World, language: Language) -> TripDocument:
    """Return the trip for readers of a language; what the catalogue has lost keeps its name."""
    facts = {city_id: _city(city, language) for city_id, city in world.cities.items()}
    days = tuple(_day(day, facts, world, language) for day in trip.day_cards)
    return TripDocument(
        id=trip.id,
        title=one_line(trip.title) or trip.id,
        summary=one_line(trip.summary),
        version=trip.version,
        created_at=trip.created_at,
        updated_at=trip.updated_at,
        travellers=trip.travellers,
        budget=trip.budget,
        currency=trip.currency,
        origin=facts.get(trip.origin_city_id or ""),
        days=days,
        cities=tuple({day.city.id: day.city for day in days}.values()),
        zones={city_id: city.timezone for city_id, city in world.cities.items()},
        language=language,
    )


def moment(day: date, clock: str | None, zone: tzinfo) -> datetime | None:
    """Return a local time of a day, `24:00` being the next midnight; None without a time."""
    if clock is None:
        return None
    try:
        if clock == _DAY_END:
            return datetime.combine(day + timedelta(days=1), time.min, zone)
        return datetime.combine(day, time.fromisoformat(clock), zone)
    except (ValueError, OverflowError):
        return None


def _city(city: City, language: Language) -> CityFact:
    return CityFact(city.id, city_name(city, language), city.name_local, city.timezone)


def _day(day: DayCardOut, cities: Mapping[str, CityFact], world: World, language: Language) -> Day:
    city = cities[day.city_id]
    zone = ZoneInfo(city.timezone)
    return Day(
        number=day.day_index + 1,
        date=day.date,
        title=one_line(day.title),
        summary=one_line(day.summary),
        city=city,
        stops=tuple(_stop(stop, day, zone, world, language) for stop in day.sub_trips),
    )


def _stop(
    stop: SubTripOut, day: DayCardOut, zone: ZoneInfo, world: World, language: Language
) -> Stop:
    place = world.places.get(stop.place_id or "")
    starts_at, ends_at = _times(stop, day.date, zone, world.cities)
    return Stop(
        id=stop.id,
        kind=stop.kind,
        name=one_line(stop.name) or "·",
        starts_at=starts_at,
        ends_at=ends_at,
        start_time=stop.start_time,
        end_time=stop.end_time,
        cost=stop.cost,
        currency=stop.currency,
        transfer=stop.transfer,
        reason=one_line(stop.reason),
        meal=stop.meal,
        leg=_clean_leg(stop.leg),
        place=_place(place, language) if place is not None else None,
        opens=_opens(place, day.date, world) if place is not None else None,
    )


def _opens(place: Place, day: date, world: World) -> Spans | None:
    city = world.cities.get(place.city_id)
    if city is None or place.kind is PlaceKind.HOTEL or not place.opening_hours:
        return None
    try:
        return open_spans(place, day, city.calendar)
    except InvalidHoursError:
        return None


def _times(
    stop: SubTripOut, day: date, zone: ZoneInfo, cities: Mapping[str, City]
) -> tuple[datetime | None, datetime | None]:
    """Return when a stop begins and ends; a journey does so in the zones of its two cities."""
    if stop.leg is not None:
        return (
            _there(stop.leg.departs_at, cities.get(stop.leg.origin_city_id)),
            _there(stop.leg.arrives_at, cities.get(stop.leg.target_city_id)),
        )
    starts_at = moment(day, stop.start_time, zone)
    ends_at = moment(day, stop.end_time, zone) if starts_at is not None else None
    if starts_at is not None and ends_at is not None and ends_at < starts_at:
        ends_at += timedelta(days=1)
    return starts_at, ends_at


def _there(moment_of_leg: datetime, city: City | None) -> datetime:
    return moment_of_leg.astimezone(ZoneInfo(city.timezone)) if city else moment_of_leg


def _clean_leg(leg: LegOut | None) -> LegOut | None:
    if leg is None:
        return None
    fields = ("number", "origin_name", "target_name", "source")
    told = {name: one_line(getattr(leg, name)) for name in fields}
    change = leg.change
    if change is not None:
        change = change.model_copy(update={"name": one_line(change.name)})
    return leg.model_copy(update={**told, "change": change})


def _place(place: Place, language: Language) -> PlaceFact:
    name = one_line(place_name(place, language))
    local = one_line(place.name_local)
    return PlaceFact(
        id=place.id,
        name=name,
        other_name=local if local != name else "",
        lat=place.lat,
        lon=place.lon,
        approximate=place.position_confidence is not PositionConfidence.GOOD,
        category=place.category,
        area=one_line(place.area),
        opening_hours=one_line(place.opening_hours),
        hours_confidence=place.hours_confidence.value,
        source=one_line(place.source),
        licence=one_line(place.licence),
        attribution=one_line(place.attribution),
        verified_on=place.verified_on,
    )
