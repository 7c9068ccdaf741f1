"""What was looked up, in English."""

from collections.abc import Callable, Mapping
from typing import Any

from core.kernel.times import date_text, weekday_text
from core.llm.providers.offline.assistant.english import (
    capital,
    distance,
    hours,
    in_brackets,
    joined,
    minutes,
    people,
    place_line,
    simulated,
)
from core.schemas import facts_found as g
from core.schemas.tools import Sky

_SKIES = {
    Sky.CLEAR: "clear", Sky.CLOUDY: "cloudy", Sky.RAIN: "rain", Sky.HEAVY_RAIN: "heavy rain",
    Sky.SNOW: "snow",
}  # fmt: skip


_REFUSED: Mapping[str, tuple[str, ...]] = {
    "no_city": ("For which city?",),
    "unknown_city": ("I do not know the city {said}.",),
    "no_origin": ("From which city would you fly?",),
    "unknown_spot": ("I find no place or area called {said} in {where}.",),
    "no_flight": (
        "Nobody flies that way to {where}: it is too near, or too far.",
        "A train or a change elsewhere may do.",
    ),
    "past": ("That day is over; give me one that is still to come.",),
    "too_far": ("That is too far ahead for me: I look no further than {limit}.",),
    "same_city": ("You would start where you want to go: from where would you fly?",),
    "down": ("I could not look that up at the moment; please ask again.",),
    "refused": ("I cannot look that up as it is: please say it with a city and a day.",),
}


def _weather(fact: g.WeatherFacts) -> list[str]:
    lines = [
        f"{_SKIES[day.sky]}, {day.low_c} to {day.high_c} °C,"
        f" {day.rain_chance_percent} % chance of rain"
        for day in fact.days
    ]
    if len(lines) == 1:
        told = [f"{capital(weekday_text(fact.days[0].date, 'en'))} in {fact.city}: {lines[0]}."]
    else:
        told = [f"The weather in {fact.city}:"]
        told += [
            f"\n- {weekday_text(day.date, 'en')}: {line}"
            for day, line in zip(fact.days, lines, strict=True)
        ]
    if any(day.sky in (Sky.RAIN, Sky.HEAVY_RAIN, Sky.SNOW) for day in fact.days):
        told.append("Take something against the wet.")
    return [*told, *simulated(fact.simulated, "from the usual climate")]


def _hotels(fact: g.HotelsFacts) -> list[str]:
    nights = "one night" if fact.nights == 1 else f"{fact.nights} nights"
    start = date_text(fact.check_in, "en")
    what = f"in {fact.city} from {start} for {nights}, {people(fact.travellers)}"
    if not fact.hotels:
        if fact.budget and fact.cheapest:
            told = [f"No hotel {what} is within {fact.budget}; the cheapest takes {fact.cheapest}."]
        else:
            told = [f"No hotel {what} has enough rooms."]
        return [*told, *_booking(fact.to_book), *simulated(fact.simulated, "rates and rooms")]
    lines = [
        f"\n- {hotel.name}{in_brackets(hotel.local_name)}, {hotel.area}: {hotel.total}"
        + (f", {distance(hotel.distance_m)} away" if hotel.distance_m is not None else "")
        for hotel in fact.hotels
    ]
    return [
        f"{'Hotels' if fact.suiting > 1 else 'One hotel'} {what}, with what the whole stay costs:",
        *lines,
        *_booking(fact.to_book),
        *simulated(fact.simulated, "rates and rooms"),
    ]


def _flights(fact: g.FlightsFacts) -> list[str]:
    what = f"from {fact.origin} to {fact.target} on {weekday_text(fact.date, 'en')}"
    if not fact.flights:
        return [f"No flight {what} has seats.", *simulated(fact.simulated, "the timetable")]
    lines = [
        f"\n- {flight.number}: {flight.departs} {flight.origin} – {flight.arrives}"
        f"{f' (+{flight.days_later})' if flight.days_later else ''} {flight.target}, {flight.total}"
        for flight in fact.flights
    ]
    return [
        f"Flights {what} for {people(fact.travellers)}, with the price for all:",
        *lines,
        *_booking(fact.to_book),
        *simulated(fact.simulated, "timetable and fares"),
    ]


def _places(fact: g.PlacesFacts) -> list[str]:
    what = f" for {fact.said!r}" if fact.said else ""
    near = f" near {fact.near}" if fact.near else ""
    open_on = f", open on {weekday_text(fact.date, 'en')}" if fact.date else ""
    if not fact.places:
        return [
            f"In {fact.city} I find nothing{what}{near}{open_on}.",
            "Try other words, or a kind of place.",
        ]
    found = f"ere is what I find in {fact.city}{what}{near}{open_on}:"
    lead = f"H{found}"
    if fact.because:
        lead = f"Since you said {joined([f'“{words}”' for words in fact.because])}, h{found}"
    return [
        lead,
        *[f"\n- {place_line(place)}" for place in fact.places],
    ]


def _tool_refused(fact: g.ToolRefusedFacts) -> list[str]:
    values = {
        "said": repr(fact.said or ""),
        "where": fact.cities[0] if fact.cities else "there",
        "limit": date_text(fact.limit, "en") if fact.limit else "",
    }
    told = _booking(fact.to_book) + [line.format(**values) for line in _REFUSED[fact.reason]]
    if fact.reason in ("no_city", "unknown_city") and fact.cities:
        told.append(f"I know {joined(fact.cities)}, among others.")
    return told


def _city(fact: g.CityFacts) -> list[str]:
    told = [f"{fact.name}{in_brackets(fact.local_name)} is known for:"]
    told += [f"\n- {place_line(place)}" for place in fact.known_for]
    if fact.meal and fact.night:
        told.append(
            f"A meal comes to about {fact.meal} a head, a night to about {fact.night} a room."
        )
    return [
        *told,
        f"I know {fact.sights} sights, {fact.restaurants} places to eat and {fact.hotels} hotels"
        f" there; one pays in {fact.currency}.",
    ]


def _place(fact: g.PlaceFacts) -> list[str]:
    told = [f"{place_line(fact.place)}, in {fact.city}."]
    if fact.place.cost:
        told.append(
            f"It costs about {fact.place.cost} a head, and a visit takes"
            f" {minutes(fact.visit_minutes)}."
        )
    if fact.book_ahead:
        told.append("It has to be booked ahead.")
    return [*told, *hours(fact.today)]


def _remembers(fact: g.RemembersFacts) -> list[str]:
    told = ["I remember nothing of you yet.", "Tell me what you like, and I will."]
    if fact.is_off:
        told = ["In this conversation I use no memory."]
    elif fact.known:
        told = [f"I remember: {joined([f'“{words}”' for words in fact.known])}."]
    if fact.plea == "forget" and (fact.known or fact.is_off):
        told += [
            "I delete nothing by talk: on the page of your memories (`/api/ai/memories`) each can"
            " be deleted, or all.",
            "Or tell me what is no longer so, such as “I am not vegetarian any more”.",
        ]
    return told


def _booking(to_book: bool) -> list[str]:
    return ["I book nothing: I only look it up."] if to_book else []


def _assistant(fact: g.AssistantFacts) -> list[str]:
    return [
        f"I know {joined(fact.cities)}.",
        "Tell me where and for how long, and I will plan a trip.",
    ]


FOUND_EN: dict[type[Any], Callable[[Any], list[str]]] = {
    g.HoursFacts: hours,
    g.WeatherFacts: _weather,
    g.HotelsFacts: _hotels,
    g.FlightsFacts: _flights,
    g.PlacesFacts: _places,
    g.ToolRefusedFacts: _tool_refused,
    g.CityFacts: _city,
    g.PlaceFacts: _place,
    g.AssistantFacts: _assistant,
    g.RemembersFacts: _remembers,
}
