"""A trip as JSON of our own: all that is in it, so that an import gives the same trip back."""

from collections.abc import Iterable

from core.catalog.domain import Place
from core.exports.gathering import World
from core.schemas.exports import (
    FileChange,
    FileDay,
    FileLeg,
    FilePlace,
    FileStop,
    FileTransfer,
    FileTrip,
    TripFile,
)
from core.schemas.links import LegOut
from core.schemas.trips import DayCardOut, SubTripOut, TripOut


def to_json(trip: TripOut, world: World) -> bytes:
    """Return the file; the same version of a trip gives the same one."""
    return file_of(trip, world).model_dump_json(indent=1).encode()


def file_of(trip: TripOut, world: World) -> TripFile:
    """Return a trip without what only this product knows of it: ids, owner, times of its rows."""
    named = (stop.place_id for day in trip.day_cards for stop in day.sub_trips)
    return TripFile.model_construct(
        exported_version=trip.version,
        trip=FileTrip.model_construct(
            title=trip.title,
            summary=trip.summary,
            city_id=trip.city_id,
            origin_city_id=trip.origin_city_id,
            start_date=trip.start_date,
            travellers=trip.travellers,
            budget=trip.budget,
            currency=trip.currency,
            wishes=trip.wishes,
            day_cards=[_day(day) for day in trip.day_cards],
        ),
        places=[_place(place) for place in _known(named, world)],
    )


def _day(day: DayCardOut) -> FileDay:
    return FileDay.model_construct(
        date=day.date,
        city_id=day.city_id,
        title=day.title,
        summary=day.summary,
        sub_trips=[_stop(stop) for stop in day.sub_trips],
    )


def _stop(stop: SubTripOut) -> FileStop:
    way, leg = stop.transfer, stop.leg
    return FileStop.model_construct(
        kind=stop.kind,
        place_id=stop.place_id,
        name=stop.name,
        start_time=stop.start_time,
        end_time=stop.end_time,
        cost=stop.cost,
        currency=stop.currency,
        transfer=FileTransfer.model_construct(**dict(way)) if way is not None else None,
        reason=stop.reason,
        meal=stop.meal,
        leg=_leg(leg) if leg is not None else None,
    )


def _leg(leg: LegOut) -> FileLeg:
    change = leg.change
    own = FileChange.model_construct(**dict(change)) if change is not None else None
    return FileLeg.model_construct(**{**dict(leg), "change": own})


def _known(named: Iterable[str | None], world: World) -> list[Place]:
    found = (world.places.get(place_id or "") for place_id in dict.fromkeys(named))
    return [place for place in found if place is not None]


def _place(place: Place) -> FilePlace:
    return FilePlace.model_construct(
        id=place.id,
        name=place.name_en,
        local_name=place.name_local,
        city_id=place.city_id,
        lat=place.lat,
        lon=place.lon,
        opening_hours=place.opening_hours,
        source=place.source,
        licence=place.licence,
        attribution=place.attribution,
    )
