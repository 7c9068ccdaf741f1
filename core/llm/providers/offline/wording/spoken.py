"""Days that are said without numbers of their own: tomorrow, weekdays, holidays, months."""

import re
from datetime import date, timedelta

from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.wording.calendar import (
    DAY_NUMBER,
    IN_DAYS,
    LINK,
    MONTH,
    MONTHS_MAX,
    Dates,
    first_day,
    month_of,
    resolved,
)
from core.llm.providers.offline.wording.festivals import festival_span

_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_EN = "|".join(_WEEKDAYS_EN)
_SHORT_EN = r"mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun"
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAY_ZH_SPAN = re.compile(
    r"(下{0,3})(?:个|这个?|本)?(?<![一两二三四\d])(?:周|星期|礼拜)([一二三四五六日天])"
    r"(?:\s*(?:到|至|[-–—~～])\s*(?:下)?(?:周|星期|礼拜)([一二三四五六日天]))?"
)
_BACK_ZH = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天])(?:上午|下午|晚上?|早上|中午)?(?:就|要|得"
    r"|再)?[\s\uf8fd]*(?:回|返|走|离开|结束)"
)
_WEEKDAY_EN_SPAN = re.compile(
    rf"\b(?<!good )(?<!easter )({_WEEKDAY_EN})(?:{LINK}({_WEEKDAY_EN}))?\b", re.I
)
_SHORT_EN_SPAN = re.compile(rf"\b({_SHORT_EN})\.?{LINK}({_SHORT_EN})\b", re.I)
_NEXT_WEEK = re.compile(r"\bnext week\b", re.I)
_NEAR = 16
_IN_WEEKS = re.compile(
    rf"\bin ({NUMBER}|a) (week|month)s?(?:['’]s?)? time\b"
    rf"|\b({NUMBER}|a) (week|month)s? from (?:now|today)\b",
    re.I,
)
_BACK_EN = re.compile(
    rf"\b(?:home|back|return\w*|leav\w+|until|till)\b[^.;\n]{{0,20}}?\b({_WEEKDAY_EN})\b", re.I
)
_PART = r"(?:(?:early|mid|late)[- ]|(?:the )?(?:beginning|start|middle|end) of )"
_IN_MONTH = re.compile(
    rf"\b(?:in {_PART}?|{_PART})({MONTH})\b(?! \d)|(?<![\d月])({DAY_NUMBER})月(?:份|初"
    r"|中旬?|底|[去到玩旅想])"
    r"|(下个?月)|\b(next month)\b",
    re.I,
)
_PARTS_OF_MONTH = (
    (re.compile(r"mid|中旬", re.I), 14), (re.compile(r"late|end of|底", re.I), 21)
)  # fmt: skip
"""So many days after the first such a part begins."""
_WEEKEND = re.compile(r"(下{1,3}个?|next )?(?:这个?|本)?(?:周末|weekend)", re.I)
_RELATIVE = tuple(
    (re.compile(pattern, re.I), days)
    for pattern, days in (
        (r"大后天", 3), (r"后天|\bday after tomorrow\b", 2), (r"明天|\btomorrow\b", 1),
        (r"今天|\btoday\b", 0),
    )
)  # fmt: skip
_BACK_THEN = re.compile(r"(?:[早晚]上?|上午|下午|中午)?[\s\uf8fd]*(?:就|要|再)?(?:回|返)")
_HOLIDAYS = tuple(
    (re.compile(pattern, re.I), month, day)
    for pattern, month, day in (
        (r"国庆|十一(?:长假|假期|黄金周|小长假|期间)|\bnational day\b(?= (?:holiday|week))", 10, 1),
        (r"(?<!十)五一(?![路街广])|劳动节|\blabou?r day holiday\b", 5, 1),
        (r"元旦|\bnew year'?s day\b", 1, 1),
        (r"\bnew year'?s eve\b|跨年", 12, 31), (r"\bchristmas eve\b|平安夜", 12, 24),
        (r"圣诞|\bchristmas\b(?! market)", 12, 25), (r"情人节|\bvalentine'?s\b", 2, 14),
    )
)  # fmt: skip


def said_day(words: str, after: date) -> date | None:
    """Return the first day that words alone name, on or after a day."""
    spoken = first_day(words, after) or spoken_dates(words, after)
    return spoken.first if isinstance(spoken, Dates) else spoken


def spoken_dates(text: str, today: date) -> Dates | None:
    """Return the days that are said without numbers of their own, or None."""
    for find in (_relative, _weekday_zh, _weekday_en, _holiday, _month_alone, _weekend):
        found = find(text, today)
        if found is not None:
            return found
    return None


def _relative(text: str, today: date) -> Dates | None:
    named = sorted(
        (found.span(), days)
        for pattern, days in _RELATIVE
        for found in [pattern.search(text)]
        if found
    )
    # The day after tomorrow has the word tomorrow in it.
    named = [
        (span, days)
        for span, days in named
        if not any(a <= span[0] and span[1] <= b and (a, b) != span for (a, b), _ in named)
    ]
    if named:
        (start, end), days = named[0]
        first = today + timedelta(days=days)
        for (_, last_end), later in named[1:2]:
            if later > days and _BACK_THEN.match(text, last_end):
                return Dates(first, today + timedelta(days=later), start, last_end)
        return Dates(first, None, start, end)
    match = IN_DAYS.search(text)
    if match is None:
        return _in_weeks(text, today)
    return Dates(today + timedelta(days=whole_number(match[1] or match[2])), None, *match.span())


def _in_weeks(text: str, today: date) -> Dates | None:
    match = _IN_WEEKS.search(text)
    if match is None:
        return None
    count, unit = match[1] or match[3], match[2] or match[4]
    many = 1 if count.lower() == "a" else whole_number(count)
    ahead = many * (7 if unit.lower() == "week" else 30)
    return Dates(today + timedelta(days=ahead), None, *match.span())


def _weekday_zh(text: str, today: date) -> Dates | None:
    match = _WEEKDAY_ZH_SPAN.search(text)
    if match is None:
        return None
    first = weekday_after(today, match[2], weeks=len(match[1]))
    back = None if match[3] else _BACK_ZH.search(text, match.end())
    char = match[3] or (back[1] if back else None)
    if char is None:
        return Dates(first, None, *match.span())
    last = first + timedelta(days=(_weekday_index(char) - first.weekday()) % 7)
    return Dates(first, last, match.start(), (back or match).end())


def weekday_after(today: date, char: str, *, weeks: int = 0) -> date:
    """Return the day of this or a later week with a Chinese name, today at the earliest."""
    monday = today - timedelta(days=today.weekday())
    first = monday + timedelta(weeks=weeks, days=_weekday_index(char))
    return first + timedelta(weeks=1) if first < today else first


def _weekday_en(text: str, today: date) -> Dates | None:
    match = _WEEKDAY_EN_SPAN.search(text) or _SHORT_EN_SPAN.search(text)
    week = _NEXT_WEEK.search(text)
    if match is None:
        monday = today + timedelta(days=7 - today.weekday())
        return Dates(monday, None, *week.span()) if week else None
    ahead = (_weekday_en_index(match[1]) - today.weekday()) % 7
    if week and -_NEAR < week.start() - match.end() < _NEAR and ahead < 7 - today.weekday():
        ahead += 7
    first = today + timedelta(days=ahead or 7)
    back = None if match[2] else _BACK_EN.search(text, match.end())
    if back:
        length = (_weekday_en_index(back[1]) - first.weekday()) % 7
        return Dates(first, first + timedelta(days=length), match.start(), back.end())
    if match[2] is None:
        return Dates(first, None, *match.span())
    length = (_weekday_en_index(match[2]) - first.weekday()) % 7
    return Dates(first, first + timedelta(days=length), *match.span())


def _weekend(text: str, today: date) -> Dates | None:
    match = _WEEKEND.search(text)
    if match is None:
        return None
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    return Dates(saturday + timedelta(weeks=1 if match[1] else 0), None, *match.span())


def _month_alone(text: str, today: date) -> Dates | None:
    """Return the first day of a month that is named without one; of a weekend its first."""
    match = _IN_MONTH.search(text)
    if match is None:
        return None
    word = match[1] or match[2]
    month = month_of(word) if word else today.month % MONTHS_MAX + 1
    if not 1 <= month <= MONTHS_MAX:
        return None
    later = next((days for part, days in _PARTS_OF_MONTH if part.search(match[0])), 0)
    on = date(today.year + (month < today.month), month, 1) + timedelta(days=later)
    first = max(on, today + timedelta(days=1))
    if _WEEKEND.search(text):
        first += timedelta(days=(5 - first.weekday()) % 7)
    return Dates(first, None, *match.span())


def _holiday(text: str, today: date) -> Dates | None:
    moving = festival_span(text, today)
    if moving is not None:
        return Dates(*moving)
    for pattern, month, day in _HOLIDAYS:
        found = pattern.search(text)
        if found:
            return Dates(resolved(None, month, day, today), None, *found.span())
    return None


def _weekday_en_index(word: str) -> int:
    return next(i for i, day in enumerate(_WEEKDAYS_EN) if day[:3] == word[:3].lower())


def _weekday_index(char: str) -> int:
    return _WEEKDAYS_ZH.index(char.replace("天", "日"))
