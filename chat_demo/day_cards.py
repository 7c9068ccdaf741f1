"""One day of a plan as a card."""

import re
from collections.abc import Mapping
from datetime import date

from chat_demo import words
from chat_demo.markup import Html, join, tag
from chat_demo.route_map import day_colour
from core.client.http import Language
from core.kernel.money import format_money
from core.schemas.plans import PlanDayCard, PlanSubTrip
from core.schemas.trips import SubTripKind, Transfer, TransferMode

Names = Mapping[str, tuple[str, str]]
"""By place id its names in English and in the local language."""

_ICONS = {
    SubTripKind.ATTRACTION: "🏛️",
    SubTripKind.MEAL: "🍜",
    SubTripKind.HOTEL: "🏨",
    SubTripKind.TRANSPORT: "🧳",
    SubTripKind.CUSTOM: "📍",
}
_WAY_ICONS = {TransferMode.WALK: "🚶", TransferMode.TRANSIT: "🚇", TransferMode.TAXI: "🚕"}
_HOURS_WORD = re.compile(
    r"24/7|\b(?:" + "|".join([*words.HOURS, *(month.en for month in words.MONTHS)]) + r")\b"
)
_MONTHS_BY_NAME = {month.en: month for month in words.MONTHS}


def day_card(day: PlanDayCard, language: Language, names: Names) -> Html:
    """Return the card of a day with its stops in order."""
    cost = sum(stop.cost for stop in day.sub_trips)
    currency = day.sub_trips[0].currency if day.sub_trips else ""
    head = tag(
        "div",
        tag("span", words.DAY.to(language, number=day.day_index + 1), class_="tw-day-no"),
        tag("span", short_date(day.date, language), class_="tw-day-date"),
        tag("strong", day.title, class_="tw-day-title"),
        tag("span", _about(cost, currency, language) if cost else "", class_="tw-day-cost"),
        class_="tw-day-head",
    )
    stops = join(_stop(stop, language, names) for stop in day.sub_trips)
    body = tag("ol", stops) if day.sub_trips else tag("p", words.EMPTY_DAY.to(language))
    return tag(
        "section", head, body, class_="tw-day", style=f"--tw-day: {day_colour(day.day_index)}"
    )


def short_date(day: date, language: Language) -> str:
    """Return e.g. `Sun 22 Nov`, `11月22日周日`."""
    weekday = words.WEEKDAYS[day.weekday()].to(language)
    month = words.MONTHS[day.month - 1].to(language)
    return f"{month}{day.day}日{weekday}" if language == "zh" else f"{weekday} {day.day} {month}"


def readable_hours(hours: str, language: Language) -> str:
    """Return opening hours of OpenStreetMap's syntax with its abbreviations spelled out."""
    spelt = _HOURS_WORD.sub(lambda found: _hours_word(found[0]).to(language), hours)
    return re.sub(r",(?=\S)", ", ", spelt)


def _hours_word(word: str) -> words.Phrase:
    return words.HOURS.get(word) or _MONTHS_BY_NAME[word]


def _stop(stop: PlanSubTrip, language: Language, names: Names) -> Html:
    body = join(
        [
            tag("div", _title(stop, language, names), class_="tw-stop-title"),
            tag("div", stop.reason, class_="tw-reason") if stop.reason else Html(""),
            tag("div", _facts(stop, language), class_="tw-facts"),
        ]
    )
    return tag(
        "li",
        _way(stop.transfer, language) if stop.transfer else Html(""),
        tag(
            "div",
            tag("time", _time(stop), class_="tw-time"),
            tag("span", str(stop.order_index + 1), class_="tw-no"),
            tag("div", body, class_="tw-stop-body"),
            tag("span", _cost(stop, language), class_="tw-cost"),
            class_="tw-stop",
        ),
    )


def _time(stop: PlanSubTrip) -> str:
    """Return from when to when; a night goes on, so that it only has a beginning."""
    is_night = stop.kind is SubTripKind.HOTEL
    return stop.start_time if is_night else f"{stop.start_time}–{stop.end_time}"


def _title(stop: PlanSubTrip, language: Language, names: Names) -> Html:
    pieces: list[str | Html] = [f"{_ICONS[stop.kind]} ", tag("strong", stop.name)]
    others = (name for name in names.get(stop.place_id or "", ()) if name != stop.name)
    other = next(others, None)
    if other:
        pieces += [" ", tag("span", other, class_="tw-other-name")]
    what = words.MEALS.get(stop.meal or "")
    if stop.kind is SubTripKind.HOTEL:
        what = words.NIGHT
    if what:
        pieces += [" ", tag("span", what.to(language), class_="tw-chip")]
    return join(pieces)


def _way(way: Transfer, language: Language) -> Html:
    far = f"{way.distance_m / 1000:.1f} km" if way.distance_m >= 1000 else f"{way.distance_m} m"
    text = words.WAY.to(language, minutes=way.minutes, distance=far)
    return tag(
        "div",
        f"{_WAY_ICONS[way.mode]} {words.WAYS[way.mode].to(language)} {text}",
        class_="tw-way",
    )


def _cost(stop: PlanSubTrip, language: Language) -> str:
    if stop.cost:
        return _about(stop.cost, stop.currency, language)
    return words.FREE.to(language) if stop.place_id else ""


def _about(amount: int, currency: str, language: Language) -> str:
    return words.ABOUT.to(language, amount=format_money(amount, currency))


def _facts(stop: PlanSubTrip, language: Language) -> Html:
    """Return opening hours and, marked, what we are not sure of; of a journey its stations."""
    if stop.leg is not None:
        return tag("span", f"{stop.leg.origin_name} → {stop.leg.target_name}")
    if stop.place_id is None:
        return _doubt(words.NOT_IN_CATALOGUE, language)
    facts = [] if stop.kind is SubTripKind.HOTEL else [_hours(stop, language)]
    if stop.position_confidence == "approximate":
        facts.append(tag("span", words.POSITION_APPROXIMATE.to(language)))
    if stop.position_confidence == "unsure":
        facts.append(_doubt(words.POSITION_UNSURE, language))
    return join(facts)


def _hours(stop: PlanSubTrip, language: Language) -> Html:
    if not stop.opening_hours or stop.hours_confidence == "unknown":
        return _doubt(words.HOURS_UNKNOWN, language)
    phrase = words.OPEN if stop.hours_confidence == "verified" else words.USUALLY_OPEN
    return tag("span", phrase.to(language, hours=readable_hours(stop.opening_hours, language)))


def _doubt(phrase: words.Phrase, language: Language) -> Html:
    return tag("span", f"⚠ {phrase.to(language)}", class_="tw-doubt")
