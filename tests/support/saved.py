"""Plans as the trips they are saved as, and the world such trips are read with."""

from datetime import UTC, datetime

from core.planning.domain import Plan
from core.planning.editing.reading import World
from core.planning.wire import plan_out
from core.schemas.plans import PlanSubTrip
from core.schemas.trips import DayCardOut, SubTripOut, TripOut
from tests.support.shipped import city_ids, city_of, places_of

_NEW = datetime(2027, 1, 1, tzinfo=UTC)
_CITIES = {city_id: city_of(city_id) for city_id in city_ids()}


def _row(stop: PlanSubTrip, number: str) -> SubTripOut:
    """Return a planned stop as it is saved."""
    kept = stop.model_dump(include=SubTripOut.model_fields.keys() & PlanSubTrip.model_fields.keys())
    return SubTripOut(id=number, **kept)


def as_trip(plan: Plan) -> TripOut:
    """Return a plan as the trip it is saved as; a stop's id is its day and its number."""
    out = plan_out(plan)
    cards = [
        DayCardOut(
            id=str(card.day_index), day_index=card.day_index, date=card.date,
            city_id=card.city_id, city=card.city, title=card.title,
            sub_trips=[_row(s, f"{card.day_index}-{s.order_index}") for s in card.sub_trips],
        )
        for card in out.day_cards
    ]  # fmt: skip
    return TripOut(
        id="trip", title=out.trip.title, city_id=out.trip.city_id, city=out.trip.city,
        city_ids=out.trip.city_ids, cities=[], origin_city_id=out.trip.origin_city_id,
        start_date=out.trip.start_date, day_count=len(cards), travellers=out.trip.travellers,
        budget=out.trip.budget, currency=out.trip.currency, wishes=out.trip.wishes, version=1,
        created_at=_NEW, updated_at=_NEW, day_cards=cards,
    )  # fmt: skip


def world_of(trip: TripOut) -> World:
    """Return the world a trip is read with."""
    return World(_CITIES, {p.id: p for city in trip.city_ids for p in places_of(city)})
