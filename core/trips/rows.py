"""Trips as rows and on the wire."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from core.catalog.domain import City, Place, city_name, local_name
from core.db.models.trip import DayCard, SubTrip, Trip
from core.schemas.plans import PlanOut, PlanSubTrip
from core.schemas.trips import DayCardOut, SubTripOut, TripOut, TripSummary
from core.schemas.wishes import TripWishes
from core.trips.domain import date_of_day

Cities = Mapping[str, City]
"""The cities of the catalogue, by id."""
Places = Mapping[str, Place]
"""Places of the catalogue, by id."""


def day_row(start: date, day_index: int, city_id: str, title: str) -> DayCard:
    """Return a new day without stops; its trip is not set yet.

    Raises:
        InvalidRequestError: Its date is beyond the calendar.
    """
    return DayCard(
        day_index=day_index,
        date=date_of_day(start, day_index),
        city_id=city_id,
        title=title,
        sub_trips=[],
    )


def wishes_row(wishes: TripWishes | None) -> dict[str, Any] | None:
    """Return what a trip was planned for as it is stored."""
    return wishes.model_dump(mode="json", exclude_none=True) if wishes else None


def trip_row_of_plan(owner_id: str, plan: PlanOut, plan_run_id: str | None) -> Trip:
    """Return a planned trip with its days and stops, in the order the plan has them."""
    frame = plan.trip
    trip = Trip(
        owner_id=owner_id,
        title=frame.title,
        summary=frame.summary,
        city_id=frame.city_id,
        origin_city_id=frame.origin_city_id,
        start_date=frame.start_date,
        day_count=len(plan.day_cards),
        travellers=frame.travellers,
        budget=frame.budget,
        currency=frame.currency,
        wishes=wishes_row(frame.wishes),
        plan_run_id=plan_run_id,
    )
    for day_index, planned in enumerate(plan.day_cards):
        city_id = planned.city_id or frame.city_id
        day = day_row(frame.start_date, day_index, city_id, planned.title)
        day.summary = planned.summary
        day.sub_trips = [_planned_stop(*stop) for stop in enumerate(planned.sub_trips)]
        trip.day_cards.append(day)
    return trip


def language_of(trip: Trip) -> str:
    """Return the language a trip is written in, as far as that is known."""
    return (trip.wishes or {}).get("language") or "en"


def trip_summary(trip: Trip, cities: Cities) -> TripSummary:
    """Return a trip that was read with its days as it stands in a list."""
    language = language_of(trip)
    city_ids = list(dict.fromkeys(day.city_id for day in trip.day_cards))
    return TripSummary(
        id=trip.id,
        title=trip.title,
        city_id=trip.city_id,
        city=city_name(cities[trip.city_id], language),
        city_ids=city_ids,
        cities=[city_name(cities[city_id], language) for city_id in city_ids],
        start_date=trip.start_date,
        day_count=trip.day_count,
        travellers=trip.travellers,
        budget=trip.budget,
        currency=trip.currency,
        version=trip.version,
        created_at=trip.created_at,
        updated_at=trip.updated_at,
    )


def trip_out(trip: Trip, cities: Cities, places: Places = MappingProxyType({})) -> TripOut:
    """Return a trip that was read with its days and stops; those at `places` have local names."""
    language = language_of(trip)
    return TripOut(
        **trip_summary(trip, cities).model_dump(),
        summary=trip.summary,
        origin_city_id=trip.origin_city_id,
        wishes=trip.wishes,
        day_cards=[_day_out(day, cities, places, language) for day in trip.day_cards],
    )


def _day_out(day: DayCard, cities: Cities, places: Places, language: str) -> DayCardOut:
    return DayCardOut(
        id=day.id,
        day_index=day.day_index,
        date=day.date,
        city_id=day.city_id,
        city=city_name(cities[day.city_id], language),
        title=day.title,
        summary=day.summary,
        sub_trips=[_stop_out(stop, places, language) for stop in day.sub_trips],
    )


def _stop_out(stop: SubTrip, places: Places, language: str) -> SubTripOut:
    shown, place = SubTripOut.model_validate(stop), places.get(stop.place_id or "")
    shown.local_name = local_name(place, language) if place else ""
    return shown


def _planned_stop(order_index: int, planned: PlanSubTrip) -> SubTrip:
    return SubTrip(
        order_index=order_index,
        kind=planned.kind,
        place_id=planned.place_id,
        name=planned.name,
        start_time=planned.start_time,
        end_time=planned.end_time,
        cost=planned.cost,
        currency=planned.currency,
        transfer=planned.transfer.model_dump(mode="json") if planned.transfer else None,
        reason=planned.reason,
        meal=planned.meal,
        leg=planned.leg.model_dump(mode="json") if planned.leg else None,
    )
