"""Reads a traveller's sentence into the form, by rules."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.llm.providers.offline.dates import Span, find_span, without_dates
from core.llm.providers.offline.hours import find_window
from core.llm.providers.offline.money import find_money
from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.party import find_travellers
from core.llm.providers.offline.vocabulary import INTERESTS, PACES
from core.llm.providers.offline.wishes import find_wishes

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DAYS = re.compile(
    rf"({NUMBER})\s*-?\s*(?:整?天(?!之?后|以后|前)|日(?!元|圆|本|[期号语式落出])"
    r"|(?:full |whole )?days?\b(?! from now))",
    re.I,
)
_NIGHTS = re.compile(rf"({NUMBER})\s*-?\s*(?:晚(?!上|饭|餐)|夜(?!景|生活|市)|nights?\b)", re.I)
_LENGTHS = (
    (re.compile(r"周末|weekend", re.I), 2),
    (
        re.compile(
            r"(?:两|2|二)\s*(?:个?星期|周)(?!后)|(?<!in )\b(?:two|2) weeks\b|fortnight", re.I
        ),
        14,
    ),
    (
        re.compile(
            r"(?:一|1)\s*(?:个?星期|周)(?![后一-十日天])|(?<!in )\b(?:a|one|1) week\b", re.I
        ),
        7,
    ),
    (re.compile(r"\b(?:a )?couple of days\b|(?<!第)(?:俩|两)日", re.I), 2),
    (re.compile(r"\b(?:a )?few days\b|几天", re.I), 3),
    (re.compile(r"\bday[- ]trip\b|\ba day in\b", re.I), 1),
)
_PRICE_OF_A_DAY = re.compile(r"(?<=[元块\d])\s*/?\s*一天(?!游)|一天(?=\s*\d)")


def understand(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with what the text says; what it does not say is left out."""
    text = _squeezed(blocks["text"])
    today = date.fromisoformat(blocks["today"])
    cities: Sequence[Mapping[str, Any]] = blocks["cities"]
    rest, destination = _take_city(text, cities)
    undated = _squeezed(without_dates(rest))
    wishes = find_wishes(text, [name for city in cities for name in city["names"]])
    liked = _take_city(wishes.rest, cities)[0]
    span = find_span(rest, today)
    days = _day_count(undated, span)
    travellers = find_travellers(rest)
    form: dict[str, Any] = {
        "destination": destination,
        "start_date": span[0].isoformat() if span else None,
        "day_count": days,
        "travellers": travellers,
        "pace": next(iter(_all(PACES, rest)), None),
        "interests": [
            tag
            for tag in INTERESTS
            if (tag in wishes.interests or tag in _all(INTERESTS, liked))
            and tag not in wishes.avoid
        ],
        "must_see": wishes.must_see,
        "avoid": wishes.avoid,
        "daily_window": find_window(undated),
        "language": "zh" if _HAN.search(text) else "en",
        **_budget(undated, travellers, days),
    }
    return {name: value for name, value in form.items() if value not in (None, [])}


def _squeezed(text: str) -> str:
    """Return the text with one space for many, which would cost the rules much time."""
    return re.sub(r"\n\s+", "\n", re.sub(r"[^\S\n]+", " ", text))


def _take_city(text: str, cities: Sequence[Mapping[str, Any]]) -> tuple[str, str | None]:
    """Return the text without the city's name, so that no other rule reads it, and its id."""
    found: list[tuple[int, int, str, str]] = []
    for city in cities:
        for name in city["names"]:
            match = re.search(_name_pattern(name), text, re.I)
            if match:
                found.append((match.start(), -len(name), match[0], city["id"]))
    if not found:
        return text, None
    _, _, name, city_id = min(found)
    return text.replace(name, " ", 1), city_id


def _name_pattern(name: str) -> str:
    return re.escape(name) if _HAN.search(name) else rf"\b{re.escape(name)}\b"


def _day_count(text: str, span: Span | None) -> int | None:
    if span and span[1]:
        return (span[1] - span[0]).days + 1
    text = _PRICE_OF_A_DAY.sub(" ", text)
    match = _DAYS.search(text)
    if match:
        return whole_number(match[1])
    for pattern, days in _LENGTHS:
        if pattern.search(text):
            return days
    match = _NIGHTS.search(text)
    return whole_number(match[1]) + 1 if match else None


def _budget(text: str, travellers: int | None, days: int | None) -> dict[str, Any]:
    """Return budget and currency for everybody and the whole trip, where that can be told."""
    money = find_money(text)
    if money is None or (money.per_day and days is None):
        return {}
    heads = (travellers or 1) if money.per_person else 1
    whole = money.amount * heads * ((days or 1) if money.per_day else 1)
    return {"budget": round(whole, 2), "currency": money.currency}


def _all(patterns: Mapping[str, str], text: str) -> list[str]:
    return [word for word, pattern in patterns.items() if re.search(pattern, text, re.I)]
