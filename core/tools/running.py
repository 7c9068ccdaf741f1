"""One way to run any tool by name: what to-dos and models choose."""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.kernel.errors import DependencyDownError, FieldError, InvalidRequestError
from core.schemas.tools import (
    FlightRequest,
    HotelRequest,
    PlaceRequest,
    ToolName,
    ToolResult,
    ToolSpec,
    WeatherRequest,
)
from core.tools.port import Toolbox

ToolRequest = WeatherRequest | HotelRequest | FlightRequest | PlaceRequest
_REQUESTS: Mapping[ToolName, type[ToolRequest]] = {
    ToolName.WEATHER: WeatherRequest,
    ToolName.HOTELS: HotelRequest,
    ToolName.FLIGHTS: FlightRequest,
    ToolName.PLACES: PlaceRequest,
}
_TITLES = {
    ToolName.WEATHER: ("Weather", "天气"),
    ToolName.HOTELS: ("Hotels", "酒店"),
    ToolName.FLIGHTS: ("Flights", "航班"),
    ToolName.PLACES: ("Places", "地点"),
}
_DESCRIPTIONS = {
    ToolName.WEATHER: "The weather of up to 16 days in a city: highs, lows, rain.",
    ToolName.HOTELS: "Hotels of a city that have rooms for a party and some nights, with prices.",
    ToolName.FLIGHTS: "Flights from one city to another on a day, with times and fares.",
    ToolName.PLACES: "Sights, restaurants, hotels, stations and airports of a city, by words, kind,"
    " nearness or opening hours.",
}
_MAX_PROBLEMS = 20
_MAX_LOC_CHARS = 64


def list_tools() -> list[ToolSpec]:
    """Return every tool as a model or a form is told of it."""
    return [
        ToolSpec(
            name=name,
            title_en=_TITLES[name][0],
            title_zh=_TITLES[name][1],
            description=_DESCRIPTIONS[name],
            arguments=_REQUESTS[name].model_json_schema(),
        )
        for name in ToolName
    ]


def read_call(name: str, arguments: Mapping[str, Any]) -> ToolRequest:
    """Return what a tool is asked, without running it; null stands for a field left out.

    Raises:
        InvalidRequestError: There is no such tool (`tool`), or an argument is not what it takes.
    """
    if name not in [*ToolName]:
        raise InvalidRequestError.of(
            "tool", f"must be one of {', '.join(ToolName)}", "unknown_tool"
        )
    given = {key: value for key, value in arguments.items() if value is not None}
    try:
        return _REQUESTS[ToolName(name)].model_validate(given)
    except ValidationError as error:
        raise _bad_arguments(error) from error


async def run_tool(toolbox: Toolbox, name: str, arguments: Mapping[str, Any]) -> ToolResult:
    """Run a tool by its name and return what it found.

    Raises:
        InvalidRequestError: There is no such tool, or an argument is not what it takes.
        DependencyDownError: The tool did not answer in time.
        AppError: What the tool itself raises.
    """
    request = read_call(name, arguments)
    try:
        async with asyncio.timeout(toolbox.timeout_s):
            return await _run(toolbox, request)
    except TimeoutError as error:
        detail = f"The tool {name!r} did not answer within {toolbox.timeout_s:g} s"
        raise DependencyDownError(detail) from error


async def _run(toolbox: Toolbox, request: ToolRequest) -> ToolResult:
    match request:
        case WeatherRequest():
            return await toolbox.weather.forecast(request)
        case HotelRequest():
            return await toolbox.hotels.search(request)
        case FlightRequest():
            return await toolbox.flights.search(request)
        case PlaceRequest():
            return await toolbox.places.search(request)


def _bad_arguments(error: ValidationError) -> InvalidRequestError:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    errors: list[FieldError] = [
        {
            "loc": ["arguments", *(str(part)[:_MAX_LOC_CHARS] for part in problem["loc"])],
            "type": problem["type"],
            "msg": problem["msg"],
        }
        for problem in problems[:_MAX_PROBLEMS]
    ]
    first = errors[0]
    where = ".".join(map(str, first["loc"]))
    return InvalidRequestError(f"{where}: {first['msg']}", errors=errors)
