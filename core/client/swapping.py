"""Another place in the stead of a stop, and back: what a trip's owner sends for either."""

from pydantic import ValidationError

from core.schemas.editing import AlternativeOut
from core.schemas.trips import SubTripEdit, SubTripKind, SubTripOut, TripOut


def edit_to(alternative: AlternativeOut) -> SubTripEdit:
    """Return the edit that puts a stop at the place of an alternative, as it would be visited."""
    return SubTripEdit(
        place_id=alternative.place_id,
        name=alternative.name,
        start_time=alternative.start_time,
        end_time=alternative.end_time,
        cost=alternative.cost,
        currency=alternative.currency,
        reason=alternative.why,
        transfer=alternative.transfer,
        transfer_to_next=alternative.transfer_to_next,
    )


def edit_back(trip: TripOut, stop_id: str) -> SubTripEdit | None:
    """Return the edit that makes a stop again what it is in `trip`; None where there is none.

    Text of an imported trip may be longer than what can be written into a stop.
    """
    stops = [(day.day_index, stop) for day in trip.day_cards for stop in day.sub_trips]
    for (day, stop), (next_day, after) in zip(stops, [*stops[1:], (-1, None)], strict=True):
        if stop.id == stop_id:
            # After a night one goes on in the morning, after anything else on the same day.
            nights = int(stop.kind is SubTripKind.HOTEL)
            return _as_it_is(stop, after if 0 <= next_day - day <= nights else None)
    return None


def _as_it_is(stop: SubTripOut, after: SubTripOut | None) -> SubTripEdit | None:
    try:
        return SubTripEdit(
            place_id=stop.place_id,
            name=stop.name,
            start_time=stop.start_time,
            end_time=stop.end_time,
            cost=stop.cost,
            currency=stop.currency,
            reason=stop.reason,
            transfer=stop.transfer,
            transfer_to_next=after.transfer if after else None,
        )
    except ValidationError:
        return None
