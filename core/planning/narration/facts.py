"""What a finished plan is, in words and numbers a sentence about it may use."""

from collections.abc import Mapping
from typing import Any

from core.catalog.domain import City, Place, city_name, place_name
from core.catalog.vocabulary import category_label, interest_label
from core.kernel.money import format_money
from core.kernel.times import clock_of_day
from core.planning.domain import DAY_END, Brief, Day, Plan, Stop
from core.planning.frame import Journey
from core.planning.themes import Theme, name_of
from core.schemas.catalog import Booking
from core.schemas.trips import SubTripKind

Facts = dict[str, Any]
"""JSON values only."""


def trip_facts(plan: Plan) -> Facts:
    """Return what is true of the whole trip."""
    brief, frame = plan.brief, plan.frame
    budget = None if brief.budget is None else format_money(brief.budget, brief.currency)
    return {
        "title": plan.title,
        "cities": [_city(brief, city) for city in frame.cities],
        "origin": _city(brief, brief.origin) if brief.origin else None,
        "first_day": _date(brief, 0),
        "last_day": _date(brief, len(plan.days) - 1),
        "days": len(plan.days),
        "nights": brief.nights,
        "travellers": brief.travellers,
        "interests": [interest_label(one, brief.language) for one in brief.interests],
        "sights": sum(_is_sight(stop) for stop in plan.stops()),
        "sights_of_interest": sum(_is_of_interest(brief, stop) for stop in plan.stops()),
        "cost": format_money(plan.total_cost, brief.money),
        "budget": budget,
        "within_budget": brief.budget_local is None or plan.total_cost <= brief.budget_local,
        "stays": [
            {"city": _city(brief, stay.city), "nights": stay.nights, "hotel": _name(brief, hotel)}
            for stay, hotel in zip(frame.stays, plan.hotels, strict=True)
        ],
        "journeys": [_journey(brief, journey) for journey in frame.journeys],
    }


def day_facts(plan: Plan, day: Day, theme: Theme | None) -> Facts:
    """Return what is true of one day; its stops are numbered as they stand in the day."""
    brief = plan.brief
    city = plan.frame.city_of(day.index)
    ways = [stop.transfer.minutes for stop in day.stops if stop.transfer]
    return {
        "day_index": day.index,
        "day": day.index + 1,
        **_date(brief, day.index),
        "city": _city(brief, city) if city else None,
        "title": day.title,
        "theme": _theme(brief, theme, day) if theme else None,
        "longest_way_min": max(ways, default=0),
        "only_walks": all(stop.transfer.mode == "walk" for stop in day.stops if stop.transfer),
        "stops": [_stop(brief, index, stop) for index, stop in enumerate(day.stops)],
    }


def _theme(brief: Brief, theme: Theme, day: Day) -> str | None:
    """Return the theme as the day has it, where most of the day's sights are of it."""
    sights = [stop.place for stop in day.stops if stop.place and _is_sight(stop)]
    kept = [place for place in sights if place.id in theme.ids]
    return name_of(brief, kept) if len(kept) * 2 > len(sights) else None


def _stop(brief: Brief, index: int, stop: Stop) -> Facts:
    row: Facts = {
        "index": index,
        "kind": str(stop.kind),
        "name": stop.named,
        "starts": clock_of_day(stop.start),
        "ends": clock_of_day(stop.end),
        "cost": format_money(stop.cost, brief.money),
        "reason": stop.reason,
    }
    if stop.meal:
        row["meal"] = str(stop.meal)
    if stop.transfer:
        row["way"] = {"mode": str(stop.transfer.mode), "minutes": stop.transfer.minutes}
    if stop.journey:
        row["journey"] = _journey(brief, stop.journey)
    if stop.place:
        row |= _place(brief, stop.place)
    return row


def _place(brief: Brief, place: Place) -> Facts:
    return {
        "category": category_label(place.category, brief.language),
        "area": place.area,
        "about": place.summary_zh if brief.language == "zh" else place.summary_en,
        "for": [interest_label(tag, brief.language) for tag in place.tags],
        "cuisine": list(place.cuisine),
        "wished": place.id in brief.must_see_ids,
        "book_ahead": place.booking in (Booking.REQUIRED, Booking.ADVISED),
        "effort": place.walk_effort,
    }


def _journey(brief: Brief, journey: Journey) -> Facts:
    link = journey.link
    cities: Mapping[str, City] = {
        city.id: city for city in (*brief.cities, *((brief.origin,) if brief.origin else ()))
    }
    boarding = brief.ways.boarding_min(link.mode)
    return {
        "day": journey.day_index + 1,
        "mode": str(link.mode),
        "number": link.number,
        "from": _city(brief, cities[link.origin_city]),
        "to": _city(brief, cities[link.target_city]),
        "via": link.change.name(brief.language) if link.change else None,
        "from_station": _name(brief, journey.origin) or link.origin_name,
        "to_station": _name(brief, journey.target) or link.target_name,
        "departs": clock_of_day(journey.departs),
        "arrives": clock_of_day(journey.arrives % DAY_END),
        "days_later": journey.arrives // DAY_END,
        "be_there_by": clock_of_day(max(0, journey.departs - boarding)),
        "hours": link.minutes // 60,
        "minutes": link.minutes % 60,
    }


def _date(brief: Brief, index: int) -> Facts:
    date = brief.date_of(index)
    return {
        "date": date.isoformat(),
        "weekday": date.strftime("%A"),
        "month": date.strftime("%B"),
        "year": date.year,
        "month_number": date.month,
        "day_of_month": date.day,
    }


def _is_sight(stop: Stop) -> bool:
    return stop.kind is SubTripKind.ATTRACTION and stop.place is not None


def _is_of_interest(brief: Brief, stop: Stop) -> bool:
    place = stop.place if _is_sight(stop) else None
    return place is not None and bool(set(brief.interests) & set(place.tags))


def _city(brief: Brief, city: City) -> str:
    return city_name(city, brief.language)


def _name(brief: Brief, place: Place | None) -> str | None:
    return place_name(place, brief.language) if place else None
