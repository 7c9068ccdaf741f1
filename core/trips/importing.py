"""A trip's file as rows: what it names must be here, or is told of."""

from collections.abc import Collection

from core.db.models.trip import DayCard, SubTrip, Trip
from core.db.repeats import Repeatable
from core.kernel.errors import InvalidRequestError
from core.kernel.fingerprint import payload_hash
from core.schemas.exports import FileDay, FileStop, FileTrip, TripFile
from core.trips.rows import Cities, day_row, wishes_row


def repeatable_import(owner_id: str, file: TripFile, request_id: str | None) -> Repeatable | None:
    """Return what makes a repeat of an import known as one; None where it has no id."""
    if request_id is None:
        return None
    fingerprint = payload_hash("import", file.model_dump(mode="json"))
    return Repeatable(owner_id, request_id, fingerprint)


def require_cities(trip: FileTrip, cities: Cities) -> None:
    """Make sure that every city the trip is in is in the catalogue.

    Raises:
        InvalidRequestError: One is not; it names the field.
    """
    named = {"trip.city_id": trip.city_id}
    if trip.origin_city_id is not None:
        named["trip.origin_city_id"] = trip.origin_city_id
    named |= {
        f"trip.day_cards.{index}.city_id": day.city_id for index, day in enumerate(trip.day_cards)
    }
    for field, city_id in named.items():
        if city_id not in cities:
            raise InvalidRequestError.of(field, f"there is no city {city_id!r}", "unknown_city")


def named_places(trip: FileTrip) -> list[str]:
    """Return the ids of the places of a trip, in order and each once."""
    named = (stop.place_id for day in trip.day_cards for stop in day.sub_trips)
    return list(dict.fromkeys(place_id for place_id in named if place_id is not None))


def trip_row_of_file(owner_id: str, file: FileTrip, known: Collection[str]) -> Trip:
    """Return the trip as a new one; a stop at a place that is not known keeps its name alone.

    Raises:
        InvalidRequestError: A day's date is not the one its place in the trip gives it.
    """
    trip = Trip(
        owner_id=owner_id,
        title=file.title,
        summary=file.summary,
        city_id=file.city_id,
        origin_city_id=file.origin_city_id,
        start_date=file.start_date,
        day_count=len(file.day_cards),
        travellers=file.travellers,
        budget=file.budget,
        currency=file.currency,
        wishes=wishes_row(file.wishes),
    )
    trip.day_cards = [_day(file, index, known) for index in range(len(file.day_cards))]
    return trip


def _day(file: FileTrip, index: int, known: Collection[str]) -> DayCard:
    wanted: FileDay = file.day_cards[index]
    day = day_row(file.start_date, index, wanted.city_id, wanted.title)
    if day.date != wanted.date:
        raise InvalidRequestError.of(
            f"trip.day_cards.{index}.date",
            f"day {index + 1} of a trip from {file.start_date} is {day.date}, not {wanted.date}",
            "wrong_date",
        )
    day.summary = wanted.summary
    day.sub_trips = [_stop(order, stop, known) for order, stop in enumerate(wanted.sub_trips)]
    return day


def _stop(order_index: int, wanted: FileStop, known: Collection[str]) -> SubTrip:
    return SubTrip(
        order_index=order_index,
        kind=wanted.kind,
        place_id=wanted.place_id if wanted.place_id in known else None,
        name=wanted.name,
        start_time=wanted.start_time,
        end_time=wanted.end_time,
        cost=wanted.cost,
        currency=wanted.currency,
        transfer=wanted.transfer.model_dump(mode="json") if wanted.transfer else None,
        reason=wanted.reason,
        meal=wanted.meal,
        leg=wanted.leg.model_dump(mode="json") if wanted.leg else None,
    )
