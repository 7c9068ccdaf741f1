"""Stops that are meant without their names: counted, by their kind, or as what was spoken of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.assistant.facts import View
from core.catalog.names import fold
from core.catalog.vocabulary import vocabulary
from core.kernel.times import clock_minutes
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut

_MEAL_WORDS = {
    "breakfast": "breakfast", "brunch": "breakfast", "早餐": "breakfast", "早饭": "breakfast",
    "lunch": "lunch", "午餐": "lunch", "午饭": "lunch", "中饭": "lunch",
    "dinner": "dinner", "supper": "dinner", "晚餐": "dinner", "晚饭": "dinner",
}  # fmt: skip
_AROUND_MEALS = {
    "breakfast": ("07:30", "09:30"), "lunch": ("10:30", "13:30"), "dinner": ("16:00", "20:00"),
}  # fmt: skip
"""What is to come before or after a meal begins then, where no such meal is planned."""
_NEXT = re.compile(
    r"(?:next|following) (?:stop|sight|place|one|thing)|下一?(?:站|[个处](?:景点|地方|安排)?)", re.I
)
_EVERYTHING = re.compile(
    r"(?:everything|all|it all|all of (?:it|them)|all (?:the |my |our )?(?:stops|sights|places"
    r"|activities|plans)|the (?:whole|entire) (?:day|lot)|(?:the )?whole day)"
    r"|(?:全部?|一切|整天|所有)(?:的)?(?:安排|行程|景点|活动|东西|地方|计划|内容)?|(?:安排|行程)",
    re.I,
)
_CHEAPER = re.compile(
    r"(?:(?:some(?:thing|where)|anything|a|one|any) )?(?:(?:much|a bit|a little) )?"
    r"(?:cheap(?:er|est)?|less expensive|more affordable|the cheapest)"
    r"(?: (?:one|place|option|restaurant|hotel))?"
    r"|(?:再|更|换)*(?:一?[家个间])?(?:便宜|实惠|经济|省钱|划算)(?:一?[点些]儿?)?的?(?:[那]?一?[家个间])?的?"
    r"(?:餐厅|饭店|酒店|宾馆|地方|景点)?|最便宜的?.{0,4}",
    re.I,
)
_LUNCH_FROM, _DINNER_FROM = 10 * 60 + 30, 16 * 60
"""A meal of which nobody has said which it is, is the one of its hour."""
_KIND_WORDS = {
    "hotel": "hotel", "lodging": "hotel", "accommodation": "hotel", "hostel": "hotel",
    "酒店": "hotel", "住宿": "hotel", "旅馆": "hotel", "宾馆": "hotel",
    "restaurant": "meal", "eatery": "meal", "place to eat": "meal", "meal": "meal",
    "餐厅": "meal", "饭店": "meal", "餐馆": "meal", "饭馆": "meal", "馆子": "meal",
    "sight": "attraction", "attraction": "attraction", "景点": "attraction",
    "train": "train", "火车": "train", "高铁": "train", "动车": "train",
    "flight": "flight", "plane": "flight", "航班": "flight", "飞机": "flight",
    "bus": "bus", "大巴": "bus", "ferry": "ferry", "渡轮": "ferry", "轮渡": "ferry",
}  # fmt: skip
_NUMBERED = re.compile(
    r"^(?:the\s+)?(first|second|third|fourth|fifth|last|\d+(?:st|nd|rd|th))"
    r"\s+(?:stop|sight|place|attraction|one|thing)s?$"
    r"|^(?:第\s*([一二三四五六七八九\d]+)|(最后)一?)\s*(?:站|[个家处项](?:景点|地方)?)$",
    re.I,
)
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_HAN = "零一二三四五六七八九"
_A_LIST = 2
"""Whoever is told of so many stops of a day is told of the day."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A stop of a trip with its day."""

    day: DayCardOut
    stop: SubTripOut


def number_said(bare: str) -> int | None:
    """Return which stop of a day is meant by its number; -1 is the last."""
    found = _NUMBERED.match(bare)
    if found is None:
        return None
    if found[1]:
        word = found[1].lower()
        return _ORDER.get(word) or int(word[:-2])
    if found[3]:
        return -1
    digits = found[2]
    return int(digits) if digits.isdigit() else max(_HAN.find(digits[-1]), 1)


def is_everything(bare: str) -> bool:
    """Say whether all stops of a day are meant."""
    return _EVERYTHING.fullmatch(bare.strip()) is not None


def wants_cheaper(said: str) -> bool:
    """Say whether what is wanted is only said to cost less."""
    return _CHEAPER.fullmatch(said.strip()) is not None


def is_next(bare: str) -> bool:
    """Say whether the stop that comes next is meant, by the clock of the trip."""
    return _NEXT.fullmatch(bare) is not None


def hours_around(words: str) -> tuple[str, str] | None:
    """Return when what comes before a meal begins, and what comes after it; None of no meal."""
    return _AROUND_MEALS.get(_MEAL_WORDS.get(words.strip().casefold(), ""))


def day_told(view: View) -> date | None:
    """Return the day that was last told about: its stops are in a message, and no other day's."""
    for said in map(fold, reversed(view.spoken)):
        told = {day.date: _count_in(view, day, said) for day in view.trip.day_cards}
        days = [on for on, count in told.items() if count]
        if len(days) == 1 and told[days[0]] >= min(_A_LIST, len(_stops(view, days[0]))):
            return days[0]
    return None


def last_spoken_of(view: View, found: Sequence[Standing]) -> list[Standing]:
    """Return those of several stops that the last message is about that names any of them."""
    for said in map(fold, reversed(view.spoken)):
        named = [one for one in found if _is_in(view, one.stop, said)]
        if named:
            return named
    return list(found)


def is_called_by_kind(stop: SubTripOut, bare: str) -> bool:
    """Say whether a stop is of the meal or kind that is said."""
    word = bare.casefold()
    word = word if word in _KIND_WORDS else word.removesuffix("s")
    if (meal := _MEAL_WORDS.get(word)) is not None:
        return _meal_of(stop) == meal
    kind = _KIND_WORDS.get(word)
    return kind is not None and (
        stop.kind == kind or (stop.leg is not None and stop.leg.mode == kind)
    )


def is_of_category(view: View, stop: SubTripOut, bare: str) -> bool:
    """Say whether a stop is at a place of the category that is said."""
    place = view.place_of(stop)
    return place is not None and place.category in _categories(fold(bare))


def names_of(view: View, stop: SubTripOut) -> list[str]:
    """Return every name of a stop, in any language."""
    place = view.place_of(stop)
    names = [stop.name, stop.local_name, *(place.names if place else ())]
    if stop.leg is not None:
        names += [stop.leg.number, stop.leg.target_name]
    return [name for name in names if name]


def _meal_of(stop: SubTripOut) -> str | None:
    if stop.kind is not SubTripKind.MEAL or stop.meal is not None or stop.start_time is None:
        return stop.meal
    at = clock_minutes(stop.start_time)
    if at < _LUNCH_FROM:
        return "breakfast"
    return "lunch" if at < _DINNER_FROM else "dinner"


def _categories(word: str) -> set[str]:
    singular = word.removesuffix("s")
    return {
        label.id
        for kind in vocabulary().kinds
        for label in kind.categories
        if {word, singular} & {fold(label.id), fold(label.en), fold(label.zh)}
    }


def _stops(view: View, on: date) -> list[SubTripOut]:
    """Return the stops of a day but its night, which is that of other days as well."""
    day = view.day_on(on)
    return [stop for stop in day.sub_trips if stop.kind is not SubTripKind.HOTEL] if day else []


def _count_in(view: View, day: DayCardOut, said: str) -> int:
    return sum(_is_in(view, stop, said) for stop in _stops(view, day.date))


def _is_in(view: View, stop: SubTripOut, said: str) -> bool:
    """Say whether a folded message names a stop as it is called."""
    return any(name in said for name in map(fold, {stop.name, view.name_of(stop)}) if name)
