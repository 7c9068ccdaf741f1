"""What tools found, as cards; pure."""

from collections.abc import Iterable

from chat_demo import talk_words
from chat_demo.dates import short_date
from chat_demo.markup import Html, tag
from chat_demo.words import Phrase
from core.client.http import Language
from core.kernel.money import format_money
from core.schemas.tool_messages import tool_text
from core.schemas.tools import (
    Airport,
    FlightOffer,
    FlightResult,
    HotelOffer,
    HotelResult,
    PlaceHit,
    PlaceRef,
    PlaceResult,
    ToolResult,
    WeatherDay,
    WeatherResult,
)

_SHOWN = 6


def tool_card(result: ToolResult, language: Language) -> Html:
    """Return what one tool found: a sentence, and its rows."""
    rows: list[Html] = []
    suiting = 0
    match result:
        case WeatherResult():
            rows = [_weather(day, language) for day in result.data.days]
        case HotelResult():
            rows = [_hotel(each, language) for each in result.data.offers]
            suiting = result.data.suiting
        case FlightResult():
            rows = [_flight(each, language) for each in result.data.flights]
            suiting = result.data.suiting
        case PlaceResult():
            rows = [_place(each, language) for each in result.data.places]
            suiting = result.data.suiting
    shown = rows if isinstance(result, WeatherResult) else rows[:_SHOWN]
    more = suiting - len(shown)
    return tag(
        "div",
        tag("p", _summary(result, language), " ", _simulated(result, language)),
        tag("ul", *shown, class_="tw-found") if shown else "",
        tag("p", talk_words.MORE_FOUND.to(language, count=more), class_="tw-small")
        if more > 0
        else "",
        class_="tw-report tw-tool",
    )


def _summary(result: ToolResult, language: Language) -> str:
    try:
        return tool_text(result.summary_key, result.summary_params, language)
    except (KeyError, TypeError):  # a sentence of a newer product
        return ""


def _simulated(result: ToolResult, language: Language) -> Html:
    if not result.simulated:
        return Html("")
    return tag("span", talk_words.SIMULATED.to(language), class_="tw-chip")


def _weather(day: WeatherDay, language: Language) -> Html:
    rain = talk_words.RAIN_CHANCE.to(language, percent=day.rain_chance_percent)
    facts = [f"{day.low_c}–{day.high_c} °C", rain]
    return _row(short_date(day.date, language), talk_words.SKIES[day.sky.value].to(language), facts)


def _hotel(offer: HotelOffer, language: Language) -> Html:
    facts = [
        talk_words.NIGHTS_TOTAL.to(language, total=format_money(offer.total, offer.currency)),
        talk_words.ROOMS_LEFT.to(language, count=offer.rooms_left),
        _distance(offer.distance_m, language),
    ]
    return _row(_name(offer, language), offer.area, facts)


def _flight(offer: FlightOffer, language: Language) -> Html:
    later = offer.arrives_day_offset
    arrives = f"{offer.arrives_at:%H:%M}"
    if later:
        arrives += f" {talk_words.NEXT_DAY.to(language, days=later)}"
    facts = [
        format_money(offer.total, offer.currency),
        talk_words.SEATS_LEFT.to(language, count=offer.seats_left),
        offer.number,
    ]
    ways = (_airport(each, language) for each in (offer.origin_airport, offer.destination_airport))
    return _row(f"{offer.departs_at:%H:%M} – {arrives}", " → ".join(ways), facts)


def _place(hit: PlaceHit, language: Language) -> Html:
    spans = ", ".join(f"{each.start}–{each.end}" for each in hit.open_spans or ())
    facts = [
        format_money(hit.typical_cost, hit.currency) if hit.typical_cost else "",
        talk_words.OPEN_AT.to(language, spans=spans) if spans else "",
        _distance(hit.distance_m, language),
    ]
    return _row(_name(hit, language), hit.area, facts)


def _row(title: str, what: str, facts: Iterable[str]) -> Html:
    told = " · ".join(fact for fact in facts if fact)
    return tag(
        "li", tag("strong", title), tag("span", f" {what} "), tag("span", told, class_="tw-small")
    )


def _name(place: PlaceRef, language: Language) -> str:
    return (place.name_zh or place.name_local) if language == "zh" else place.name_en


def _airport(airport: Airport, language: Language) -> str:
    return airport.name_local if language == "zh" else airport.name_en


def _distance(metres: int | None, language: Language) -> str:
    phrase: Phrase = talk_words.METRES
    return phrase.to(language, count=f"{metres:,}") if metres is not None else ""
