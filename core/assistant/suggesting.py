"""What one might do next: by where one stands in a trip."""

from typing import Any

from core.assistant.facts import View
from core.schemas.chat import Stage
from core.schemas.tools import (
    MAX_NIGHTS,
    MAX_WEATHER_DAYS,
    ToolName,
    ToolSuggestion,
)
from core.schemas.trips import DayCardOut, SubTripKind
from core.tools.spots import city_label


def next_steps(view: View) -> list[ToolSuggestion]:
    """Return what helps before a trip, on it, or after it; those of tools are complete."""
    match view.moment.stage:
        case Stage.BEFORE:
            return _before(view)
        case Stage.DURING:
            return _during(view)
        case Stage.AFTER:
            return [
                _step(view, "assistant.summary"),
                _step(view, "assistant.export"),
                _step(view, "assistant.feedback"),
            ]


def _before(view: View) -> list[ToolSuggestion]:
    trip, first = view.trip, view.trip.day_cards[0]
    here = [day for day in trip.day_cards if day.city_id == first.city_id]
    found = [_weather(view, first, len(here))]
    if not any(_has_night(day) for day in trip.day_cards) and len(trip.day_cards) > 1:
        found.append(_hotels(view, first, len(here)))
    if trip.origin_city_id and not any(
        stop.leg for day in trip.day_cards for stop in day.sub_trips
    ):
        found.append(_flights(view, first))
    found += [
        _step(view, "assistant.fill_day", day=day.day_index + 1, date=day.date.isoformat())
        for day in trip.day_cards
        if not day.sub_trips
    ][:1]
    return found


def _during(view: View) -> list[ToolSuggestion]:
    today = view.day_on(view.moment.today)
    found = [_step(view, "assistant.next_stop"), _step(view, "assistant.directions")]
    return [*found, _weather(view, today, 1)] if today else found


def _has_night(day: DayCardOut) -> bool:
    return any(stop.kind is SubTripKind.HOTEL for stop in day.sub_trips)


def _step(view: View, key: str, **params: Any) -> ToolSuggestion:
    return ToolSuggestion(key=key, params={"trip_id": view.trip.id, **params})


def _weather(view: View, day: DayCardOut, days: int) -> ToolSuggestion:
    return ToolSuggestion(
        key="assistant.weather",
        params={"city": city_label(view.cities[day.city_id]), "date": day.date.isoformat()},
        tool=ToolName.WEATHER,
        arguments={
            "city": day.city_id,
            "start_date": day.date.isoformat(),
            "day_count": min(days, MAX_WEATHER_DAYS),
        },
    )


def _hotels(view: View, first: DayCardOut, days: int) -> ToolSuggestion:
    nights = min(max(days - 1, 1), MAX_NIGHTS)
    return ToolSuggestion(
        key="assistant.hotels",
        params={
            "city": city_label(view.cities[first.city_id]),
            "date": first.date.isoformat(),
            "nights": nights,
        },
        tool=ToolName.HOTELS,
        arguments={
            "city": first.city_id,
            "check_in": first.date.isoformat(),
            "nights": nights,
            "travellers": view.trip.travellers,
        },
    )


def _flights(view: View, first: DayCardOut) -> ToolSuggestion:
    return ToolSuggestion(
        key="assistant.flights",
        params={"city": city_label(view.cities[first.city_id]), "date": first.date.isoformat()},
        tool=ToolName.FLIGHTS,
        arguments={
            "origin": view.trip.origin_city_id,
            "destination": first.city_id,
            "date": first.date.isoformat(),
            "travellers": view.trip.travellers,
        },
    )
