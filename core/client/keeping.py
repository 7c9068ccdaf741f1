"""A plan as the file of a trip, to be kept stop by stop as it was shown.

Planning once more with `save` would be one call too, but a model may answer otherwise the second
time. So the plan that was seen goes back, as an import: all of it is kept, or nothing.
"""

from core.client.calls.call import Call
from core.client.calls.exports import import_trip
from core.kernel.fingerprint import payload_hash
from core.schemas.exports import (
    FileDay,
    FileLeg,
    FileStop,
    FileTransfer,
    FileTrip,
    TripFile,
    TripImported,
)
from core.schemas.plans import PlanDayCard, PlanOut, PlanSubTrip


def keep_plan(plan: PlanOut) -> Call[TripImported]:
    """Ask to keep a plan as it was shown; however often that is asked, it becomes one trip."""
    file = file_of_plan(plan)
    return import_trip(file, payload_hash("keep", file.model_dump(mode="json")))


def file_of_plan(plan: PlanOut) -> TripFile:
    """Return the plan as the file of a trip."""
    return TripFile(trip=_trip(plan))


def _trip(plan: PlanOut) -> FileTrip:
    frame = plan.trip
    return FileTrip(
        title=frame.title,
        summary=frame.summary,
        city_id=frame.city_id,
        origin_city_id=frame.origin_city_id,
        start_date=frame.start_date,
        travellers=frame.travellers,
        budget=frame.budget,
        currency=frame.currency,
        wishes=frame.wishes,
        day_cards=[_day(card, frame.city_id) for card in plan.day_cards],
    )


def _day(card: PlanDayCard, first_city_id: str) -> FileDay:
    return FileDay(
        date=card.date,
        city_id=card.city_id or first_city_id,
        title=card.title,
        summary=card.summary,
        sub_trips=[_stop(stop) for stop in card.sub_trips],
    )


def _stop(stop: PlanSubTrip) -> FileStop:
    return FileStop(
        kind=stop.kind,
        place_id=stop.place_id,
        name=stop.name,
        start_time=stop.start_time,
        end_time=stop.end_time,
        cost=stop.cost,
        currency=stop.currency,
        transfer=FileTransfer.model_validate(dict(stop.transfer)) if stop.transfer else None,
        reason=stop.reason,
        meal=stop.meal,
        leg=FileLeg.model_validate(dict(stop.leg)) if stop.leg is not None else None,
    )
