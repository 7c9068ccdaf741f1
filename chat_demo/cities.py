"""A trip by its cities: which part of each day is where, how long one stays, how one travels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chat_demo import trip_words
from chat_demo.dates import lasting
from chat_demo.icons import icon
from chat_demo.markup import Html, join, tag
from chat_demo.understood import Names
from core.client.http import Language
from core.schemas.links import LegOut
from core.schemas.plans import PlanDayCard, PlanSubTrip
from core.schemas.trips import SubTripKind


@dataclass(frozen=True, slots=True)
class Part:
    """What of a day is spent in one city."""

    day: PlanDayCard
    city_id: str
    stops: tuple[PlanSubTrip, ...]

    @property
    def card(self) -> PlanDayCard:
        """Return the day with these stops alone."""
        return self.day.model_copy(update={"sub_trips": list(self.stops)})


@dataclass(frozen=True, slots=True)
class _Stay:
    """A city on the way, the nights there, and the journey that led to it."""

    city_id: str
    city: str = ""
    nights: int = 0
    leg: LegOut | None = None


def parts_of(days: Sequence[PlanDayCard]) -> list[Part]:
    """Return the days cut where a journey leads to another city; journeys are in none."""
    return [piece for piece in _pieces(days) if isinstance(piece, Part)]


def route_strip(days: Sequence[PlanDayCard], names: Names, language: Language) -> Html:
    """Return the cities in order with nights and journeys; nothing for a single city."""
    stays = _stays(days)
    if len(stays) < 2:
        return Html("")
    pieces = join(_piece(stay, number, names, language) for number, stay in enumerate(stays))
    return tag("ol", pieces, class_="tw-route")


def _pieces(days: Sequence[PlanDayCard]) -> Iterable[Part | LegOut]:
    for day in days:
        here, stops = _begins_in(day), list[PlanSubTrip]()
        for stop in day.sub_trips:
            if stop.leg is None:
                stops.append(stop)
                continue
            if stops:
                yield Part(day, here, tuple(stops))
            yield stop.leg
            here, stops = stop.leg.target_city_id, []
        if stops:
            yield Part(day, here, tuple(stops))


def _begins_in(day: PlanDayCard) -> str:
    first = next((stop.leg for stop in day.sub_trips if stop.leg), None)
    return first.origin_city_id if first else day.city_id


def _stays(days: Sequence[PlanDayCard]) -> list[_Stay]:
    stays: list[_Stay] = []
    for piece in _pieces(days):
        if isinstance(piece, LegOut):
            if not stays:
                stays.append(_Stay(piece.origin_city_id))
            stays.append(_Stay(piece.target_city_id, leg=piece))
            continue
        if not stays or stays[-1].city_id != piece.city_id:
            stays.append(_Stay(piece.city_id, piece.day.city))
        if any(stop.kind is SubTripKind.HOTEL for stop in piece.stops):
            stays[-1] = replace(stays[-1], nights=stays[-1].nights + 1)
    return stays


def _piece(stay: _Stay, number: int, names: Names, language: Language) -> Html:
    known = names.get(stay.city_id)
    city = known[language == "zh"] if known else stay.city or stay.city_id
    nights = (trip_words.ONE_NIGHT if stay.nights == 1 else trip_words.NIGHTS).to(
        language, count=stay.nights
    )
    shown = tag(
        "li",
        tag("strong", city),
        tag("span", nights, class_="tw-small") if stay.nights else "",
        class_="tw-city",
    )
    return join([_way_there(stay.leg, language), shown]) if number else shown


def _way_there(leg: LegOut | None, language: Language) -> Html:
    if leg is None:
        doubt = trip_words.NO_JOURNEY.to(language)
        return tag("li", tag("span", f"⚠ {doubt}", class_="tw-doubt"), class_="tw-leg")
    name = trip_words.LINK_MODES[leg.mode].to(language)
    return tag(
        "li",
        tag("span", icon(leg.mode), f" {name}"),
        tag("span", lasting(leg.minutes, language), class_="tw-small"),
        class_="tw-leg",
    )
