"""A trip as JSON-LD in the words of schema.org: a `TouristTrip` with one for each day."""

import json
from typing import Any

from core.exports.document import CityFact, Day, PlaceFact, Stop, TripDocument
from core.exports.words import credit_lines, day_heading, words_of
from core.kernel.money import to_major
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind

Thing = dict[str, Any]

_KINDS = {
    SubTripKind.ATTRACTION: "TouristAttraction",
    SubTripKind.MEAL: "FoodEstablishment",
    SubTripKind.HOTEL: "LodgingBusiness",
}
_TRIPS = {
    LinkMode.FLIGHT: ("Flight", "departureAirport", "arrivalAirport", "Airport", "flightNumber"),
    LinkMode.TRAIN: ("TrainTrip", "departureStation", "arrivalStation", "TrainStation",
                     "trainNumber"),
    LinkMode.BUS: ("BusTrip", "departureBusStop", "arrivalBusStop", "BusStop", "busNumber"),
    LinkMode.FERRY: ("BoatTrip", "departureBoatTerminal", "arrivalBoatTerminal", "BoatTerminal",
                     None),
}  # fmt: skip


def to_jsonld(document: TripDocument) -> bytes:
    """Return the trip; it can stand in a page as it is, for no `<` is in it."""
    say = words_of(document.language)
    trip: Thing = {
        "@context": "https://schema.org",
        "@type": "TouristTrip",
        "name": document.title,
        "inLanguage": document.language,
        "departureTime": document.days[0].date.isoformat(),
        "arrivalTime": document.days[-1].date.isoformat(),
        "itinerary": [_city(city) for city in document.cities],
        "subTrip": [_day(day, day_heading(day, say)) for day in document.days],
        "creditText": "; ".join(credit_lines(document, say)),
    }
    if document.summary:
        trip["description"] = document.summary
    if document.origin is not None:
        trip["tripOrigin"] = _city(document.origin)
    text = json.dumps(trip, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").encode()


def _day(day: Day, heading: str) -> Thing:
    thing: Thing = {
        "@type": "TouristTrip",
        "name": f"{heading}: {day.title}" if day.title else heading,
        "departureTime": day.date.isoformat(),
        "itinerary": {
            "@type": "ItemList",
            "numberOfItems": len(day.stops),
            "itemListElement": [
                {"@type": "ListItem", "position": position, "item": _stop(stop, day.city)}
                for position, stop in enumerate(day.stops, start=1)
            ],
        },
    }
    return thing | {"description": day.summary} if day.summary else thing


def _stop(stop: Stop, city: CityFact) -> Thing:
    if stop.leg is not None:
        return _journey(stop)
    thing: Thing = {"@type": _KINDS.get(stop.kind, "Place"), "name": stop.name}
    if stop.reason:
        thing["description"] = stop.reason
    if stop.place is not None:
        thing |= _place(stop.place, city)
    return thing


def _place(place: PlaceFact, city: CityFact) -> Thing:
    address = {"@type": "PostalAddress", "addressLocality": city.name}
    if place.area:
        address["streetAddress"] = place.area
    thing: Thing = {
        "identifier": place.id,
        "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
        "address": address,
    }
    if place.other_name:
        thing["alternateName"] = place.other_name
    return thing


def _journey(stop: Stop) -> Thing:
    leg = stop.leg
    assert leg is not None
    kind, origin, target, station, number = _TRIPS.get(
        leg.mode, ("Trip", "tripOrigin", "itinerary", "Place", None)
    )
    thing: Thing = {
        "@type": kind,
        "name": stop.name,
        origin: {"@type": station, "name": leg.origin_name},
        target: {"@type": station, "name": leg.target_name},
        "departureTime": (stop.starts_at or leg.departs_at).isoformat(),
        "arrivalTime": (stop.ends_at or leg.arrives_at).isoformat(),
    }
    if number and leg.number:
        thing[number] = leg.number
    if leg.price:
        price = float(to_major(leg.price * leg.units, leg.currency))
        thing["offers"] = {"@type": "Offer", "price": price, "priceCurrency": leg.currency}
    return thing


def _city(city: CityFact) -> Thing:
    thing: Thing = {"@type": "City", "name": city.name}
    if city.name_local != city.name:
        thing["alternateName"] = city.name_local
    return thing
