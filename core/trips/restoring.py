"""Days of a trip as they were: kept with a change, and put back when it is undone.

What is put back is all of it, to the minute and the word, with the ids the stops had.
"""

from collections.abc import Mapping
from typing import Any

from core.db.models.trip import SubTrip, Trip
from core.schemas.trips import SubTripOut, TripOut
from core.trips.repository import TripRepository

Kept = Mapping[str, list[dict[str, Any]]]
"""The stops of days, by the id of the day, as JSON."""
_COLUMNS = tuple(column.key for column in SubTrip.__table__.columns if column.key != "day_card_id")


def kept_days(trip: Trip) -> Kept:
    """Return the stops of every day of a trip that was read."""
    return {day.id: [_kept(stop) for stop in day.sub_trips] for day in trip.day_cards}


def different_days(before: Kept, after: Kept) -> Kept:
    """Return those days as they were that are not as they were any more."""
    return {day_id: stops for day_id, stops in before.items() if after.get(day_id) != stops}


def trip_then(trip: TripOut, kept: Kept) -> TripOut:
    """Return a trip with some of its days as they were."""
    days = [
        day.model_copy(
            update={"sub_trips": [SubTripOut.model_validate(row) for row in kept[day.id]]}
        )
        if day.id in kept
        else day
        for day in trip.day_cards
    ]
    return trip.model_copy(update={"day_cards": days})


async def restore(trips: TripRepository, trip: Trip, kept: Kept) -> None:
    """Put days back; stops that have come into them since go."""
    rows = {stop.id: stop for day in trip.day_cards for stop in day.sub_trips}
    wanted = {row["id"] for stops in kept.values() for row in stops}
    for day in trip.day_cards:
        for stop in day.sub_trips if day.id in kept else ():
            if stop.id not in wanted:
                await trips.delete_stop(stop)
    for day_id, stops in kept.items():
        for values in stops:
            row = rows.get(values["id"])
            if row is None:
                trips.add_part(SubTrip(day_card_id=day_id, **values))
                continue
            for name, value in (values | {"day_card_id": day_id}).items():
                setattr(row, name, value)


def _kept(stop: SubTrip) -> dict[str, Any]:
    return {name: getattr(stop, name) for name in _COLUMNS}
