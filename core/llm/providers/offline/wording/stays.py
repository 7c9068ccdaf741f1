"""How long and when one stays in each of several cities."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.wording.lengths import ADJECTIVES
from core.llm.providers.offline.wording.sheet import CITY, Sheet

_UNIT = r"(?P<unit>天|日|晚|夜|days?\b|nights?\b)"
_N = rf"(?P<n>{NUMBER})"
_C = rf"(?P<city>{CITY})"
_STAYS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_C}\s*(?:市)?\s*(?:再|就|要|想|各|先|大概|最少|至少)?\s*(?:待|呆|玩|住|停留|逛"
        rf"|游|游玩|安排|留)?\s*(?:上|个)?\s*{_N}\s*个?{_UNIT}",
        rf"{_N}[\s-]*{ADJECTIVES}{_UNIT}\s*(?:in|at|for|exploring|visiting|around|to)\s+{_C}",
        rf"{_N}[\s-]*{ADJECTIVES}{_UNIT}\s+{_C}",
        rf"{_N}\s*个?{_UNIT}(?:的时间)?(?:在|去|给|留给|玩|到|逛)\s*{_C}",
        rf"{_C}\s*(?:for|\(|:|：|,)\s*(?:about )?{_N}[\s-]*{ADJECTIVES}{_UNIT}"
        rf"(?!\s*(?:(?:in|at|to)\s+)?{CITY})",
        rf"{_C}\s*\(\s*{_N}[\s-]*{_UNIT}\s*\)",
    )
)
_EACH = re.compile(
    rf"各\s*(?:待|呆|玩|住|停留)?\s*(?P<m>{NUMBER})\s*个?(?P<measure>天|日|晚|夜)"
    rf"|\b{_N}[\s-]*{_UNIT}\s+(?:each|in each|per city)\b"
    rf"|\beach(?: city| one| of them)?\s+(?:for\s+)?(?P<k>{NUMBER})[\s-]*"
    r"(?P<units>days?|nights?)\b",
    re.I,
)
_ELLIPSIS = re.compile(rf"(?:\band|,|;|:)\s+(?:then )?{_N}\s+in\s+{_C}", re.I)
"""And 4 in Rome."""
_WINDOW = re.compile(
    rf"(?:第\s*(?P<a>{NUMBER})\s*天?\s*(?:到|至|-|~|和)\s*第?\s*(?P<b>{NUMBER})\s*天"
    rf"|\bdays?\s+(?P<c>{NUMBER})\s*(?:to|through|until|and|-|–)\s*(?:day\s+)?(?P<d>{NUMBER}))",
    re.I,
)
_DAY = re.compile(rf"第\s*(?P<a>{NUMBER})\s*天|\b(?:on )?day\s+(?P<c>{NUMBER})\b", re.I)
_LISTED = re.compile(
    rf"{CITY}\s*市?\s*(?:和|与|及|跟|、|以及"
    r"|,?\s*\b(?:and then|and out of|and|then|to|plus|followed by)\b|&|,|/|\+|-+>|→)\s*$",
    re.I,
)
"""The end of a list of cities, before its last one."""
_GOES_ON = re.compile(rf"\s*市?\s*(?:和|与|及|跟|、|以及|,?\s*\band|&|,)\s*{CITY}", re.I)
"""The rest of a list of cities, after its first one."""
_SENTENCE = re.compile(r"[^.。;；!！?？\n]+")
_CLAUSE = re.compile(r"[^,，]+")


@dataclass(slots=True)
class Stay:
    """What is said of one city, and where."""

    values: dict[str, int] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)


def find_stays(sheet: Sheet, cities: Iterable[str]) -> dict[str, Stay]:
    """Return what is said of the stay in each of some cities."""
    stays = {city: Stay() for city in cities}
    taken: list[tuple[int, int]] = []
    listed: dict[str, bool] = {}
    _windows(sheet, stays, taken)
    each = _EACH.search(sheet.text)
    text = sheet.covered(*taken, *([each.span()] if each else [])).text
    for pattern in (*_STAYS, _ELLIPSIS):
        for found in pattern.finditer(text):
            stay = stays.get(sheet.cities[found["city"][0]])
            unit = found.groupdict().get("unit") or "days"
            if stay is None or "days" in stay.values or "nights" in stay.values:
                continue
            if any(start < found.end("n") and found.start("n") < end for start, end in taken):
                continue
            stay.values["nights" if _is_night(unit) else "days"] = whole_number(found["n"])
            taken.append(
                (found.start("n"), found.end("unit" if "unit" in found.groupdict() else "n"))
            )
            stay.spans.append(taken[-1])
            listed[sheet.cities[found["city"][0]]] = _is_listed(text, found)
    _drop_length_of_all(stays, listed)
    if each:
        count = each["m"] or each["n"] or each["k"]
        unit = each["measure"] or each["unit"] or each["units"]
        for stay in stays.values():
            if not {"days", "nights"} & stay.values.keys():
                stay.values["nights" if _is_night(unit) else "days"] = whole_number(count)
                stay.spans.append(each.span())
    return {city: stay for city, stay in stays.items() if stay.values}


def _is_listed(text: str, found: re.Match[str]) -> bool:
    """Say whether the length stands after a list of cities, or before one."""
    if found.start("n") > found.start("city"):
        return _LISTED.search(text, 0, found.start("city")) is not None
    return _GOES_ON.match(text, found.end("city")) is not None


def _drop_length_of_all(stays: Mapping[str, Stay], listed: Mapping[str, bool]) -> None:
    """Forget a length said once for a list: "A and B for a week" is a week for both."""
    if len(listed) == 1 and len(stays) > 1:
        ((city, is_of_list),) = listed.items()
        if is_of_list:
            stays[city].values.clear()
            stays[city].spans.clear()


def _is_night(unit: str) -> bool:
    return unit.lower().startswith(("night", "晚", "夜"))


def _windows(sheet: Sheet, stays: dict[str, Stay], taken: list[tuple[int, int]]) -> None:
    for start, end in _of_one_city(sheet):
        stay = stays.get(sheet.cities[re.findall(CITY, sheet.text[start:end])[0][0]])
        found = _WINDOW.search(sheet.text, start, end) or _DAY.search(sheet.text, start, end)
        if stay is None or found is None:
            continue
        first = whole_number(found["a"] or found["c"])
        last = whole_number(found["b"] or found["d"]) if found.re is _WINDOW else first
        if 1 <= first <= last:
            stay.values |= {"from_day": first, "to_day": last}
            stay.spans.append(found.span())
            taken.append(found.span())


def _of_one_city(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the sentences that name one city, and the clauses of those that name several."""
    for sentence in _SENTENCE.finditer(sheet.text):
        named = {sheet.cities[mark[0]] for mark in re.findall(CITY, sentence[0])}
        if len(named) == 1:
            yield sentence.span()
            continue
        for clause in _CLAUSE.finditer(sheet.text, *sentence.span()):
            if len({sheet.cities[mark[0]] for mark in re.findall(CITY, clause[0])}) == 1:
                yield clause.span()
