"""Cities, places, briefs and plans, valid by default: a test says what matters to it.

`a_plan()` is two days in Guangzhou with every check passed. All its places stand in one square of
some 100 m, so that every way takes 5 minutes or none.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.catalog.domain import City, Place
from core.planning.domain import Brief, Day, Draft, Pick, Plan, Stop, frame_of_one_city
from core.schemas.catalog import Meal, PlaceKind
from core.schemas.plans import PlanRequest
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Pace
from tests.support.catalog_files import GUANGZHOU, place

WEDNESDAY = date(2026, 12, 2)
_SQUARE = (23.1200, 113.3000)
_ALWAYS = "Mo-Su 08:00-22:00"


def a_city(**changes: Any) -> City:
    """Return Guangzhou."""
    return replace(GUANGZHOU, **changes)


def a_place(place_id: str = "museum-a", **changes: Any) -> Place:
    """Return a museum of Guangzhou, open every day from 08:00 to 22:00, 20 yuan, 90 minutes."""
    named = {"id": place_id, "name_en": place_id.replace("-", " ").title(), "name_local": place_id}
    where = {"lat": _SQUARE[0], "lon": _SQUARE[1], "opening_hours": _ALWAYS}
    return place(**(named | where | changes))


def a_restaurant(place_id: str = "noodles-a", **changes: Any) -> Place:
    """Return a restaurant for lunch and dinner, 50 yuan a head, 60 minutes."""
    values: dict[str, Any] = {
        "kind": PlaceKind.RESTAURANT,
        "category": "casual",
        "tags": (),
        "meals": (Meal.LUNCH, Meal.DINNER),
        "visit_minutes": 60,
        "typical_cost": 5_000,
    }
    return a_place(place_id, **(values | changes))


def a_hotel(place_id: str = "hotel-a", **changes: Any) -> Place:
    """Return a hotel, 400 yuan a night for a double room."""
    values: dict[str, Any] = {
        "kind": PlaceKind.HOTEL,
        "category": "midrange",
        "tags": (),
        "visit_minutes": 0,
        "typical_cost": 40_000,
        "opening_hours": "24/7",
    }
    return a_place(place_id, **(values | changes))


def north_of(place: Place, metres: float, place_id: str = "museum-far", **changes: Any) -> Place:
    """Return a museum so many metres of beeline north of a place."""
    return a_place(place_id, lat=place.lat + metres / 111_195.0797, lon=place.lon, **changes)


def a_brief(**changes: Any) -> Brief:
    """Return two days for two in Guangzhou from a Wednesday, 09:00 to 21:30, without a budget."""
    values: dict[str, Any] = {
        "cities": (city := changes.pop("city", a_city()),),
        "money": city.currency,
        "rates": {"CNY": Decimal(1)},
        "start_date": WEDNESDAY,
        "day_count": 2,
        "travellers": 2,
        "budget": None,
        "currency": "CNY",
        "budget_local": None,
        "rate_date": None,
        "pace": Pace.NORMAL,
        "interests": (),
        "must_see": (),
        "unknown_must_see": (),
        "avoid": frozenset(),
        "window": (9 * 60, 21 * 60 + 30),
        "language": "en",
        "seed": 0,
    }
    return Brief(**(values | changes))


def a_pick(place: Place | None = None, **changes: Any) -> Pick:
    """Return a stop as chosen; without a place it is one nobody knows."""
    named = place.id if place else "atlantis"
    values: dict[str, Any] = {"place": place, "named": named, "meal": None, "reason": "Because."}
    return Pick(**(values | changes))


def a_draft(*picks: Pick, title: str = "Old town") -> Draft:
    """Return a day as chosen."""
    return Draft(title, picks)


def a_stop(place: Place | None, start: str, end: str, **changes: Any) -> Stop:
    """Return a stop with its times; its kind is that of the place."""
    kinds = {
        PlaceKind.RESTAURANT: SubTripKind.MEAL,
        PlaceKind.HOTEL: SubTripKind.HOTEL,
    }
    kind = kinds.get(place.kind, SubTripKind.ATTRACTION) if place else SubTripKind.ATTRACTION
    values: dict[str, Any] = {
        "kind": kind,
        "place": place,
        "named": place.name_en if place else "Atlantis",
        "meal": None,
        "start": minute(start),
        "end": minute(end),
        "cost": 10_000,
        "transfer": None,
        "reason": "Because.",
    }
    return Stop(**(values | changes))


def a_day(index: int = 0, *stops: Stop, **changes: Any) -> Day:
    """Return a day of the trip that begins on the Wednesday."""
    day = Day(index, a_brief().date_of(index), "Old town", stops)
    return replace(day, **changes)


def a_full_day(index: int, suffix: str, night: Place | None) -> Day:
    """Return a day with two sights, two meals and, with a hotel, the night."""
    stops = [
        a_stop(a_place(f"museum-{suffix}1"), "09:30", "11:00"),
        a_stop(a_restaurant(f"noodles-{suffix}1"), "12:00", "13:00", meal=Meal.LUNCH),
        a_stop(a_place(f"museum-{suffix}2"), "14:00", "15:30"),
        a_stop(a_restaurant(f"noodles-{suffix}2"), "18:00", "19:00", meal=Meal.DINNER),
    ]
    if night is not None:
        stops.append(a_stop(night, "20:00", "21:30"))
    return a_day(index, *stops)


def a_plan(**changes: Any) -> Plan:
    """Return a plan whose checks all pass; `changes` of its brief go in as `brief=a_brief(...)`."""
    hotel = changes.pop("hotel", a_hotel())
    values: dict[str, Any] = {
        "brief": a_brief(),
        "title": "Two days in Guangzhou",
        "days": (a_full_day(0, "a", hotel), a_full_day(1, "b", None)),
    }
    values |= changes
    frame = values.setdefault("frame", frame_of_one_city(values["brief"]))
    values.setdefault("hotels", (hotel,) * len(frame.stays))
    values.setdefault("parts_done", len(frame.parts))
    return Plan(**values)


def with_brief(plan: Plan, brief: Brief) -> Plan:
    """Return the plan as one for another brief, of the same or fewer days."""
    frame = frame_of_one_city(brief)
    hotels = plan.hotels[: len(frame.stays)]
    return replace(plan, brief=brief, frame=frame, hotels=hotels, parts_done=len(frame.parts))


def with_stop(plan: Plan, day: int, index: int, **changes: Any) -> Plan:
    """Return the plan with one stop changed; `start` and `end` may be said as `HH:MM`."""
    timed = {
        name: minute(value) if name in ("start", "end") and isinstance(value, str) else value
        for name, value in changes.items()
    }
    stops = list(plan.days[day].stops)
    stops[index] = replace(stops[index], **timed)
    return with_day(plan, day, stops=tuple(stops))


def with_day(plan: Plan, day: int, **changes: Any) -> Plan:
    """Return the plan with one day changed."""
    days = list(plan.days)
    days[day] = replace(days[day], **changes)
    return replace(plan, days=tuple(days))


def a_request(**changes: Any) -> PlanRequest:
    """Return a request for two days in Guangzhou from the Wednesday."""
    values: dict[str, Any] = {
        "destination": "guangzhou",
        "start_date": WEDNESDAY,
        "day_count": 2,
    }
    return PlanRequest.model_validate(values | changes)


def minute(text: str) -> int:
    """Return the minutes after midnight of `HH:MM`; `25:00` is one in the night that follows."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
