"""Maps as figures with a legend and with words for who does not see them."""

import base64
from collections.abc import Sequence

from chat_demo import trip_words
from chat_demo.cities import Part, parts_of
from chat_demo.markup import Html, tag
from chat_demo.route_map import OF_A_DAY, day_colour, route_map
from chat_demo.understood import Names
from core.client.http import Language
from core.schemas.plans import PlanDayCard
from core.schemas.trips import SubTripKind

_ALT_CHARS = 600


def city_maps(days: Sequence[PlanDayCard], names: Names, language: Language) -> Html:
    """Return a map of each city with every day there; nothing where no stop has a position."""
    by_city: dict[str, list[Part]] = {}
    for part in parts_of(days):
        by_city.setdefault(part.city_id, []).append(part)
    figures = [
        _city_map(parts, _name(parts[0], names, language), language) for parts in by_city.values()
    ]
    shown = [figure for figure in figures if figure]
    return tag("div", *shown, class_="tw-maps") if shown else Html("")


def day_map(day: PlanDayCard, names: Names, language: Language) -> Html:
    """Return a map of each city of a day with the names of its stops."""
    figures: list[Html] = []
    for part in parts_of([day]):
        sights = [stop for stop in part.stops if stop.lat is not None]
        drawing = route_map([part.card], OF_A_DAY, named=True) if len(sights) > 1 else None
        if drawing is not None:
            city = _name(part, names, language)
            title = trip_words.MAP_OF_DAY.to(language, number=day.day_index + 1, city=city)
            stops = " → ".join(stop.name for stop in part.stops)
            figures.append(_figure(drawing, f"{title}: {stops}"))
    return tag("div", *figures, class_="tw-day-map") if figures else Html("")


def _city_map(parts: Sequence[Part], city: str, language: Language) -> Html:
    drawing = route_map([part.card for part in parts])
    if drawing is None:
        return Html("")
    shown = [part for part in parts if any(_is_placed(part))]
    days = [trip_words.DAY.to(language, number=part.day.day_index + 1) for part in shown]
    legend = [
        tag("span", tag("i", style=f"background: {day_colour(part.day.day_index)}"), name)
        for part, name in zip(shown, days, strict=True)
    ]
    routes = (
        f"{name}: {' → '.join(stop.name for stop in part.stops)}"
        for part, name in zip(shown, days, strict=True)
    )
    title = trip_words.MAP_OF_CITY.to(language, city=city)
    return _figure(drawing, f"{title}. {'. '.join(routes)}", tag("strong", city), *legend)


def _is_placed(part: Part) -> list[bool]:
    """Say of each stop but the nights whether it is on the map."""
    return [stop.lat is not None for stop in part.stops if stop.kind is not SubTripKind.HOTEL]


def _name(part: Part, names: Names, language: Language) -> str:
    known = names.get(part.city_id)
    return known[language == "zh"] if known else part.day.city


def _figure(drawing: str, alt: str, *legend: Html) -> Html:
    packed = base64.b64encode(drawing.encode()).decode()
    picture = tag("img", src=f"data:image/svg+xml;base64,{packed}", alt=alt[:_ALT_CHARS])
    caption = tag("figcaption", *legend) if legend else Html("")
    return tag("figure", tag("div", picture), caption, class_="tw-map")
