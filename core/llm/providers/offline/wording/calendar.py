"""Dates as people write them in English and Chinese, each with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise

from core.llm.providers.offline.numerals import NUMBER, whole_number

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(
    {"may": "may", "september": "sept?(?:ember)?"}.get(name, f"{name[:3]}(?:{name[3:]})?")
    for name in _MONTHS
)
_ND = r"(?:st|nd|rd|th)"
_NUM = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?:,? ?(?:of )?(?P<y>(?:19|20)\d{2})\b(?!\s*(?:usd|dollars|yuan|元|块|euros?|people)))?"
_ABSOLUTE = (
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?:(?P<y>\d{{4}})年)?(?P<m>{_NUM})月(?:份)?(?P<d>{_NUM})(?:[日号]|(?![\d天晚个人月]))"
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\b\.? (?:the )?(?P<d>\d{{1,2}}){_ND}?\b(?!:\d){_YEAR}", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}}){_ND}? (?:of )?(?P<m>{_MONTH})\b\.?{_YEAR}", re.I),
)
_PARTIAL = (
    re.compile(
        rf"\b(?:the )?(?P<d>\d{{1,2}}){_ND}\b{_YEAR}(?! (?:floor|street|ave|avenue|time|day)\b)",
        re.I,
    ),
    re.compile(
        r"(?<![月\d第])(?P<d>\d{1,2})(?:号(?!线|楼)|日(?=\s*(?:[到至\-–—~～去飞走返回早晚前后]|出发"
        r"|启程|动身|抵达|离开|入住|开始|结束|上午|下午|中午|凌晨|当天|[之以][前后]|的(?:飞机|火车"
        r"|高铁|动车|航班|票))))|(?<=[号日][到至\-–—~～])(?P<d2>\d{1,2})日(?!元|圆|本)"
    ),
    re.compile(rf"(?<![月\d第一二三四五六七八九十])(?P<d>{_NUM})号(?!线|楼)"),
)
"""A day of a month that is said elsewhere, or of this one; 5日 alone is a length."""
_NUMERIC = re.compile(
    r"(?<![\d/.$€£¥￥])(?P<a>\d{1,2})(?P<mark>[/.])(?P<b>\d{1,2})(?:(?P=mark)(?P<y>20\d\d|\d\d))?"
    r"(?![\d/%]|\.\d|\s*(?:[万千百元块米折分星天个]|k\b|公里|小时|km|hours?\b|hrs?\b"
    r"|stars?\b|miles?\b"
    r"|thousand|million|usd|dollars?|euros?|yuan))",
    re.I,
)
"""A date in numbers alone, as 3/16/2027; without a year it is one only as half of a span."""
_DAY_FIRST = re.compile(r"[€£]|\beuros?\b|\bpounds?\b", re.I)
_BARE = re.compile(rf"(?P<d>\d{{1,2}})(?!\d|\s*(?:[天晚月年人个点时:]|days|nights|people)){_YEAR}")
"""A mere number: a day only right after a date and a dash."""
_LINK = (
    r"\s*(?:到|至|[-–—~～]|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bthru\b|\bup to\b)\s*(?:the\s+)?"
)
_LINK_AFTER = re.compile(_LINK, re.I)
_BARE_BEFORE = re.compile(rf"(?<![\d:.$€£¥])(?P<d>\d{{1,2}}){_LINK}$", re.I)
_LINKS = re.compile(_LINK + "$", re.I)
_MONTHS_MAX, _DAYS_MAX, _MOST_NUMERIC = 12, 31, 40
_BETWEEN = re.compile(r"\bbetween (?:the )?$", re.I)
_LOOSE = re.compile(
    r"^(?:\s*(?:出发|启程|动身|去|走|开始|入住|抵达|到达|起))?\s*[,，、]?\s*(?:and|然后|并|,)?\s*"
    r"(?:(?:we |i |it |will |to |a |plan |return |trip |are |be |is |would |'ll )*"
    r"(?:end|conclud|finish|return|com|leav|fly|go|run|last|back|check)\w*"
    r"(?: (?:back|home|out))?\s*(?:on|until|by|to|through|before)?)?\s*(?:the\s+)?$",
    re.I,
)
_COMING_BACK = re.compile(
    r"^\s*(?:当天|晚上?|下午)?(?:之前|以前|前)?(?:必须|要|得)?(?:返回|返程|回|结束|离开|退房)"
)
_BY = re.compile(
    r"(?:\b(?:back|home|return(?:ing)?|until|till|end(?:s|ing)?"
    r"|finish(?:ing)?)(?: home)?\s*(?:on|by|before|in time for)?"
    r"|\b(?:leave|leaving|depart)\w* (?:by)|最晚|最迟)\s*(?:the\s+)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is written out; `on` is None where there is no such day."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day, where they are said, and words that name no day at all."""

    first: date | None
    last: date | None
    start: int
    end: int
    impossible: str = ""


def written_dates(text: str, today: date) -> Dates | None:
    """Return the days that are written with their numbers, or None."""
    days = list(_days(text))
    if not any(day.month for day in days):
        days = [day for day in days if text[day.start : day.end].rstrip().endswith(("号", "日"))]
    if not days:
        return None
    for first, last in pairwise(days):
        if _linked(text, first, last):
            return _span(text, first, last, today)
    dated = [day for day in days if day.month] or days
    only = dated[0]
    on = _resolved(only.year, only.month, only.day, today)
    if on is None:
        return Dates(None, None, only.start, only.end, text[only.start : only.end])
    if _BY.search(text[max(0, only.start - 30) : only.start]) or _COMING_BACK.match(
        text[only.end : only.end + 12]
    ):
        return Dates(None, on, only.start, only.end)
    return Dates(on, None, only.start, only.end)


def _days(text: str) -> Iterator[Day]:
    taken = [False] * (len(text) + 1)
    found: list[Day] = []
    for pattern in (*_ABSOLUTE, *_PARTIAL):
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                found.append(_day(match))
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    found += [day for day in _numeric(text) if not any(taken[day.start : day.end])]
    for day in list(found):
        link = _LINK_AFTER.match(text, day.end)
        if link and day.month and not any(taken[link.start() : link.end() + 1]):
            bare = _BARE.match(text, link.end())
            if bare:
                found.append(_day(bare))
        before = _BARE_BEFORE.search(text, max(0, day.start - 24), day.start)
        if before and day.month and not any(taken[before.start() : before.end()]):
            found.append(Day(before.start(), before.end("d"), None, None, int(before["d"])))
    return iter(sorted(found, key=lambda day: day.start))


def _numeric(text: str) -> Iterator[Day]:
    """Yield dates in numbers alone: the month is first unless that cannot be."""
    matches = list(islice(_NUMERIC.finditer(text), _MOST_NUMERIC))
    halves = {
        id(half)
        for pair in pairwise(matches)
        for half in pair
        if _LINKS.fullmatch(text[pair[0].end() : pair[1].start()])
    }
    dates = [m for m in matches if id(m) in halves or (m["y"] and m["mark"] == "/")]
    firsts = [int(match["a"]) for match in dates]
    day_first = any(first > _MONTHS_MAX for first in firsts) or bool(_DAY_FIRST.search(text))
    for match in dates:
        one, other = int(match["a"]), int(match["b"])
        day, month = (one, other) if day_first and other <= _MONTHS_MAX else (other, one)
        year = int(match["y"][-2:]) + 2000 if match["y"] else None
        if 1 <= month <= _MONTHS_MAX and 1 <= day <= _DAYS_MAX:
            yield Day(*match.span(), year, month, day)


def _day(match: re.Match[str]) -> Day:
    groups = match.groupdict()
    month = groups.get("m")
    year = groups.get("y")
    return Day(
        *match.span(),
        int(year) if year else None,
        _month(month) if month else None,
        whole_number(groups.get("d") or groups["d2"]),
    )


def _linked(text: str, first: Day, last: Day) -> bool:
    gap = text[first.end : last.start]
    if not (first.month or last.month) and "日" in text[first.start : first.end]:
        return False
    if _LINKS.fullmatch(gap):
        return True
    if gap.strip().lower() in ("and", "和", "and the") or not gap.strip(" ,，"):
        return bool(_BETWEEN.search(text[: first.start]) or _COMING_BACK.match(text[last.end :]))
    if len(gap) > 60 or not _LOOSE.fullmatch(gap):
        return False
    back = re.search(r"end|conclud|finish|return|back|home|until|through|leav", gap, re.I)
    return bool(back or _COMING_BACK.match(text[last.end :]))


def _span(text: str, first: Day, last: Day, today: date) -> Dates:
    months = first.month or last.month, last.month or first.month
    if first.month is None and last.month is None:
        start = _next_day(today, first.day)
        end = _next_day(start, last.day) if start else None
        return Dates(start, end, first.start, last.end)
    year = first.year or last.year
    if year and not first.year and months[0] and months[1] and months[0] > months[1]:
        year -= 1
    start = _resolved(year, months[0], first.day, today)
    if start is None:
        return Dates(None, None, first.start, last.end, text[first.start : first.end])
    end = _resolved(last.year, months[1], last.day, start)
    if end is None:
        return Dates(start, None, first.start, last.end, text[last.start : last.end])
    return Dates(start, end, first.start, last.end)


def _resolved(year: int | None, month: int | None, day: int, today: date) -> date | None:
    if month is None:
        return _next_day(today, day)
    if year:
        return _date(year, month, day)
    found = _date(today.year, month, day)
    if found is not None and found >= today:
        return found
    # The 29th of February is the next one there is.
    later = (_date(today.year + ahead, month, day) for ahead in range(1, 9))
    return next((on for on in later if on), None)


def _month(word: str) -> int:
    if not word.isascii() or word.isdecimal():
        return whole_number(word)
    return next(i for i, name in enumerate(_MONTHS, start=1) if name[:3] == word[:3].lower())


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


_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_EN = "|".join(_WEEKDAYS_EN)
_WEEKDAYS_ZH = "一二三四五六日"
WEEKDAY_ZH = r"(?:下{0,3}(?:个|这个?|本)?(?<![一两二三四\d])(?:周|星期|礼拜)[一二三四五六日天])"
_WEEKDAY_ZH_SPAN = re.compile(
    r"(下{0,3})(?:个|这个?|本)?(?<![一两二三四\d])(?:周|星期|礼拜)([一二三四五六日天])"
    r"(?:\s*(?:到|至|[-–—~～])\s*(?:下)?(?:周|星期|礼拜)([一二三四五六日天]))?"
)
_BACK_ZH = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天])(?:上午|下午|晚上?|早上|中午)?(?:就|要|得"
    r"|再)?[\s\uf8fd]*(?:回|返|走|离开|结束)"
)
_WEEKDAY_EN_SPAN = re.compile(rf"\b({_WEEKDAY_EN})(?:{_LINK}({_WEEKDAY_EN}))?\b", re.I)
_BACK_EN = re.compile(
    rf"\b(?:home|back|return\w*|leav\w+|until|till)\b[^.;\n]{{0,20}}?\b({_WEEKDAY_EN})\b", re.I
)
_IN_MONTH = re.compile(
    rf"\bin (?:early |mid[- ]?|late )?({_MONTH})\b(?! \d)|(?<![\d月])({_NUM})月(?:份|初"
    r"|中旬?|底|[去到玩旅想])"
    r"|(下个?月)|\b(next month)\b",
    re.I,
)
_WEEKEND = re.compile(r"(下{1,3}个?|next )?(?:这个?|本)?(?:周末|weekend)", re.I)
_RELATIVE = tuple(
    (re.compile(pattern, re.I), days)
    for pattern, days in (
        (r"大后天", 3), (r"后天|\bday after tomorrow\b", 2), (r"明天|\btomorrow\b", 1),
        (r"今天|\btoday\b", 0),
    )
)  # fmt: skip
_BACK_THEN = re.compile(r"(?:[早晚]上?|上午|下午|中午)?[\s\uf8fd]*(?:就|要|再)?(?:回|返)")
_IN_DAYS = re.compile(
    rf"({NUMBER})(?:天(?:之后|以后|后)| days from now\b)"
    rf"|\b(?:leav|go|start|depart|fly|travel)\w* in ({NUMBER}) days\b",
    re.I,
)
_HOLIDAYS = tuple(
    (re.compile(pattern, re.I), month, day)
    for pattern, month, day in (
        (r"国庆|十一(?:长假|假期|黄金周)|\bnational day\b(?= (?:holiday|week))", 10, 1),
        (r"(?<!十)五一(?![路街广])|劳动节|\blabou?r day holiday\b", 5, 1),
        (r"元旦|\bnew year'?s day\b", 1, 1),
        (r"\bnew year'?s eve\b|跨年", 12, 31), (r"\bchristmas eve\b|平安夜", 12, 24),
        (r"圣诞|\bchristmas\b(?! market)", 12, 25), (r"情人节|\bvalentine'?s\b", 2, 14),
    )
)  # fmt: skip


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
    match = _IN_DAYS.search(text)
    if match is None:
        return None
    return Dates(today + timedelta(days=whole_number(match[1] or match[2])), None, *match.span())


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
    match = _WEEKDAY_EN_SPAN.search(text)
    if match is None:
        return None
    ahead = (_WEEKDAYS_EN.index(match[1].lower()) - today.weekday()) % 7
    first = today + timedelta(days=ahead or 7)
    back = None if match[2] else _BACK_EN.search(text, match.end())
    if back:
        length = (_WEEKDAYS_EN.index(back[1].lower()) - first.weekday()) % 7
        return Dates(first, first + timedelta(days=length), match.start(), back.end())
    if match[2] is None:
        return Dates(first, None, *match.span())
    length = (_WEEKDAYS_EN.index(match[2].lower()) - first.weekday()) % 7
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
    month = _month(word) if word else today.month % _MONTHS_MAX + 1
    if not 1 <= month <= _MONTHS_MAX:
        return None
    first = max(date(today.year + (month < today.month), month, 1), today + timedelta(days=1))
    if _WEEKEND.search(text):
        first += timedelta(days=(5 - first.weekday()) % 7)
    return Dates(first, None, *match.span())


def _holiday(text: str, today: date) -> Dates | None:
    for pattern, month, day in _HOLIDAYS:
        found = pattern.search(text)
        if found:
            return Dates(_resolved(None, month, day, today), None, *found.span())
    return None


def _weekday_index(char: str) -> int:
    return _WEEKDAYS_ZH.index(char.replace("天", "日"))


def dated_spans(text: str) -> list[tuple[int, int]]:
    """Return where dates stand, whose numbers count nothing."""
    spans = [(day.start, day.end) for day in _days(text) if day.month]
    spans += [(day.start, day.end) for day in _days(text) if "号" in text[day.start : day.end]]
    return [*spans, *(found.span() for found in _IN_DAYS.finditer(text))]
