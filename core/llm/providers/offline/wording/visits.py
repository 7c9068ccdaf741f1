"""When places are visited, and in which order."""

import re
from collections.abc import Iterator, Sequence

from core.llm.providers.offline.wording.clock import (
    CLOCK,
    LENGTH,
    SURE_CLOCK,
    length_of,
    minutes_of,
    time_of,
)
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import FILL, PLACE, UNREAD, Sheet

_FREE_ZH = (
    r"(?!出发|返程|返回|回程|起飞|上车|回家|到家)"
    r"(?=[^，,。；;！!？?\n]{0,28}[\u4e00-\u9fff])[^，,。；;！!？?\n、:：\d]{2,30}?"
)
CAPITAL = (
    r"(?:[A-Z0-9][\w'’.&-]{0,40}"
    r"(?:\s+(?:of|the|de|la|du|des|di|del|and(?= [A-Z])|[A-Z0-9][\w'’.&-]{0,40})){0,7})"
)
ZH = rf"(?P<name>{PLACE}(?:的)?|{_FREE_ZH})"
EN = rf"(?:the\s+|our\s+)?(?P<name>(?-i:{PLACE}|{CAPITAL}))"
_END = (
    r"(?=(?:吃饭|用餐|就餐|吃|玩|逛|看看|逛逛|转转|打卡|拍照|参观|游览)?(?:$|[，,。；;！!？?\n、]))"
)
_MUST = r"(?:就|要|得|必须|一定|能|需要?)*"
_BEFORE, _LATER = r"(?:之前|以前|前)", r"(?:之后|以后|后)"
_ARRIVE = r"(?:到达?|抵达|赶到|前往|去到?|到访|进入|游览|参观|逛)"
_LEAVE = r"(?:离开|走出|离场|出)"
_T = rf"(?P<t>{CLOCK})"
_VISITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I | re.A), key)
    for pattern, key in (
        (rf"(?:not|n't|n’t)\s+leave\s+{EN}\s+(?:before|earlier than)\s+{_T}", "leave_from"),
        (
            rf"(?:不早于|不要早于|别早于|最早(?:在)?)\s*{_T}\s*(?:才|再)?{_LEAVE}\s*{ZH}(?=$"
            r"|[，,。；;！!？?\n、])",
            "leave_from",
        ),
        (
            rf"(?:不晚于|不迟于|不要晚于|最晚|最迟)(?:在)?\s*{_T}\s*(?:就|要"
            rf"|得)?{_LEAVE}\s*{ZH}{_END}",
            "leave_by",
        ),
        (
            rf"{_T}\s*{_BEFORE}\s*(?:就|要|得|必须|一定)*{_LEAVE}\s*{ZH}(?=$"
            r"|[，,。；;！!？?\n、])",
            "leave_by",
        ),
        (rf"{_T}\s*{_LATER}\s*(?:再|才|方可)*{_LEAVE}\s*{ZH}{_END}", "leave_from"),
        (rf"(?:在|于)\s*{ZH}\s*(?:要|得|至少)?(?:待|呆|玩|逛|停留)到\s*{_T}", "leave_from"),
        (
            rf"(?:不早于|不要早于|别早于|最早(?:在)?)\s*{_T}\s*(?:才|再)?{_ARRIVE}\s*{ZH}(?=$"
            r"|[，,。；;！!？?\n、])",
            "arrive_from",
        ),
        (
            rf"(?:不晚于|不迟于|不要晚于|别晚于|最晚|最迟)(?:在)?\s*{_T}\s*(?:就|要"
            rf"|得)?{_ARRIVE}\s*{ZH}{_END}",
            "arrive_by",
        ),
        (
            rf"(?:在|于)?\s*{_T}\s*{_BEFORE}\s*(?:就|要|得|必须|一定"
            rf"|能)*{_ARRIVE}\s*{ZH}{_END}",
            "arrive_by",
        ),
        (rf"{_T}\s*{_LATER}\s*(?:再|才)*{_ARRIVE}\s*{ZH}{_END}", "arrive_from"),
        (
            rf"(?P<name>{PLACE})\s*(?:要|必须|得|最好)?(?:在)?\s*{_T}\s*{_BEFORE}\s*{_MUST}"
            r"(?:到|抵达|赶到)",
            "arrive_by",
        ),
        (
            rf"(?P<name>{PLACE})\s*(?:要|必须|得|最好)?(?:在)?\s*{_T}\s*{_LATER}\s*"
            r"(?:再|才|要|得|必须)*(?:去|到|抵达)",
            "arrive_from",
        ),
        (
            rf"(?P<name>{PLACE})\s*(?:要|必须|得|最好)?(?:在)?\s*{_T}\s*{_BEFORE}\s*{_MUST}"
            r"(?:离开|走|出来)",
            "leave_by",
        ),
        (
            rf"(?P<name>{PLACE})\s*(?:要|必须|得|最好)?(?:待|呆|玩|逛|停留|看)到\s*{_T}",
            "leave_from",
        ),
        (
            rf"\b(?:leave|depart(?: from)?|exit)\s+{EN}\s+(?:by|before|no later than"
            rf"|not later than|at the latest by)\s+{_T}",
            "leave_by",
        ),
        (
            rf"\b(?:leave|depart(?: from)?|exit)\s+{EN}\s+(?:no earlier than|not before|after"
            rf"|not earlier than|only after)\s+{_T}",
            "leave_from",
        ),
        (rf"\b(?:stay|remain|be)\s+(?:at|in)\s+{EN}\s+until(?: at least)?\s+{_T}", "leave_from"),
        (
            r"\b(?:be|arrive|get|reach|visit|see|make it)\s*(?:at|to"
            rf"|in)?\s+{EN}\s+(?:no earlier than|not before|after|not earlier than"
            rf"|only after)\s+{_T}",
            "arrive_from",
        ),
        (
            rf"\b(?:be|arrive|get|reach|visit|see|make it)\s*(?:at|to|in)?\s+{EN}\s+(?:by"
            rf"|before|no later than|not later than|at the latest by)\s+{_T}",
            "arrive_by",
        ),
        (
            rf"\b(?:by|before|no later than)\s+{_T}[^.;\n]{{0,16}}?\b(?:be at|arrive at|reach"
            rf"|get to)\s+{EN}",
            "arrive_by",
        ),
    )
)
_T2 = rf"(?P<t>{CLOCK})\s*(?:到|至|[-–—~～]|\band\b|\bto\b|\buntil\b)\s*(?P<u>{CLOCK})"
_WINDOWS = (
    re.compile(
        rf"(?P<name>{PLACE}) ?(?:在|要|想|希望)*{_T2}\s*(?:之间|期间|这段时间|的时候)?"
        r"(?:要|想|得|必须)*(?:在(?:那里|那儿|那))?(?:游览|参观|逛|玩|去|看|拍|吃|待|用餐)"
        rf"(?!\s*{PLACE})",
        re.I | re.A,
    ),
    re.compile(
        rf"(?:在)?\s*{_T2}\s*(?:之间|期间|这段时间|的时候)?(?:要|想)?(?:去|在"
        rf"|到)?(?:游览|参观|逛|玩|看|去|访问|待在|呆在|用餐|吃)?\s*{ZH}(?=$"
        rf"|[，,。；;！!？?\n、]|(?<={FILL})[看拍吃逛玩喝散])",
        re.I | re.A,
    ),
    re.compile(
        r"\b(?:visit|see|be at|be in|at|eat at|dine at|tour"
        rf"|explore)\s+{EN}\s+(?:between|from)\s+{_T2}",
        re.I | re.A,
    ),
    re.compile(
        rf"\b(?:between|from)\s+{_T2}[^.;\n]{{0,16}}?\b(?:visit|at|see|be at|in)\s+{EN}",
        re.I | re.A,
    ),
)
_AT = re.compile(
    rf"(?P<name>{PLACE})\s+(?:(?:tickets?|tour|visit|is|booked|reserved)\s+)*(?:at|for)\s+"
    rf"(?P<t>{SURE_CLOCK})",
    re.I | re.A,
)
"""Where one wants to be at some hour."""
_D = rf"(?P<length>{LENGTH})"
_STAYS = (
    re.compile(
        rf"在\s*{ZH}\s*(?:至少|最少|起码|要|得)?(?:停留|待|呆|玩|逛|游览|参观|游玩|花"
        rf"|留)(?:上|够|出|满|足)?\s*(?:不少于|至少|最少|不低于|不短于|超过|起码)?\s*{_D}",
        re.I | re.A,
    ),
    re.compile(
        rf"(?P<name>{PLACE})\s*(?:至少|最少|起码|要|得|想)?(?:停留|待|呆|玩|逛|游览"
        r"|参观|游玩|留|安排)(?:上|够|出|满|足)?\s*(?:不少于|至少|最少|不低于|超过"
        rf"|起码)?\s*{_D}",
        re.I | re.A,
    ),
    re.compile(
        rf"(?:至少|最少|起码)(?:花|用|留)?\s*{_D}\s*(?:在|给|逛|游览|参观"
        rf"|玩)\s*{ZH}{_END}",
        re.I | re.A,
    ),
    re.compile(
        r"\b(?:spend|stay|have|at least|minimum of|want)\s+(?:at least "
        rf"|a minimum of |no less than |not less than |about )*{_D}\s+(?:at|in|inside"
        rf"|exploring|visiting)\s+{EN}",
        re.I | re.A,
    ),
    re.compile(
        r"\b(?:stay|be|remain|visit|explore|linger|stop)\s*(?:at|in"
        rf"|inside)?\s+{EN}\s+(?:for )?(?:at least|a minimum of|no less than"
        rf"|not less than|for)\s+{_D}",
        re.I | re.A,
    ),
)
_GO = r"(?:去|到|逛|参观|游览|看|玩|在|吃|打卡)"
_ONE_ZH = rf"(?P<a>{PLACE}|[^，,。；;！!？?\n、]{{2,24}}?)"
_TWO_ZH = rf"(?P<b>{PLACE}|[^，,。；;！!？?\n、]{{2,24}}?)"
_ONE_EN = rf"(?:the\s+)?(?P<a>(?-i:{PLACE}|{CAPITAL}))"
_TWO_EN = rf"(?:the\s+)?(?P<b>(?-i:{PLACE}|{CAPITAL}))"
_SEE = r"(?:visit|see|go to|do|tour|stop at|explore|be at)"
_ORDERS = (
    re.compile(
        rf"先{_GO}(?:一下)?{_ONE_ZH}\s*(?:[，,、]|之后|以后|然后|后)*\s*(?:再|然后"
        rf"|接着|之后)+\s*{_GO}*\s*{_TWO_ZH}{_END}",
        re.I | re.A,
    ),
    re.compile(
        rf"(?P<a>{PLACE})\s*(?:要|必须|得|应)?(?:安排)?在\s*(?P<b>{PLACE})\s*(?:之前"
        r"|前面?)",
        re.I | re.A,
    ),
    re.compile(
        rf"{_GO}(?:完|过|了)?\s*(?P<a>{PLACE})\s*(?:之后|以后|后"
        rf"|再)+\s*(?:再)?{_GO}+\s*(?P<b>{PLACE})",
        re.I | re.A,
    ),
    re.compile(
        rf"\b(?:{_SEE}\s+)?{_ONE_EN}\s+(?:first\s*)?(?:,?\s*and then|,?\s*then"
        rf"|before(?: going to| visiting| seeing)?)\s+(?:{_SEE}\s+)?{_TWO_EN}",
        re.I | re.A,
    ),
    re.compile(
        rf"\bfirst\s+(?:{_SEE}\s+)?{_ONE_EN}\s*,?\s*(?:and )?(?:then|afterwards"
        rf"|after that)\s+(?:{_SEE}\s+)?{_TWO_EN}",
        re.I | re.A,
    ),
)
_AFTER_EN = re.compile(
    rf"\b{_SEE}\s+{_ONE_EN}\s+(?:only )?after\s+(?:{_SEE}(?:ing)?\s+|seeing\s+"
    rf"|visiting\s+)?{_TWO_EN}",
    re.I | re.A,
)
_SHORT_WINDOW_MIN = 120


def find_visits(sheet: Sheet) -> Iterator[Promise]:
    """Yield when places are visited and how long."""
    for pattern in _WINDOWS:
        for found in pattern.finditer(sheet.text):
            promise = _window(sheet, found)
            if promise:
                yield promise
    for pattern, key in _VISITS:
        for found in pattern.finditer(sheet.text):
            time, name = time_of(found["t"]), name_of(sheet, found, "name")
            if time and name and _sure(found["t"]):
                yield Promise({"kind": "visit_time", "place": name, key: time}, *found.span())
    yield from _at_an_hour(sheet)
    for pattern in _STAYS:
        for found in pattern.finditer(sheet.text):
            minutes, name = length_of(found["length"]), name_of(sheet, found, "name")
            if minutes and name and 1 <= minutes <= 24 * 60:
                condition = {"kind": "visit_time", "place": name, "minutes": minutes}
                yield Promise(condition, *found.span())


def _at_an_hour(sheet: Sheet) -> Iterator[Promise]:
    for found in _AT.finditer(sheet.text):
        time, name = time_of(found["t"]), name_of(sheet, found, "name")
        if time and name and "hotel" not in sheet.kind(found["name"]):
            condition = {"kind": "visit_time", "place": name}
            yield Promise(condition | {"arrive_by": time, "leave_from": time}, *found.span())


def _window(sheet: Sheet, found: re.Match[str]) -> Promise | None:
    name = name_of(sheet, found, "name")
    first, last = minutes_of(found["t"]), minutes_of(found["u"])
    if first is not None and last is not None and last <= first and last < 12 * 60:
        last += 12 * 60
    if not name or first is None or last is None or first >= last:
        return None
    if not re.search(r"[:：点时]|[ap]\.?m", found["t"] + found["u"], re.I):
        return None
    start, end = time_of(found["t"]), f"{min(last, 1439) // 60:02d}:{min(last, 1439) % 60:02d}"
    # "From 17:00 to 17:40" is a visit of that length; "between 9 and 5" is some time then.
    keys = ("arrive_by", "leave_from")
    if last - first > _SHORT_WINDOW_MIN:
        keys = ("arrive_from", "leave_by")
    condition = {"kind": "visit_time", "place": name, keys[0]: start, keys[1]: end}
    return Promise(condition, *found.span())


def find_orders(sheet: Sheet) -> Iterator[Promise]:
    """Yield which place comes before which."""
    for pattern in (*_ORDERS, _AFTER_EN):
        for found in pattern.finditer(sheet.text):
            first, then = name_of(sheet, found, "a"), name_of(sheet, found, "b")
            if pattern is _AFTER_EN:
                first, then = then, first
            if first and then and first != then:
                yield Promise({"kind": "order", "first": first, "then": then}, *found.span())


def name_of(sheet: Sheet, found: re.Match[str], group: str) -> str:
    """Return the name a pattern found, or nothing where that is no name."""
    said = found[group]
    if not said:
        return ""
    name = sheet.name(said.removesuffix("的"), found.start(group))
    if any(letter in UNREAD and letter != " " for letter in said):
        return ""
    name = name.strip(" 的了'\"“”‘’「」《》")
    name = name.removesuffix(".") if name.count(".") == 1 else name
    return name if 1 < len(name) <= 100 else ""


def _sure(clock: str) -> bool:
    """Say whether a number is a time, by a sign of its own."""
    return re.search(r"[:：点时]|[ap]\.?m|noon|midday|midnight|正午", clock, re.I) is not None


def first_of_each(promises: Sequence[Promise]) -> list[Promise]:
    """Return the promises without those that overlap one before them."""
    kept: list[Promise] = []
    for promise in promises:
        if not any(k.start < promise.end and promise.start < k.end for k in kept):
            kept.append(promise)
    return kept
