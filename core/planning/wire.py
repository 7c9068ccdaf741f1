"""From a plan to what clients see."""

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.catalog.connections import change_out
from core.catalog.domain import City, Place, city_name, local_name, place_name
from core.kernel.times import clock_of_day, clock_text, date_text
from core.planning.domain import DAY_END, Brief, Day, Plan, Stop
from core.planning.frame import Journey
from core.planning.kept import wishes_of
from core.schemas.links import LegOut
from core.schemas.plans import PlanDayCard, PlanOut, PlanSubTrip, PlanTrip

_NOT_SHOWN = frozenset(
    {
        "cities",
        "money",
        "window",
        "wishes",
        "begins",
        "ends",
        "rates",
        "ways",
        "meals_wanted",
        "demands",
        "asked",
        "landmarks",
        "manner",
    }
)
"""Of a brief: what is shown in other words, or is none of a client's business."""


def plan_out(plan: Plan) -> PlanOut:
    """Return the whole plan."""
    brief = plan.brief
    trip = PlanTrip(
        title=plan.title or city_name(brief.city, brief.language),
        summary=plan.summary,
        city_id=brief.city.id,
        city=city_name(brief.city, brief.language),
        city_ids=[city.id for city in plan.frame.cities],
        origin_city_id=brief.origin.id if brief.origin else None,
        start_date=brief.start_date,
        day_count=len(plan.days),
        travellers=brief.travellers,
        budget=brief.budget,
        currency=brief.currency,
        total_cost=plan.total_cost,
        cost_currency=brief.money,
        wishes=wishes_of(brief),
        language=brief.language,
        timezone=brief.city.timezone,
        lat=brief.city.lat,
        lon=brief.city.lon,
    )
    return PlanOut(trip=trip, day_cards=[day_out(plan, day) for day in plan.days])


def day_out(plan: Plan, day: Day) -> PlanDayCard:
    """Return one day."""
    brief = plan.brief
    city = plan.frame.city_of(day.index) or _city_on_the_way(plan, day.index)
    return PlanDayCard(
        day_index=day.index,
        date=day.date,
        city_id=city.id,
        city=city_name(city, brief.language),
        title=day.title or date_text(day.date, brief.language),
        summary=day.summary,
        sub_trips=[_stop_out(brief, index, stop) for index, stop in enumerate(day.stops)],
    )


def _city_on_the_way(plan: Plan, day_index: int) -> City:
    """Return the next city of the trip on a day that is spent in none, after the last that one."""
    cities = [part.city for part in plan.frame.parts if part.day_index > day_index]
    cities += [part.city for part in reversed(plan.frame.parts)]
    return cities[0] if cities else plan.brief.city


def brief_out(brief: Brief) -> dict[str, Any]:
    """Return the request as it was understood, in JSON values."""
    kept = {
        field.name: getattr(brief, field.name)
        for field in fields(brief)
        if field.name not in _NOT_SHOWN
    }
    start, end = brief.window
    return kept | {
        "destination": brief.city.id,
        "destinations": [city.id for city in brief.cities],
        "origin": brief.origin.id if brief.origin else None,
        "lodging": brief.lodging.model_dump(mode="json"),
        "cuisines": list(brief.cuisines),
        "meals": list(brief.meals_wanted),
        "no_modes": sorted(brief.no_modes),
        "conditions": [condition.model_dump(mode="json") for condition in brief.conditions],
        "child_ages": list(brief.child_ages),
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
        start_time=clock_of_day(stop.start),
        end_time=clock_of_day(stop.end),
        cost=stop.cost,
        currency=brief.money,
        transfer=stop.transfer,
        reason=stop.reason,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        opening_hours=place.opening_hours if place else None,
        hours_confidence=place.hours_confidence if place else None,
        position_confidence=place.position_confidence if place else None,
        meal=stop.meal,
        leg=_leg_out(brief, stop.journey) if stop.journey else None,
        local_name=local_name(place, brief.language) if place else "",
    )


def _leg_out(brief: Brief, journey: Journey) -> LegOut:
    link = journey.link
    cities = {city.id: city for city in (*brief.cities, *((brief.origin,) if brief.origin else ()))}
    day = brief.date_of(journey.day_index)
    return LegOut(
        mode=link.mode,
        number=link.number,
        origin_city_id=link.origin_city,
        target_city_id=link.target_city,
        origin_name=_station_name(brief, journey.origin, link.origin_name),
        target_name=_station_name(brief, journey.target, link.target_name),
        departs_at=_moment(day, journey.departs, cities[link.origin_city]),
        arrives_at=_moment(day, journey.arrives, cities[link.target_city]),
        minutes=link.minutes,
        distance_m=link.distance_m,
        price=link.price,
        per_vehicle=link.per_vehicle,
        units=link.units(brief.travellers),
        currency=link.currency,
        times=link.times,
        source=link.source,
        change=change_out(link.change, brief.language),
    )


def _station_name(brief: Brief, station: Place | None, named: str) -> str:
    return place_name(station, brief.language) if station else named


def _moment(day: date, minute: int, city: City) -> datetime:
    """Return a local minute of a day as a moment, minutes counted on the clock on the wall."""
    days, rest = divmod(minute, DAY_END)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60))
    return wall.replace(tzinfo=ZoneInfo(city.timezone))
