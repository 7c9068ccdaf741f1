"""Days and spans of days as people write them in English and Chinese."""

import re
from datetime import date, timedelta

from core.llm.providers.offline.numerals import NUMBER, whole_number

Span = tuple[date, date | None]
"""The first day, and the last one where it is said."""

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(
    {"may": "may", "september": "sept?(?:ember)?"}.get(name, f"{name[:3]}(?:{name[3:]})?")
    for name in _MONTHS
)
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_EN = "|".join(_WEEKDAYS_EN)
_WEEKDAYS_ZH = "一二三四五六日"
_WEEK_ZH = r"(?:周|星期|礼拜)"
_SATURDAY = 5

_TO = r"\s*(?:到|至|-|–|—|~|～|to|until|till|through|thru)\s*"
_ND = r"(?:st|nd|rd|th)?"
_NUM = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ISO = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"
_ZH = rf"(?:(\d{{4}})年)?({_NUM})月({_NUM})(?:[日号]|(?![\d天晚个人]))"
_EN_MD = rf"\b({_MONTH})\.? (?:the )?(\d{{1,2}}){_ND}\b(?:,? (\d{{4}})\b)?"
_EN_DM = rf"\b(\d{{1,2}}){_ND} (?:of )?({_MONTH})\b\.?(?:,? (\d{{4}})\b)?"

_ISO_SPAN = re.compile(rf"(?<!\d){_ISO}(?:{_TO}{_ISO})?")
_ZH_SPAN = re.compile(
    rf"{_ZH}(?:{_TO}(?:(?:(\d{{4}})年)?({_NUM})月)?({_NUM})[日号]?(?![\d天晚月]))?"
)
_ZH_DAY = re.compile(rf"(?<![月\d第])(\d{{1,2}})号(?!线|楼)(?:{_TO}(\d{{1,2}})号)?")
_EN_MD_SPAN = re.compile(
    rf"{_EN_MD}(?:{_TO}(?:({_MONTH})\.? )?(\d{{1,2}}){_ND}\b(?!\s*(?:days|nights|people|:)))?", re.I
)
_EN_DM_SPAN = re.compile(rf"(?:\b(\d{{1,2}}){_ND}(?: ({_MONTH}))?{_TO})?{_EN_DM}", re.I)
_WEEKDAY_ZH_SPAN = re.compile(
    rf"(下{{0,3}})(?:个|这个?|本)?(?<![一两二三四\d]){_WEEK_ZH}([一二三四五六日天])"
    rf"(?:{_TO}{_WEEK_ZH}([一二三四五六日天]))?"
)
_WEEKDAY_EN_SPAN = re.compile(rf"\b({_WEEKDAY_EN})(?:{_TO}({_WEEKDAY_EN}))?\b", re.I)
_WEEKEND = re.compile(r"(下{1,3}个?|next )?(?:这个?|本)?(?:周末|weekend)", re.I)
_RELATIVE = tuple(
    (re.compile(pattern, re.I), days)
    for pattern, days in (
        (r"大后天", 3), (r"后天|\bday after tomorrow\b", 2), (r"明天|\btomorrow\b", 1),
        (r"今天|\btoday\b", 0),
    )
)  # fmt: skip
_IN_DAYS = re.compile(
    rf"({NUMBER})(?:天(?:之后|以后|后)| days from now\b)"
    rf"|\b(?:leav|go|start|depart|fly|travel)\w* in ({NUMBER}) days\b",
    re.I,
)
_HOLIDAYS = tuple(
    (re.compile(pattern, re.I), month, day)
    for pattern, month, day in (
        (r"国庆", 10, 1), (r"(?<!十)五一(?![路街广])|劳动节", 5, 1),
        (r"元旦|\bnew year'?s day\b", 1, 1),
        (r"\bnew year'?s eve\b|跨年", 12, 31), (r"\bchristmas eve\b|平安夜", 12, 24),
        (r"圣诞|\bchristmas\b(?! market)", 12, 25),
    )
)  # fmt: skip


def find_span(text: str, today: date) -> Span | None:
    """Return the first days that are named; what has no year is the next such day."""
    for find in (
        _iso, _chinese, _month_day, _day_month, _day_alone,
        _relative, _weekday_zh, _weekday_en, _holiday, _weekend,
    ):  # fmt: skip
        span = find(text, today)
        if span is not None:
            first, last = span
            return first, last if last and last >= first else None
    return None


def without_dates(text: str) -> str:
    """Return the text without its dates, whose numbers count nothing."""
    for pattern in (_ISO_SPAN, _ZH_SPAN, _EN_MD_SPAN, _EN_DM_SPAN, _ZH_DAY, _IN_DAYS):
        text = pattern.sub(" ", text)
    return text


def _iso(text: str, _today: date) -> Span | None:
    match = _ISO_SPAN.search(text)
    if match is None:
        return None
    first = _date(int(match[1]), int(match[2]), int(match[3]))
    last = _date(int(match[4]), int(match[5]), int(match[6])) if match[4] else None
    return (first, last) if first else None


def _chinese(text: str, today: date) -> Span | None:
    match = _ZH_SPAN.search(text)
    if match is None:
        return None
    month, day = whole_number(match[2]), whole_number(match[3])
    first = _upcoming(today, match[1], month, day)
    if first is None or match[6] is None:
        return (first, None) if first else None
    last_month = whole_number(match[5]) if match[5] else month
    return first, _upcoming(first, match[4], last_month, whole_number(match[6]))


def _month_day(text: str, today: date) -> Span | None:
    match = _EN_MD_SPAN.search(text)
    if match is None:
        return None
    first = _upcoming(today, match[3], _month(match[1]), int(match[2]))
    if first is None or match[5] is None:
        return (first, None) if first else None
    return first, _upcoming(first, None, _month(match[4] or match[1]), int(match[5]))


def _day_month(text: str, today: date) -> Span | None:
    match = _EN_DM_SPAN.search(text)
    if match is None:
        return None
    month, day = _month(match[4]), int(match[3])
    if match[1] is None:
        only = _upcoming(today, match[5], month, day)
        return (only, None) if only else None
    first = _upcoming(today, match[5], _month(match[2] or match[4]), int(match[1]))
    return (first, _upcoming(first, match[5], month, day)) if first else None


def _day_alone(text: str, today: date) -> Span | None:
    match = _ZH_DAY.search(text)
    first = _next_day(today, int(match[1])) if match else None
    if match is None or first is None:
        return None
    return first, _next_day(first, int(match[2])) if match[2] else None


def _relative(text: str, today: date) -> Span | None:
    for pattern, days in _RELATIVE:
        if pattern.search(text):
            return today + timedelta(days=days), None
    match = _IN_DAYS.search(text)
    return (today + timedelta(days=whole_number(match[1] or match[2])), None) if match else None


def _weekday_zh(text: str, today: date) -> Span | None:
    match = _WEEKDAY_ZH_SPAN.search(text)
    if match is None:
        return None
    monday = today - timedelta(days=today.weekday())
    first = monday + timedelta(weeks=len(match[1]), days=_weekday_index(match[2]))
    if first < today:
        first += timedelta(weeks=1)
    ahead = (_weekday_index(match[3]) - first.weekday()) % 7 if match[3] else None
    return first, first + timedelta(days=ahead) if ahead is not None else None


def _weekday_en(text: str, today: date) -> Span | None:
    match = _WEEKDAY_EN_SPAN.search(text)
    if match is None:
        return None
    ahead = (_WEEKDAYS_EN.index(match[1].lower()) - today.weekday()) % 7
    first = today + timedelta(days=ahead or 7)
    if match[2] is None:
        return first, None
    length = (_WEEKDAYS_EN.index(match[2].lower()) - first.weekday()) % 7
    return first, first + timedelta(days=length)


def _weekend(text: str, today: date) -> Span | None:
    match = _WEEKEND.search(text)
    if match is None:
        return None
    saturday = today + timedelta(days=(_SATURDAY - today.weekday()) % 7)
    return saturday + timedelta(weeks=1 if match[1] else 0), None


def _holiday(text: str, today: date) -> Span | None:
    for pattern, month, day in _HOLIDAYS:
        if pattern.search(text):
            first = _upcoming(today, None, month, day)
            return (first, None) if first else None
    return None


def _weekday_index(char: str) -> int:
    return _WEEKDAYS_ZH.index(char.replace("天", "日"))


def _month(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, start=1) if name[:3] == word[:3].lower())


def _upcoming(today: date, year: str | None, month: int, day: int) -> date | None:
    if year:
        return _date(int(year), month, day)
    found = _date(today.year, month, day)
    if found is None or found >= today:
        return found
    return _date(today.year + 1, month, day)


def _next_day(today: date, day: int) -> date | None:
    """Return the next day of the month with this number."""
    for ahead in range(62):
        found = today + timedelta(days=ahead)
        if found.day == day:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
