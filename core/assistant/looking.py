"""Facts of what tools have found."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.assistant.facts import hours_facts
from core.catalog.domain import City, Place, city_name, local_name, place_name
from core.kernel.money import format_money
from core.schemas.catalog import Booking, PlaceKind
from core.schemas.facts_found import (
    CityFacts,
    FlightLine,
    FlightsFacts,
    HotelLine,
    HotelsFacts,
    PlaceFacts,
    PlaceLine,
    PlacesFacts,
    WeatherFacts,
    WeatherLine,
)
from core.schemas.tools import (
    Airport,
    CityRef,
    FlightResult,
    HotelResult,
    PlaceHit,
    PlaceRef,
    PlaceResult,
    WeatherResult,
)

_MOST_LINES = 5
_KNOWN_FOR = 6


def weather_facts(result: WeatherResult, language: str) -> WeatherFacts:
    """Return the weather, day by day."""
    return WeatherFacts(
        simulated=result.simulated,
        city=_city(result.data.city, language),
        days=[WeatherLine.model_validate(day) for day in result.data.days],
    )


def hotels_facts(result: HotelResult, language: str) -> HotelsFacts:
    """Return the first of the hotels, or why there are none."""
    data = result.data
    return HotelsFacts(
        simulated=result.simulated,
        city=_city(data.city, language),
        check_in=data.check_in,
        check_out=data.check_out,
        nights=data.nights,
        travellers=data.travellers,
        rooms=data.rooms,
        hotels=[
            HotelLine(
                name=_place(offer, language),
                local_name=_local(offer, language),
                area=offer.area,
                total=format_money(offer.total, offer.currency),
                distance_m=offer.distance_m,
            )
            for offer in data.offers[:_MOST_LINES]
        ],
        suiting=data.suiting,
        budget=format_money(data.budget, data.currency) if data.budget is not None else None,
        cheapest=format_money(data.cheapest_total, data.currency)
        if data.cheapest_total is not None
        else None,
    )


def flights_facts(result: FlightResult, language: str) -> FlightsFacts:
    """Return the first of the flights; none is an answer too."""
    data = result.data
    return FlightsFacts(
        simulated=result.simulated,
        origin=_city(data.origin, language),
        target=_city(data.destination, language),
        date=data.date,
        travellers=data.travellers,
        flights=[
            FlightLine(
                number=flight.number,
                origin=_airport(flight.origin_airport, language),
                target=_airport(flight.destination_airport, language),
                departs=f"{flight.departs_at:%H:%M}",
                arrives=f"{flight.arrives_at:%H:%M}",
                days_later=flight.arrives_day_offset,
                total=format_money(flight.total, flight.currency),
            )
            for flight in data.flights[:_MOST_LINES]
        ],
        suiting=data.suiting,
    )


def places_facts(
    result: PlaceResult,
    language: str,
    said: str | None,
    near: str | None,
    places: Mapping[str, Place],
    because: Sequence[str] = (),
) -> PlacesFacts:
    """Return the first of the places; `because` is what of the traveller was heeded."""
    data = result.data
    hits = data.places[:_MOST_LINES]
    return PlacesFacts(
        city=_city(data.city, language),
        said=said,
        near=near,
        places=[_hit_line(hit, places.get(hit.id), language) for hit in hits],
        suiting=data.suiting,
        because=list(because),
    )


def city_facts(city: City, places: Sequence[Place], language: str) -> CityFacts:
    """Return what the catalogue knows of a city; `places` are its own, the most wanted first."""
    kinds = [place.kind for place in places]
    sights = [place for place in places if place.kind is PlaceKind.ATTRACTION]
    sights.sort(key=lambda place: (not place.must_see, -place.popularity, place.id))
    name = city_name(city, language)
    return CityFacts(
        name=name,
        local_name=city.name_local if city.name_local != name else "",
        sights=kinds.count(PlaceKind.ATTRACTION),
        restaurants=kinds.count(PlaceKind.RESTAURANT),
        hotels=kinds.count(PlaceKind.HOTEL),
        known_for=[place_line(place, language) for place in sights[:_KNOWN_FOR]],
        currency=city.currency,
        meal=_middle_cost(places, PlaceKind.RESTAURANT),
        night=_middle_cost(places, PlaceKind.HOTEL),
        transit_hours=city.transit_hours,
    )


def place_facts(place: Place, city: City, language: str, today: date) -> PlaceFacts:
    """Return what the catalogue knows of a place."""
    return PlaceFacts(
        city=city_name(city, language),
        place=place_line(place, language),
        visit_minutes=place.visit_minutes,
        book_ahead=place.booking is Booking.REQUIRED,
        today=hours_facts(place, city, today, language),
    )


def place_line(place: Place, language: str) -> PlaceLine:
    """Return a place in a line."""
    return PlaceLine(
        name=place_name(place, language),
        local_name=local_name(place, language),
        area=place.area,
        about=place.summary_zh if language == "zh" else place.summary_en,
        cost=format_money(place.typical_cost, place.currency) if place.typical_cost else None,
    )


def _middle_cost(places: Sequence[Place], kind: PlaceKind) -> str | None:
    costs = sorted(
        (place.typical_cost, place.currency)
        for place in places
        if place.kind is kind and place.typical_cost
    )
    return format_money(*costs[(len(costs) - 1) // 2]) if costs else None


def _hit_line(hit: PlaceHit, place: Place | None, language: str) -> PlaceLine:
    line = PlaceLine(
        name=_place(hit, language),
        local_name=_local(hit, language),
        area=hit.area,
        distance_m=hit.distance_m,
        cost=format_money(hit.typical_cost, hit.currency) if hit.typical_cost else None,
    )
    if place is None:
        return line
    return line.model_copy(update={"about": place_line(place, language).about})


def _city(city: CityRef, language: str) -> str:
    return city.name_zh if language == "zh" else city.name_en


def _place(place: PlaceRef, language: str) -> str:
    return place.name_zh or place.name_local if language == "zh" else place.name_en


def _local(place: PlaceRef, language: str) -> str:
    return "" if place.name_local == _place(place, language) else place.name_local


def _airport(airport: Airport, language: str) -> str:
    return airport.name_local if language == "zh" else airport.name_en
