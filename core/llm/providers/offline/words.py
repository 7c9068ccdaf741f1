"""Reads a traveller's sentence into the form, by rules."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.llm.providers.offline.numerals import (
    NUMBER,
    find_date,
    find_money,
    whole_number,
)
from core.llm.providers.offline.vocabulary import INTERESTS, PACES

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\b\d{4}-\d{1,2}-\d{1,2}\b")
_DATE_RANGE = re.compile(
    rf"({_DATE.pattern})\s*(?:到|至|-|–|—|~|to|until)\s*({_DATE.pattern})", re.I
)
_DAYS = re.compile(rf"({NUMBER})\s*-?\s*(?:整?天|日(?!元|圆|本|[期号])|days?\b)", re.I)
_NIGHTS = re.compile(rf"({NUMBER})\s*-?\s*(?:晚|夜(?!景|生活|市)|nights?\b)", re.I)
_LENGTHS = (
    (re.compile(r"周末|weekend", re.I), 2),
    (re.compile(r"(?:两|2|二)\s*(?:周|个?星期)|two weeks|2 weeks|fortnight", re.I), 14),
    (re.compile(r"一(?:周|个?星期)|\ba week\b|one week|1 week", re.I), 7),
)
_ADULTS = re.compile(rf"({NUMBER})\s*(?:个)?(?:大人|成人|adults?\b)", re.I)
_CHILDREN = re.compile(
    rf"({NUMBER})\s*(?:个|位)?(?:孩子|小孩|儿童|娃|kids?\b|children\b|child\b)", re.I
)
_PEOPLE = (
    re.compile(
        rf"({NUMBER})\s*(?:个人|人(?!均|民)|位|名"
        r"|people\b|persons?\b|travell?ers?\b|friends\b|of us\b)",
        re.I,
    ),
    re.compile(rf"(?:family|group|party) of ({NUMBER})", re.I),
    re.compile(rf"一家({NUMBER})口"),
    re.compile(rf"\bfor ({NUMBER})(?=\s*(?:[,.;]|$|and\b|with\b|in\b|on\b|who\b))", re.I),
)
_PARTIES = (
    (
        re.compile(
            r"夫妻|情侣|小两口|蜜月|我和(?:老婆|老公|女朋友|男朋友|女友|男友|妻子|丈夫|朋友)"
            r"|couple|honeymoon|my (?:wife|husband|partner|girlfriend|boyfriend)",
            re.I,
        ),
        2,
    ),
    (re.compile(r"\bsolo\b|\balone\b|by myself|独自|一个人|自己去", re.I), 1),
)
_END = r"(.+?)(?=[,，。.;；!！?？\n]|$)"
_AVOID = re.compile(
    rf"(?:不(?:想|要)?去|不要安排|避开|不逛|\bavoid\s|\bno\s|\bskip\s|\bwithout\s)\s*{_END}", re.I
)
_MUST = re.compile(
    rf"(?:必去|一定要(?:去|看)|想去看?|must[- ]see:?|want to (?:see|visit))\s*{_END}", re.I
)
_LIST = re.compile(r"[、/&]|\s*\band\b\s*|\s*\bor\b\s*|和|以及|或")
_NOT_BEFORE = re.compile(
    r"(?:不早于|不要早于|not before|after|start(?:ing)? at)\s*(\d{1,2})(?::(\d\d))?\s*(?:点|am\b)?",
    re.I,
)
_LATEST_START, _EARLIEST_START = 14, 5
_DAY_END = "21:30"
_NAMES_MAX = 10


def understand(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with what the text says; what it does not say is left out."""
    text: str = blocks["text"]
    today = date.fromisoformat(blocks["today"])
    rest, destination = _take_city(text, blocks["cities"])
    avoid, wishes = _avoided(rest), _AVOID.sub(" ", rest)
    travellers = _travellers(rest)
    form: dict[str, Any] = {
        "destination": destination,
        "start_date": _iso(find_date(rest, today)),
        "day_count": _day_count(rest, today),
        "travellers": travellers,
        "pace": _first(PACES, rest),
        "interests": [tag for tag in _all(INTERESTS, wishes) if tag not in avoid],
        "must_see": _names(_MUST, wishes),
        "avoid": avoid,
        "daily_window": _window(rest),
        "language": "zh" if _HAN.search(text) else "en",
        **_budget(rest, travellers),
    }
    return {name: value for name, value in form.items() if value not in (None, [])}


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


def _day_count(text: str, today: date) -> int | None:
    span = _DATE_RANGE.search(text)
    first, last = (find_date(span[1], today), find_date(span[2], today)) if span else (None, None)
    if first and last and last >= first:
        return (last - first).days + 1
    text = _DATE.sub(" ", text)
    match = _DAYS.search(text)
    if match:
        return whole_number(match[1])
    for pattern, days in _LENGTHS:
        if pattern.search(text):
            return days
    match = _NIGHTS.search(text)
    return whole_number(match[1]) + 1 if match else None


def _travellers(text: str) -> int | None:
    adults, children = _ADULTS.search(text), _CHILDREN.search(text)
    if adults:
        return whole_number(adults[1]) + (whole_number(children[1]) if children else 0)
    for pattern, count in _PARTIES:
        if pattern.search(text):
            return count + (whole_number(children[1]) if children else 0)
    for pattern in _PEOPLE:
        match = pattern.search(text)
        if match:
            return whole_number(match[1])
    return None


def _budget(text: str, travellers: int | None) -> dict[str, Any]:
    money = find_money(text)
    if money is None:
        return {}
    amount, currency, per_person = money
    return {"budget": amount * (travellers or 1) if per_person else amount, "currency": currency}


def _names(pattern: re.Pattern[str], text: str) -> list[str]:
    found = [part for match in pattern.finditer(text) for part in _LIST.split(match[1])]
    cleaned = [part.strip(" 的了'\"").removeprefix("the ") for part in found]
    return [name for name in cleaned if 1 < len(name) <= 100][:_NAMES_MAX]


def _avoided(text: str) -> list[str]:
    """Return interests where the words are such, else the words themselves."""
    named = _names(_AVOID, text)
    return [_first(INTERESTS, name) or name for name in named]


def _window(text: str) -> dict[str, str] | None:
    match = _NOT_BEFORE.search(text)
    if match is None or not _EARLIEST_START <= int(match[1]) <= _LATEST_START:
        return None
    return {"start": f"{int(match[1]):02d}:{match[2] or '00'}", "end": _DAY_END}


def _first(patterns: Mapping[str, str], text: str) -> str | None:
    return next(iter(_all(patterns, text)), None)


def _all(patterns: Mapping[str, str], text: str) -> list[str]:
    return [word for word, pattern in patterns.items() if re.search(pattern, text, re.I)]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
