"""Bookings and offers in a document: what is dated, with what is said of it near by."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from core.llm.providers.offline.documents.amounts import Amount, amounts_in
from core.llm.providers.offline.documents.lines import (
    Line,
    bare_title,
    blocks_of,
    clipped,
    lines_of,
    span_of,
)
from core.llm.providers.offline.documents.moments import Moment, dates_in, times_in

_LONGEST_QUOTE = 900
_CATEGORIES = {
    name: re.compile(pattern, re.I)
    for name, pattern in (
        ("flight", r"\bflights?\b|\bair(?:lines?|ways)\b|(?-i:\([A-Z]{3}\))|航班|飞机|机票|登机"),
        ("train", r"\btrains?\b|\brailway\b|车次|高铁|火车|动车|列车"),
        ("ferry", r"\bferry\b|\bcruise\b|轮渡|船票|邮轮"),
        ("bus", r"\b(?:bus|coach)\b|大巴|客车|巴士"),
        ("car", r"\bcar (?:rental|hire)\b|\brental car\b|\btransfer\b|租车|接机|送机"),
        ("hotel", r"\bhotel\b|\bhostel\b|\bcheck[- ]?in\b|\broom\b|酒店|宾馆|民宿|入住"),
        ("restaurant", r"\brestaurant\b|\btable for\b|\bdinner\b|餐厅|餐馆|订座|用餐"),
        ("ticket", r"\btickets?\b|\badmission\b|\bmuseum\b|门票|博物馆|演出|入场"),
        ("tour", r"\btour\b|\bexcursion\b|一日游|导览|游览"),
    )
}
_CONFIRMATION = re.compile(
    r"(?:(?:confirmation|booking|reservation|order|ticket|reference)[^\S\n]*"
    r"(?:number|no\.?|code|id|ref(?:erence)?\.?|#)?|\bPNR|record locator"
    r"|确认号|确认码|订单号|预订号|预订编号|订单编号|票号|取票号|编号)"
    r"[^\S\n]*(?:is|为|是)?[^\S\n]*[:：#]?[^\S\n]*"
    r"(?P<value>(?-i:(?=[A-Z0-9-]*\d|[A-Z]{5,8}\b)[A-Z0-9][A-Z0-9-]{3,24}\b))",
    re.I,
)
_ADDRESS = re.compile(r"(?:\baddress|地址|\blocation)\s*[:：]\s*(?P<value>\S.*)", re.I)
_NAME = re.compile(
    r"(?:\b(?:hotel|property|restaurant|venue|attraction|museum)(?: name)?"
    r"|酒店名称|酒店|餐厅|餐馆|景点|场馆)"
    r"\s*[:：]\s*(?P<value>\S.*)",
    re.I,
)
_CODES = (
    re.compile(
        r"(?:\b(?:flight|train)\s*(?:no\.?|number)?|航班号?|车次)\s*[:：#]?\s*"
        r"(?P<value>[A-Z]{1,2}\d?\s?\d{1,4}|[A-Z0-9]{2}\s?\d{2,4})\b",
        re.I,
    ),
    re.compile(r"(?<![A-Za-z0-9])(?:[GDCKZT]\d{1,4}次|[A-Z]{2} ?\d{3,4}$)"),
)
"""Numbers of flights and trains, by the word before them or by their form."""
_TRAVELS = frozenset({"flight", "train", "ferry", "bus"})
_LONGEST_CODE_LINE = 40
_BEGIN = re.compile(
    r"\bcheck[- ]?in\b|\bdepart(?:ure|s|ing)?\b|\bpick[- ]?up\b|\barrival date\b"
    r"|入住|出发|起飞|开始",
    re.I,
)
_FINISH = re.compile(
    r"\bcheck[- ]?out\b|\barriv(?:al|es|ing)\b|\breturn\b|\bdrop[- ]?off\b|\buntil\b"
    r"|退房|离店|到达|抵达|结束",
    re.I,
)
_ISSUED = re.compile(
    r"\b(?:issued|invoice date|booked on|order(?:ed)? (?:on|date)|booking date|cancel"
    r"|free cancellation|print(?:ed)?)\b|下单|预订日期|订单日期|开票|取消|打印",
    re.I,
)
_TOTAL = re.compile(
    r"\btotal\b|\bamount (?:due|paid)\b|\bprice\b|\bfare\b"
    r"|合计|总价|总计|总额|票价|价格|实付",
    re.I,
)
_EACH = re.compile(r"\bper (?:night|person|day)\b|\beach\b|/\s*(?:night|晚)|每晚|每人|每日", re.I)


def find_bookings(text: str, default_year: int | None, today: date) -> list[dict[str, Any]]:
    """Return the bookings of a text, in its order."""
    groups = _groups(lines_of(text), default_year, today)
    shared = _shared_confirmation(text, groups, default_year, today)
    return [
        booking
        for group in groups
        if (booking := _booking(text, group, shared, default_year, today)) is not None
    ]


def _groups(lines: Sequence[Line], year: int | None, today: date) -> list[list[Line]]:
    """Return lines by booking: blocks, cut where a further booking begins, without date joined."""
    groups: list[list[Line]] = []
    for block in _cut(blocks_of(lines), year, today):
        dated = any(_own_dates(line.text, year, today) for line in block)
        if (groups and not block[0].level and not dated and not _begins(block[0].text)) or (
            groups and not _is_dated(groups[-1], year, today) and _near(groups[-1], block)
        ):
            groups[-1].extend(block)
        else:
            groups.append(list(block))
    return groups


def _cut(blocks: Sequence[list[Line]], year: int | None, today: date) -> list[list[Line]]:
    cut: list[list[Line]] = []
    for block in blocks:
        current: list[Line] = []
        for line in block:
            if current and _begins(line.text) and _is_dated(current, year, today):
                cut.append(current)
                current = []
            current.append(line)
        cut.append(current)
    return cut


def _begins(text: str) -> bool:
    """Say whether a booking may begin with such a line."""
    return bool(_code(text) or _NAME.search(text))


def _near(group: Sequence[Line], block: Sequence[Line]) -> bool:
    """Say whether a heading, or the beginning of a booking, waits for the dates that follow."""
    return (
        len(group) <= 4
        and (group[0].level > 0 or _begins(group[0].text))
        and not (block[0].level and group[0].level >= block[0].level)
    )


def _is_dated(group: Sequence[Line], year: int | None, today: date) -> bool:
    return any(_own_dates(line.text, year, today) for line in group)


def _own_dates(text: str, year: int | None, today: date) -> list[Moment]:
    """Return the dates of a line but for those on which something was only written."""
    return [] if _ISSUED.search(text) else dates_in(text, year, today)


def _booking(
    text: str, group: Sequence[Line], shared: str | None, year: int | None, today: date
) -> dict[str, Any] | None:
    quote = span_of(text, group, _LONGEST_QUOTE)
    kept = lines_of(quote)
    category = _category(quote)
    confirmation = _confirmation(quote)
    when = _when(kept, year, today, travels=category in _TRAVELS)
    amount = _amount(kept)
    known = category != "other" or confirmation is not None
    if "date" not in when or not (known or amount):
        return None
    name = _first(_NAME, kept)
    return {
        "quote": quote,
        "title": _title(kept, name),
        "category": category,
        **when,
        "place_name": clipped(name, 120) if name else None,
        "address": clipped(_first(_ADDRESS, kept) or "", 200) or None,
        "amount": float(amount.value) if amount else None,
        "currency": amount.currency if amount else None,
        "confirmation_number": confirmation or shared,
    }


def _when(lines: Sequence[Line], year: int | None, today: date, *, travels: bool) -> dict[str, str]:
    """Return begin and end: by the words beside them, else the first date and time."""
    said: dict[str, str] = {}
    loose: list[tuple[str, str | None]] = []
    for line in lines:
        if _ISSUED.search(line.text):
            continue
        days = dates_in(line.text, year, today)
        times = times_in(line.text)
        time = times[0].value if times and times[0].value != "24:00" else None
        is_end = bool(_FINISH.search(line.text)) and not _BEGIN.search(line.text)
        if is_end or _BEGIN.search(line.text):
            _say(said, is_end, days, time)
            if not is_end and len(days) > 1:
                said.setdefault("end_date", days[1].value)
            if not is_end and len(times) > 1:
                said.setdefault("end_time", times[1].value)
        elif days or time:
            loose.extend((day.value, None) for day in days[:2])
            loose.extend(("", time.value) for time in times[:2] if time.value != "24:00")
    return _filled(said, loose, travels=travels)


def _say(said: dict[str, str], is_end: bool, days: Sequence[Moment], time: str | None) -> None:
    if days:
        said.setdefault("end_date" if is_end else "date", days[0].value)
    if time:
        said.setdefault("end_time" if is_end else "start_time", time)


def _filled(
    said: dict[str, str], loose: Sequence[tuple[str, str | None]], *, travels: bool
) -> dict[str, str]:
    """Return what is said, with what stands by itself where nothing else is said."""
    days = [day for day, _ in loose if day]
    times = [time for _, time in loose if time]
    if days and "date" not in said:
        said["date"] = days[0]
        if len(days) > 1 and days[1] > days[0]:
            said.setdefault("end_date", days[1])
    if times and "start_time" not in said:
        said["start_time"] = times[0]
        if travels and len(times) > 1:
            said.setdefault("end_time", times[1])
    if "end_date" in said and said["end_date"] < said.get("date", ""):
        del said["end_date"]
    same_day = said.get("end_date", said.get("date")) == said.get("date")
    if same_day and said.get("end_time", "99") < said.get("start_time", ""):
        del said["end_time"]
    if "end_date" in said and "date" not in said:
        said["date"] = said.pop("end_date")
    return said


def _amount(lines: Sequence[Line]) -> Amount | None:
    """Return the whole price: where it is called so, else the largest."""
    whole = [a for line in lines if _TOTAL.search(line.text) for a in amounts_in(line.text)]
    other = [a for line in lines if not _EACH.search(line.text) for a in amounts_in(line.text)]
    return max(whole or other, key=lambda amount: amount.value, default=None)


def _category(text: str) -> str:
    """Return what is booked: the kind whose word comes first."""
    found = [
        (match.start(), order, name)
        for order, (name, pattern) in enumerate(_CATEGORIES.items())
        if (match := pattern.search(text))
    ]
    return min(found)[2] if found else "other"


def _confirmation(text: str) -> str | None:
    match = _CONFIRMATION.search(text)
    return match["value"] if match else None


def _shared_confirmation(
    text: str, groups: Sequence[Sequence[Line]], year: int | None, today: date
) -> str | None:
    """Return the number that stands above all bookings, or is the only one."""
    first = next((group[0].start for group in groups if _is_dated(group, year, today)), 0)
    only = {match["value"] for match in _CONFIRMATION.finditer(text)}
    return _confirmation(text[:first]) or (only.pop() if len(only) == 1 else None)


def _first(pattern: re.Pattern[str], lines: Sequence[Line]) -> str | None:
    for line in lines:
        match = pattern.search(line.text)
        if match:
            return match["value"].strip(" ,;，；")
    return None


def _code(text: str) -> str | None:
    """Return the number of a flight or a train."""
    for pattern in _CODES:
        match = pattern.search(text)
        if match:
            return match[0]
    return None


def _title(lines: Sequence[Line], name: str | None) -> str:
    if name:
        return clipped(name, 120)
    for line in lines:
        code = _code(line.text)
        if code:
            return bare_title(line.text) if len(line.text) <= _LONGEST_CODE_LINE else code
    return clipped(bare_title(lines[0].title) or lines[0].text, 120)
