"""What each tool promises, whoever answers: something offline, or one day a real service."""

from dataclasses import dataclass
from typing import Protocol

from core.schemas.tools import (
    FlightRequest,
    FlightResult,
    HotelRequest,
    HotelResult,
    PlaceRequest,
    PlaceResult,
    WeatherRequest,
    WeatherResult,
)


class WeatherTool(Protocol):
    """Knows the weather of days to come."""

    async def forecast(self, request: WeatherRequest) -> WeatherResult:
        """Return the weather, day by day.

        Raises:
            NotFoundError: The city is unknown, or nothing is known of its climate.
        """
        ...


class HotelTool(Protocol):
    """Knows hotels with their rates and rooms."""

    async def search(self, request: HotelRequest) -> HotelResult:
        """Return the hotels that suit; none is an answer too.

        Raises:
            NotFoundError: The city is unknown, or what it is to be near to.
            InvalidRequestError: The budget's currency has no rate.
        """
        ...


class FlightTool(Protocol):
    """Knows flights with their times and fares."""

    async def search(self, request: FlightRequest) -> FlightResult:
        """Return the flights of a day; none with seats is an answer too.

        Raises:
            NotFoundError: One of the cities is unknown.
            NoFlightError: Nobody flies between them: they are too near, or too far apart.
        """
        ...


class PlaceTool(Protocol):
    """Knows places."""

    async def search(self, request: PlaceRequest) -> PlaceResult:
        """Return the places that suit; none is an answer too.

        Raises:
            NotFoundError: The city is unknown, or what they are to be near to.
        """
        ...


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Every tool, and how long one may take."""

    weather: WeatherTool
    hotels: HotelTool
    flights: FlightTool
    places: PlaceTool
    timeout_s: float = 20.0
