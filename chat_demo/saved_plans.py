"""A saved trip as the plan it was, so that it is shown as plans are; pure."""

from collections.abc import Iterable, Mapping

from core.schemas.catalog import CityOut, PlaceOut
from core.schemas.plans import (
    PlanAnswer,
    PlanDayCard,
    PlanOut,
    PlanReport,
    PlanSubTrip,
    PlanTrip,
)
from core.schemas.trips import DayCardOut, SubTripOut, TripOut

_MIDNIGHT = "00:00"


def answer_of_trip(
    trip: TripOut,
    city: CityOut | None,
    places: Mapping[str, PlaceOut],
    report: PlanReport | None,
    trace_id: str,
) -> PlanAnswer:
    """Return a saved trip as the answer that a plan of it would have been.

    Where stops are is known from `places`; what was measured while planning is not known any more.
    """
    return PlanAnswer(
        plan=_plan(trip, city, places),
        report=report,
        metrics=None,
        tool_traces=[],
        trace_id=trace_id,
        task_id=None,
        trip_id=trip.id,
    )


def _plan(trip: TripOut, city: CityOut | None, places: Mapping[str, PlaceOut]) -> PlanOut:
    stops = [stop for day in trip.day_cards for stop in day.sub_trips]
    frame = PlanTrip(
        title=trip.title,
        summary=trip.summary,
        city_id=trip.city_id,
        city=trip.city,
        city_ids=trip.city_ids or [trip.city_id],
        origin_city_id=trip.origin_city_id,
        start_date=trip.start_date,
        day_count=trip.day_count,
        travellers=trip.travellers,
        budget=trip.budget,
        currency=trip.currency,
        total_cost=cost_of(stops),
        cost_currency=stops[0].currency if stops else trip.currency,
        wishes=trip.wishes,
        language=(trip.wishes.language if trip.wishes else None) or "en",
        timezone=city.timezone if city else "UTC",
        lat=city.lat if city else 0.0,
        lon=city.lon if city else 0.0,
    )
    return PlanOut(trip=frame, day_cards=[_day(day, places) for day in trip.day_cards])


def _day(day: DayCardOut, places: Mapping[str, PlaceOut]) -> PlanDayCard:
    return PlanDayCard(
        day_index=day.day_index,
        date=day.date,
        city_id=day.city_id,
        city=day.city,
        title=day.title,
        summary=day.summary,
        sub_trips=[planned_stop(stop, places.get(stop.place_id or "")) for stop in day.sub_trips],
    )


def planned_stop(stop: SubTripOut, place: PlaceOut | None) -> PlanSubTrip:
    """Return a stop of a saved trip as a plan has it; where it is comes from the catalogue."""
    return PlanSubTrip(
        order_index=stop.order_index,
        kind=stop.kind,
        place_id=stop.place_id,
        name=stop.name,
        start_time=stop.start_time or _MIDNIGHT,
        end_time=stop.end_time or stop.start_time or _MIDNIGHT,
        cost=stop.cost,
        currency=stop.currency,
        transfer=stop.transfer,
        reason=stop.reason,
        meal=stop.meal,
        leg=stop.leg,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        opening_hours=place.opening_hours if place else None,
        hours_confidence=place.hours_confidence if place else None,
        position_confidence=place.position_confidence if place else None,
    )


def cost_of(stops: Iterable[SubTripOut | PlanSubTrip]) -> int:
    """Return what stops cost, with the ways to them."""
    return sum(stop.cost + (stop.transfer.cost if stop.transfer else 0) for stop in stops)
