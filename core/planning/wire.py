"""From a plan to what clients see."""

from dataclasses import asdict
from typing import Any

from core.catalog.domain import city_name
from core.planning.domain import DAY_END, Brief, Day, Plan, Stop, clock_text
from core.schemas.plans import PlanDayCard, PlanOut, PlanSubTrip, PlanTrip


def plan_out(plan: Plan) -> PlanOut:
    """Return the whole plan."""
    brief = plan.brief
    trip = PlanTrip(
        title=plan.title or city_name(brief.city, brief.language),
        city_id=brief.city.id,
        city=city_name(brief.city, brief.language),
        city_ids=[brief.city.id],
        start_date=brief.start_date,
        day_count=len(plan.days),
        travellers=brief.travellers,
        budget=brief.budget,
        currency=brief.currency,
        total_cost=plan.total_cost,
        cost_currency=brief.city.currency,
        language=brief.language,
        timezone=brief.city.timezone,
        lat=brief.city.lat,
        lon=brief.city.lon,
    )
    return PlanOut(trip=trip, day_cards=[day_out(brief, day) for day in plan.days])


def day_out(brief: Brief, day: Day) -> PlanDayCard:
    """Return one day."""
    return PlanDayCard(
        day_index=day.index,
        date=day.date,
        city_id=brief.city.id,
        city=city_name(brief.city, brief.language),
        title=day.title or day.date.isoformat(),
        sub_trips=[_stop_out(brief, index, stop) for index, stop in enumerate(day.stops)],
    )


def brief_out(brief: Brief) -> dict[str, Any]:
    """Return the request as it was understood, in JSON values."""
    kept = asdict(brief)
    del kept["city"], kept["window"]
    start, end = brief.window
    return kept | {
        "destination": brief.city.id,
        "start_date": brief.start_date.isoformat(),
        "rate_date": brief.rate_date.isoformat() if brief.rate_date else None,
        "avoid": sorted(brief.avoid),
        "daily_window": {"start": clock_text(start), "end": clock_text(end)},
        "interests": list(brief.interests),
        "must_see": list(brief.must_see_ids),
        "unknown_must_see": list(brief.unknown_must_see),
    }


def _stop_out(brief: Brief, index: int, stop: Stop) -> PlanSubTrip:
    place = stop.place
    return PlanSubTrip(
        order_index=index,
        kind=stop.kind,
        place_id=place.id if place else None,
        name=stop.named,
        start_time=clock_text(min(stop.start, DAY_END)),
        end_time=clock_text(min(stop.end, DAY_END)),
        cost=stop.cost,
        currency=brief.city.currency,
        transfer=stop.transfer,
        reason=stop.reason,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        opening_hours=place.opening_hours if place else None,
        hours_confidence=place.hours_confidence if place else None,
        position_confidence=place.position_confidence if place else None,
        meal=stop.meal,
    )
