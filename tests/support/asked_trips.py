"""Trips as they are asked about, without a database: any days in any cities, and a moment."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.assistant.facts import View
from core.assistant.moment import moment_in
from core.catalog.domain import Place
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut
from tests.support.shipped import city_ids, city_of, places_of

_NEW = datetime(2026, 1, 1, tzinfo=UTC)
CITIES = {city_id: city_of(city_id) for city_id in city_ids()}


def a_stop(
    name: str, start: str | None = None, end: str | None = None, **changes: Any
) -> SubTripOut:
    """Return a stop of one's own, or with `place_id` one at a place of the catalogue."""
    values: dict[str, Any] = {
        "id": f"stop-{name}", "order_index": 0, "kind": SubTripKind.ATTRACTION, "place_id": None,
        "name": name, "start_time": start, "end_time": end, "cost": 0, "currency": "CNY",
        "transfer": None, "reason": "",
    }  # fmt: skip
    return SubTripOut(**(values | changes))


def at_place(
    place_id: str,
    start: str | None = None,
    end: str | None = None,
    *,
    called: str = "",
    **more: Any,
) -> SubTripOut:
    """Return a stop at a place of the catalogue, called as that is."""
    place = next(p for city in CITIES for p in places_of(city) if p.id == place_id)
    kinds = {"restaurant": SubTripKind.MEAL, "hotel": SubTripKind.HOTEL}
    values = {"kind": kinds.get(place.kind, SubTripKind.ATTRACTION), "place_id": place_id}
    return a_stop(called or place.name_en, start, end, **(values | more))


def a_trip(city_id: str, start: str, *days: list[SubTripOut], **changes: Any) -> TripOut:
    """Return a trip with these stops by day; `cities` are those of its days."""
    first = date.fromisoformat(start)
    cities = changes.pop("cities", [city_id] * len(days))
    cards = [
        DayCardOut(
            id=f"day-{index}", day_index=index, date=first + timedelta(days=index),
            city_id=cities[index], city=CITIES[cities[index]].name_en, title="Day",
            sub_trips=[
                stop.model_copy(update={"order_index": number, "id": f"{index}-{number}"})
                for number, stop in enumerate(stops)
            ],
        )
        for index, stops in enumerate(days)
    ]  # fmt: skip
    ids = list(dict.fromkeys(cities))
    values: dict[str, Any] = {
        "id": "trip-1", "title": "The trip", "city_id": city_id, "city": CITIES[city_id].name_en,
        "city_ids": ids, "cities": [CITIES[one].name_en for one in ids], "start_date": first,
        "day_count": len(days), "travellers": 2, "budget": None, "currency": "CNY", "version": 1,
        "created_at": _NEW, "updated_at": _NEW, "day_cards": cards,
    }  # fmt: skip
    return TripOut(**(values | changes))


def a_view(trip: TripOut, now: datetime, language: str = "en") -> View:
    """Return a trip as it is asked about at a moment."""
    places: dict[str, Place] = {
        place.id: place for city_id in trip.city_ids for place in places_of(city_id)
    }
    return View(trip, CITIES, places, language, moment_in(trip, CITIES, now))


def at(moment: str) -> datetime:
    """Return a moment in UTC, as `2026-12-01 23:30`."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)
