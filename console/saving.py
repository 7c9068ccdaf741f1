"""Keeps a plan as a trip, stop by stop as it was shown."""

from typing import Protocol

from core.client import calls
from core.client.calls import AnswerT, Call
from core.client.errors import ClientError
from core.schemas.plans import PlanOut, PlanSubTrip
from core.schemas.trips import DayCardEdit, SubTripIn, TripIn, TripOut


class Ask(Protocol):
    """Asks the API in the visitor's name."""

    def __call__(self, call: Call[AnswerT]) -> AnswerT:
        """Return the answer; raise `ClientError` where there is none."""
        ...


def save_as_trip(ask: Ask, plan: PlanOut) -> TripOut:
    """Return the trip that was made of the plan.

    Planning once more with `save` would be one call, but a model may answer otherwise the second
    time. Where the API refuses a stop, nothing is left behind.
    """
    trip = ask(calls.create_trip(_trip_in(plan)))
    try:
        for card, day in zip(plan.day_cards, trip.day_cards, strict=True):
            title = DayCardEdit(title=card.title)
            trip = ask(calls.edit_day(trip.id, trip.version, day.id, title))
            for stop in card.sub_trips:
                trip = ask(calls.add_stop(trip.id, trip.version, day.id, _stop_in(stop)))
    except ClientError:
        ask(calls.delete_trip(trip.id, trip.version))
        raise
    return trip


def _trip_in(plan: PlanOut) -> TripIn:
    frame = plan.trip
    return TripIn(
        title=frame.title,
        city_id=frame.city_id,
        start_date=frame.start_date,
        day_count=len(plan.day_cards),
        travellers=frame.travellers,
        budget=frame.budget,
        currency=frame.currency,
    )


def _stop_in(stop: PlanSubTrip) -> SubTripIn:
    return SubTripIn(
        kind=stop.kind,
        place_id=stop.place_id,
        name=stop.name,
        start_time=stop.start_time,
        end_time=stop.end_time,
        cost=stop.cost,
        reason=stop.reason,
    )
