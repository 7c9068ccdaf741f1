"""Weather, hotels, flights and places: asked of the tools, with what the trip says besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.assistant.days import date_of, today_in
from core.assistant.facts import View
from core.assistant.likeness import most_like
from core.assistant.looking import (
    flights_facts,
    hotels_facts,
    places_facts,
    weather_facts,
)
from core.assistant.nodes.trip_query import missing_trip
from core.assistant.route import ToolSaid
from core.assistant.state import Asked, Turning, TurnState
from core.assistant.tasted import heeded
from core.assistant.trips import Missing, cities_of, trip_of_turn
from core.catalog.domain import City, city_name
from core.kernel.errors import (
    AppError,
    DependencyDownError,
    InvalidRequestError,
    NoFlightError,
    NotFoundError,
)
from core.kernel.money import to_minor
from core.llm.providers.offline.assistant.pleas import wants_booking
from core.memory.preferences import Preferences
from core.schemas.chat import Intent, NodeTrace
from core.schemas.facts import Fact, as_json
from core.schemas.facts_found import ToolRefusedFacts
from core.schemas.tools import (
    MAX_NIGHTS,
    MAX_WEATHER_DAYS,
    PlaceResult,
    ToolName,
    ToolResult,
)
from core.schemas.trips import DayCardOut
from core.tools.running import run_tool

_NODE = "tools"
_TOOLS = {
    Intent.WEATHER: ToolName.WEATHER,
    Intent.HOTEL: ToolName.HOTELS,
    Intent.FLIGHT: ToolName.FLIGHTS,
    Intent.PLACE_SEARCH: ToolName.PLACES,
}
_USUAL_WEATHER_DAYS = 3
_NAMED = 8
_LAST_DAY = date(2099, 12, 31)
"""Tools take no later day."""


@dataclass(frozen=True, slots=True)
class _Where:
    """What a tool is asked about: the city, and the trip as far as there is one."""

    city: City
    view: View | None
    on: date | None
    today: date

    @property
    def days(self) -> list[DayCardOut]:
        """Return the days of the trip in the city."""
        if self.view is None:
            return []
        return [day for day in self.view.trip.day_cards if day.city_id == self.city.id]

    @property
    def first(self) -> date:
        """Return the day that is meant: the one said, else the first to come there, else today."""
        coming = [day.date for day in self.days if day.date >= self.today]
        return self.on or (coming[0] if coming else self.today)

    @property
    def stretch(self) -> int:
        """Return how many days in a row the trip is there from that day on."""
        dates = {day.date for day in self.days}
        count = 0
        while self.first + timedelta(days=count) in dates:
            count += 1
        return count

    @property
    def travellers(self) -> int:
        """Return how many they are."""
        return self.view.trip.travellers if self.view else 1


async def tools(state: TurnState, turning: Turning) -> TurnState:
    """Ask the tool that is wanted, and say what it found or why it was not asked."""
    tool = _TOOLS[state["route"].intent]
    said = state["route"].tool or ToolSaid()
    where = await _where(state, turning, said, tool)
    if isinstance(where, Missing):
        return missing_trip(where, _NODE)
    if isinstance(where, ToolRefusedFacts):
        return _refused(where, state["asked"])
    arguments = await _arguments(tool, said, where, turning)
    if isinstance(arguments, ToolRefusedFacts):
        return _refused(arguments, state["asked"])
    try:
        result = await run_tool(turning.toolbox, tool, arguments)
    except AppError as error:
        refused = _why_not(tool, error, said, where, state["asked"].language)
        return _refused(refused, state["asked"])
    result, facts = await _facts(result, state["asked"], turning, said, where)
    extra = {"tool": tool.value, "simulated": result.simulated, "arguments": arguments}
    found: TurnState = {
        "facts": as_json(facts),
        "tool_results": [result],
        "suggestions": result.suggestions,
        "traces": [NodeTrace(node=_NODE, status="ok", extra=extra)],
    }
    if where.view is not None:
        found["trip_id"], found["stage"] = where.view.trip.id, where.view.moment.stage
    return found


async def _where(
    state: TurnState, turning: Turning, said: ToolSaid, tool: ToolName
) -> _Where | Missing | ToolRefusedFacts:
    """Return the city that is meant and the day, of the trip where the words leave them out."""
    asked, day = state["asked"], said.day or state["route"].day
    cities = await cities_of(turning)
    has_trip = bool(state.get("trip_id") or asked.trip_id)
    view = None
    if said.city is None or has_trip:
        found = await trip_of_turn(state, turning, day)
        if isinstance(found, View):
            view = found
        elif said.city is None:
            return found if found.question else _no_city(tool, cities, asked.language)
    city = _city(said.city, view, day_of(view, day), cities)
    if city is None:
        return ToolRefusedFacts(
            tool=tool, reason="unknown_city", said=said.city, cities=_some(cities, asked.language)
        )
    today = today_in(city.timezone, asked.now)
    dates = [card.date for card in view.trip.day_cards] if view else []
    on = date_of(day, dates, today) if day else None
    if on is not None and on > _LAST_DAY:
        return ToolRefusedFacts(tool=tool, reason="too_far", limit=_LAST_DAY)
    return _Where(city, view, on, today)


def day_of(view: View | None, day: Any) -> DayCardOut | None:
    """Return the day of a trip that is meant; without words today, or the first."""
    if view is None:
        return None
    dates = [card.date for card in view.trip.day_cards]
    wanted = date_of(day, dates, view.moment.today) if day else view.moment.today
    return view.day_on(wanted) if wanted else None


def _city(
    said: str | None, view: View | None, day: DayCardOut | None, cities: Mapping[str, City]
) -> City | None:
    if said is None:
        card = day or (view.trip.day_cards[0] if view else None)
        return cities[card.city_id] if card else None
    names = [((city.id, city.name_en, city.name_local, *city.aliases), city)
             for city in cities.values()]  # fmt: skip
    found = most_like(said, names)
    return found[0] if found else None


async def _arguments(
    tool: ToolName, said: ToolSaid, where: _Where, turning: Turning
) -> dict[str, Any] | ToolRefusedFacts:
    """Return what a tool is asked, or why it cannot be."""
    if tool in (ToolName.HOTELS, ToolName.FLIGHTS) and where.first < where.today:
        return ToolRefusedFacts(tool=tool, reason="past")
    match tool:
        case ToolName.WEATHER:
            days = said.days or (1 if where.on else where.stretch or _USUAL_WEATHER_DAYS)
            return {
                "city": where.city.id,
                "start_date": where.first.isoformat(),
                "day_count": min(days, MAX_WEATHER_DAYS),
            }
        case ToolName.HOTELS:
            return _hotel_arguments(said, where)
        case ToolName.FLIGHTS:
            return await _flight_arguments(said, where, turning)
        case ToolName.PLACES:
            return {
                "city": where.city.id,
                "text": said.text[:100] if said.text else None,
                "near": said.near[:100] if said.near else None,
                "open_on": where.on.isoformat() if where.on else None,
            }


def _hotel_arguments(said: ToolSaid, where: _Where) -> dict[str, Any]:
    nights = said.nights or max(where.stretch - 1, 1)
    currency = said.currency or where.city.currency
    budget = to_minor(Decimal(said.budget), currency) if said.budget else None
    return {
        "city": where.city.id,
        "check_in": where.first.isoformat(),
        "nights": min(nights, MAX_NIGHTS),
        "travellers": said.travellers or where.travellers,
        "budget": budget,
        "currency": currency if budget else None,
        "near": said.near[:100] if said.near else None,
    }


async def _flight_arguments(
    said: ToolSaid, where: _Where, turning: Turning
) -> dict[str, Any] | ToolRefusedFacts:
    cities = await cities_of(turning)
    home = where.view.trip.origin_city_id if where.view else None
    origin = _city(said.origin, None, None, cities) if said.origin else cities.get(home or "")
    if origin is None:
        reason = "unknown_city" if said.origin else "no_origin"
        return ToolRefusedFacts(tool=ToolName.FLIGHTS, reason=reason, said=said.origin)
    if origin.id == where.city.id:
        return ToolRefusedFacts(tool=ToolName.FLIGHTS, reason="same_city", said=said.origin)
    return {
        "origin": origin.id,
        "destination": where.city.id,
        "date": where.first.isoformat(),
        "travellers": said.travellers or where.travellers,
    }


async def _facts(
    result: ToolResult, asked: Asked, turning: Turning, said: ToolSaid, where: _Where
) -> tuple[ToolResult, Fact]:
    language, booking = asked.language, {"to_book": wants_booking(asked.query)}
    match result.tool:
        case ToolName.WEATHER:
            return result, weather_facts(result, language)
        case ToolName.HOTELS:
            return result, hotels_facts(result, language).model_copy(update=booking)
        case ToolName.FLIGHTS:
            return result, flights_facts(result, language).model_copy(update=booking)
        case ToolName.PLACES:
            return await _place_facts(result, asked, turning, said, where)


async def _place_facts(
    result: PlaceResult, asked: Asked, turning: Turning, said: ToolSaid, where: _Where
) -> tuple[ToolResult, Fact]:
    """Return places as they suit who asks."""
    known = Preferences()
    if asked.use_memory:
        try:
            trip_id = where.view.trip.id if where.view else None
            known = await turning.memory.preferences(asked.user_id, trip_id)
        except DependencyDownError:
            known = Preferences()
    places = {place.id: place for place in await turning.catalog.places_of(where.city.id)}
    hits, because = heeded(result.data.places, places, known)
    shown = result.model_copy(update={"data": result.data.model_copy(update={"places": hits})})
    facts = places_facts(shown, asked.language, said.text, said.near, places, because)
    return shown, facts.model_copy(update={"date": where.on})


def _why_not(
    tool: ToolName, error: AppError, said: ToolSaid, where: _Where, language: str
) -> ToolRefusedFacts:
    cities = [city_name(where.city, language)]
    match error:
        case NoFlightError():
            return ToolRefusedFacts(tool=tool, reason="no_flight", cities=cities)
        case NotFoundError() if said.near:
            return ToolRefusedFacts(tool=tool, reason="unknown_spot", said=said.near, cities=cities)
        case InvalidRequestError():
            return ToolRefusedFacts(tool=tool, reason="refused", said=str(error), cities=cities)
        case DependencyDownError():
            return ToolRefusedFacts(tool=tool, reason="down", cities=cities)
        case _:
            raise error


def _refused(facts: ToolRefusedFacts, asked: Asked) -> TurnState:
    is_sold = facts.tool in (ToolName.HOTELS, ToolName.FLIGHTS)
    facts = facts.model_copy(update={"to_book": is_sold and wants_booking(asked.query)})
    status = "failed" if facts.reason == "down" else "ok"
    extra = {"tool": facts.tool.value, "refused": facts.reason}
    return {
        "facts": as_json(facts),
        "traces": [NodeTrace(node=_NODE, status=status, extra=extra)],
    }


def _no_city(tool: ToolName, cities: Mapping[str, City], language: str) -> ToolRefusedFacts:
    return ToolRefusedFacts(tool=tool, reason="no_city", cities=_some(cities, language))


def _some(cities: Mapping[str, City], language: str) -> list[str]:
    return sorted(city_name(city, language) for city in cities.values())[:_NAMED]
