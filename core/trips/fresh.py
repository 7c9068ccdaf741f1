"""New trips and stops as rows, for what a traveller asks for by hand."""

from core.catalog.domain import City, Place, city_name, place_name
from core.db.models.trip import SubTrip, Trip
from core.kernel.errors import InvalidRequestError
from core.kernel.ids import new_id
from core.schemas.trips import SubTripIn, TripIn
from core.trips.rows import day_row, wishes_row


def new_trip(owner_id: str, wish: TripIn, city: City) -> Trip:
    """Return a new trip with empty days, each called after the city."""
    language = (wish.wishes and wish.wishes.language) or "en"
    return Trip(
        owner_id=owner_id,
        title=wish.title,
        city_id=city.id,
        start_date=wish.start_date,
        day_count=wish.day_count,
        travellers=wish.travellers,
        budget=wish.budget,
        currency=wish.currency or city.currency,
        wishes=wishes_row(wish.wishes),
        # The city's name and not "Day 2", which would be wrong once a day before it goes.
        day_cards=[
            day_row(wish.start_date, day_index, city.id, city_name(city, language))
            for day_index in range(wish.day_count)
        ],
    )


def new_stop(wish: SubTripIn, place: Place | None, city: City, language: str) -> SubTrip:
    """Return a new stop without its place in the order; costs are in the city's currency.

    Raises:
        InvalidRequestError: The place is of another city, or there is neither place nor name.
    """
    if place is not None and place.city_id != city.id:
        raise InvalidRequestError.of("place_id", f"{place.id!r} is not in {city.name_en}")
    name = wish.name or (place_name(place, language) if place else None)
    if name is None:
        raise InvalidRequestError.of("name", "is needed for a stop without place_id")
    return SubTrip(
        id=new_id(),
        kind=wish.kind,
        place_id=wish.place_id,
        name=name,
        start_time=wish.start_time,
        end_time=wish.end_time,
        cost=wish.cost,
        currency=city.currency,
        reason=wish.reason,
        meal=wish.meal,
    )
