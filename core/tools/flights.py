"""Flights of a timetable nobody flies, with fares and seats that are made up by rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog.domain import City, Place
from core.catalog.exchange import convert
from core.catalog.service import CatalogService
from core.kernel.errors import InvalidRequestError
from core.schemas.catalog import PlaceKind
from core.schemas.tools import (
    Airport,
    FlightOffer,
    FlightRequest,
    FlightResult,
    FlightsOut,
    ToolName,
    ToolSuggestion,
)
from core.tools.chance import chance
from core.tools.prices import money, whole
from core.tools.spots import city_label, city_ref, named_city
from core.tools.timetable import Flight, flights_of, line_km

SOURCE = "simulated timetable between the cities of the catalogue; ZZ is no airline"
_BASE_EUR_CENTS, _NEAR_CENTS_PER_KM, _FAR_CENTS_PER_KM = 3_000, 9.0, 5.5
_NEAR_KM = 1_500
_LOWEST_FARE, _HIGHEST_FARE = 0.75, 1.35
_BUSY_DAYS, _BUSY_FARE = (4, 6), 1.1
"""Friday and Sunday."""
_SEATS = 30


@dataclass(frozen=True, slots=True)
class _Line:
    """Two cities, what is between them, and their airports."""

    origin: City
    destination: City
    km: int
    origin_airports: Sequence[Airport]
    destination_airports: Sequence[Airport]


class OfflineFlights:
    """Answers from a timetable made by rule; the same question has the same answer."""

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    async def search(self, request: FlightRequest) -> FlightResult:
        """Return the flights of a day; none with seats is an answer too.

        Raises:
            NotFoundError: One of the cities is unknown.
            NoFlightError: Nobody flies between them: they are too near, or too far apart.
        """
        origin = await named_city(self._catalog, request.origin)
        destination = await named_city(self._catalog, request.destination)
        line = _Line(
            origin,
            destination,
            line_km(origin, destination),
            await self._airports(origin),
            await self._airports(destination),
        )
        suiting = _suiting(line, request)
        key, params = _summary(line, request, suiting)
        return FlightResult(
            simulated=True,
            source=SOURCE,
            summary_key=key,
            summary_params=params,
            data=_data(line, request, suiting),
            suggestions=_suggestions(line, request, suiting),
        )

    async def _airports(self, city: City) -> list[Airport]:
        places = await self._catalog.places_of(city.id)
        known = [_airport(place) for place in places if place.kind is PlaceKind.AIRPORT]
        return known or [
            Airport(place_id=None, name_en=city.name_en, name_local=city.name_local),
        ]


def _airport(place: Place) -> Airport:
    return Airport(place_id=place.id, name_en=place.name_en, name_local=place.name_local)


def _suiting(line: _Line, request: FlightRequest) -> list[FlightOffer]:
    flights = flights_of(line.origin, line.destination, request.date)
    offers = [_offer(line, flight, request) for flight in flights if _in_window(flight, request)]
    return [offer for offer in offers if offer.seats_left >= request.travellers]


def _data(line: _Line, request: FlightRequest, suiting: Sequence[FlightOffer]) -> FlightsOut:
    return FlightsOut(
        origin=city_ref(line.origin),
        destination=city_ref(line.destination),
        date=request.date,
        travellers=request.travellers,
        distance_km=line.km,
        flights=list(suiting[: request.limit]),
        suiting=len(suiting),
    )


def _in_window(flight: Flight, request: FlightRequest) -> bool:
    departs = f"{flight.departs:%H:%M}"
    after, before = request.depart_after or "00:00", request.depart_before or "24:00"
    return after <= departs <= before


def _offer(line: _Line, flight: Flight, request: FlightRequest) -> FlightOffer:
    fare, currency = _fare(line, flight)
    return FlightOffer(
        number=flight.number,
        origin_airport=_pick(line.origin_airports, flight.number, "from"),
        destination_airport=_pick(line.destination_airports, flight.number, "to"),
        departs_at=flight.departs,
        departs_timezone=line.origin.timezone,
        arrives_at=flight.arrives,
        arrives_timezone=line.destination.timezone,
        arrives_day_offset=flight.day_offset,
        duration_minutes=flight.minutes,
        fare=fare,
        total=fare * request.travellers,
        currency=currency,
        seats_left=int(_SEATS * chance("seats", flight.number, flight.departs.date()).random()),
    )


def _pick(airports: Sequence[Airport], number: str, end: str) -> Airport:
    return airports[int(chance("airport", number, end).random() * len(airports))]


def _fare(line: _Line, flight: Flight) -> tuple[int, str]:
    """Return one traveller's fare in the origin's currency, or in euro where it has no rate."""
    far_km = max(0, line.km - _NEAR_KM)
    cents = _BASE_EUR_CENTS + (line.km - far_km) * _NEAR_CENTS_PER_KM + far_km * _FAR_CENTS_PER_KM
    day = flight.departs.date()
    draw = chance("fare", flight.number, day).random()
    cents *= _LOWEST_FARE + (_HIGHEST_FARE - _LOWEST_FARE) * draw
    cents *= _BUSY_FARE if day.weekday() in _BUSY_DAYS else 1
    currency = line.origin.currency
    try:
        amount = convert(round(cents), "EUR", currency).amount_minor
    except InvalidRequestError:
        amount, currency = round(cents), "EUR"
    return whole(amount, currency), currency


def _summary(
    line: _Line, request: FlightRequest, suiting: Sequence[FlightOffer]
) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {
        "origin": city_label(line.origin),
        "destination": city_label(line.destination),
        "date": request.date.isoformat(),
    }
    if not suiting:
        return "flights.none", params
    cheapest = min(suiting, key=lambda flight: flight.total)
    return "flights.found", params | {
        "count": len(suiting),
        "number": cheapest.number,
        "departs": f"{cheapest.departs_at:%H:%M}",
        "cheapest": money(cheapest.total, cheapest.currency),
    }


def _suggestions(
    line: _Line, request: FlightRequest, suiting: Sequence[FlightOffer]
) -> list[ToolSuggestion]:
    if suiting:
        return _there(line.destination, request, suiting[0])
    if request.depart_after is None and request.depart_before is None:
        return []
    again = request.model_dump(
        mode="json", exclude_none=True, exclude={"depart_after", "depart_before"}
    )
    return [
        ToolSuggestion(key="flights.any_time", params={}, tool=ToolName.FLIGHTS, arguments=again)
    ]


def _there(city: City, request: FlightRequest, first: FlightOffer) -> list[ToolSuggestion]:
    """Return what one may want to know of where, and when, the first flight arrives."""
    day = first.arrives_at.date().isoformat()
    party = {"city": city.id, "check_in": day, "travellers": request.travellers}
    return [
        ToolSuggestion(
            key="flights.hotels",
            params={"city": city_label(city), "date": day},
            tool=ToolName.HOTELS,
            arguments=party,
        ),
        ToolSuggestion(
            key="flights.weather",
            params={"city": city_label(city)},
            tool=ToolName.WEATHER,
            arguments={"city": city.id, "start_date": day, "day_count": 3},
        ),
    ]
