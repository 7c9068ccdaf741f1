"""Questions to the tools, valid by default: a test says what matters to it."""

from collections.abc import Sequence
from typing import Any

from hypothesis import settings

from core.catalog.climate import shipped_climate
from core.catalog.domain import City, Place
from core.catalog.service import CatalogService
from core.schemas.tool_messages import tool_text
from core.schemas.tools import ToolName, ToolResult, ToolSuggestion
from core.tools.flights import OfflineFlights
from core.tools.hotels import OfflineHotels
from core.tools.places import CatalogPlaces
from core.tools.port import Toolbox
from core.tools.weather import OfflineWeather

WEDNESDAY = "2026-12-02"
_QUESTIONS: dict[str, dict[str, Any]] = {
    "weather": {"city": "guangzhou", "start_date": WEDNESDAY},
    "hotels": {"city": "guangzhou", "check_in": WEDNESDAY},
    "flights": {"origin": "guangzhou", "destination": "beijing", "date": WEDNESDAY},
    "places": {"city": "guangzhou"},
}
any_case = settings(max_examples=100, database=None, derandomize=True)
"""How properties are tried: the same cases every time, however slow the machine is."""
TOOLS = [name.value for name in ToolName]


class CatalogOf(CatalogService):
    """Knows these cities by their ids, and these places, without a database."""

    def __init__(self, *cities: City, places: Sequence[Place] = ()) -> None:
        """Know them; every city has all the places."""
        self._known = {city.id: city for city in cities}
        self._all_places = places

    async def find_city(self, text: str) -> City | None:
        """Return the city of this id."""
        return self._known.get(text)

    async def places_of(self, city_id: str) -> list[Place]:
        """Return all the places."""
        return list(self._all_places)


def question(tool: str, **changes: Any) -> dict[str, Any]:
    """Return arguments a tool takes."""
    return _QUESTIONS[tool] | changes


def said(of: ToolResult | ToolSuggestion) -> tuple[str, str]:
    """Return what a result or a suggestion says, in English and in Chinese."""
    if isinstance(of, ToolSuggestion):
        key, params = of.key, of.params
    else:
        key, params = of.summary_key, of.summary_params
    return tool_text(key, params, "en"), tool_text(key, params, "zh")


def suggested(result: ToolResult) -> dict[str, ToolSuggestion]:
    """Return the suggestions of a result by key."""
    return {suggestion.key: suggestion for suggestion in result.suggestions}


def offline_toolbox(catalog: CatalogService) -> Toolbox:
    """Return every tool as the product has it."""
    return Toolbox(
        weather=OfflineWeather(catalog, shipped_climate()),
        hotels=OfflineHotels(catalog),
        flights=OfflineFlights(catalog),
        places=CatalogPlaces(catalog),
    )
