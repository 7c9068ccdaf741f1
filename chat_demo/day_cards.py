"""One day of a plan as a card."""

from collections.abc import Mapping

from chat_demo import trip_words
from chat_demo.dates import short_date
from chat_demo.maps import day_map
from chat_demo.markup import Html, tag
from chat_demo.route_map import day_colour
from chat_demo.stops import about, stop_row
from chat_demo.understood import Names
from core.client.http import Language
from core.schemas.plans import PlanDayCard

Measured = Mapping[str, float | None]
"""What can be measured of a day, by name."""


def day_card(
    day: PlanDayCard, language: Language, names: Names, measured: Measured | None = None
) -> Html:
    """Return the card of a day: its stops in order beside their map."""
    head = tag(
        "div",
        tag("span", trip_words.DAY.to(language, number=day.day_index + 1), class_="tw-day-no"),
        tag("span", short_date(day.date, language), class_="tw-day-date"),
        tag("strong", day.title, class_="tw-day-title"),
        tag("span", _sums(day, measured or {}, language), class_="tw-day-cost"),
        class_="tw-day-head",
    )
    summary = tag("p", day.summary, class_="tw-summary") if day.summary else ""
    if day.sub_trips:
        stops = tag("ol", *(stop_row(stop, language, names) for stop in day.sub_trips))
        body = tag("div", stops, day_map(day, names, language), class_="tw-day-body")
    else:
        body = tag("p", trip_words.EMPTY_DAY.to(language))
    colour = f"--tw-day: {day_colour(day.day_index)}"
    return tag("section", head, summary, body, class_="tw-day", style=colour)


def _sums(day: PlanDayCard, measured: Measured, language: Language) -> str:
    """Return what the day costs with its ways, and how long one is on the way."""
    ways = sum(stop.transfer.cost for stop in day.sub_trips if stop.transfer)
    cost = ways + sum(stop.cost for stop in day.sub_trips)
    sums = [about(cost, day.sub_trips[0].currency, language)] if cost else []
    minutes = measured.get("travel_min")
    if minutes:
        walking = round(measured.get("walking_min") or 0)
        sums.append(trip_words.DAY_ON_THE_WAY.to(language, minutes=round(minutes), walking=walking))
    return " · ".join(sums)
