"""Dates as people write them in English and Chinese, each with where it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise

from core.llm.providers.offline.numerals import NUMBER, whole_number

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTH = "|".join(
    {"may": "may", "september": "sept?(?:ember)?"}.get(name, f"{name[:3]}(?:{name[3:]})?")
    for name in _MONTHS
)
_ND = r"(?:st|nd|rd|th)"
DAY_NUMBER = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?:,? ?(?:of )?(?P<y>(?:19|20)\d{2})\b(?!\s*(?:usd|dollars|yuan|元|块|euros?|people)))?"
_ABSOLUTE = (
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?:(?P<y>\d{{4}})年)?(?P<m>{DAY_NUMBER})月(?:份)?(?P<d>{DAY_NUMBER})(?:[日号]|(?![\d天晚个人月]))"
    ),
    re.compile(rf"\b(?P<m>{MONTH})\b\.? (?:the )?(?P<d>\d{{1,2}}){_ND}?\b(?!:\d){_YEAR}", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}}){_ND}? (?:of )?(?P<m>{MONTH})\b\.?{_YEAR}", re.I),
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
    re.compile(rf"(?<![月\d第一二三四五六七八九十])(?P<d>{DAY_NUMBER})号(?!线|楼)"),
)
"""A day of a month that is said elsewhere, or of this one; 5日 alone is a length."""
_NUMERIC = re.compile(
    r"(?<![\d/.$€£¥￥])(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?:(?P=mark)(?P<y>20\d\d|\d\d))?"
    r"(?![\d/%]|\.\d|\s*(?:[万千百元块米折分星天个]|k\b|公里|小时|km|hours?\b|hrs?\b"
    r"|stars?\b|miles?\b"
    r"|thousand|million|usd|dollars?|euros?|yuan))",
    re.I,
)
"""A date in numbers alone, as 3/16/2027; without a year it is one only as half of a span."""
_DAY_FIRST = re.compile(r"[€£]|\beuros?\b|\bpounds?\b", re.I)
_BARE = re.compile(rf"(?P<d>\d{{1,2}})(?!\d|\s*(?:[天晚月年人个点时:]|days|nights|people)){_YEAR}")
"""A mere number: a day only right after a date and a dash."""
LINK = (
    r"\s*(?:到|至|[-–—~～]|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bthru\b|\bup to\b)\s*(?:the\s+)?"
)
_LINK_AFTER = re.compile(LINK, re.I)
_BARE_BEFORE = re.compile(rf"(?<![\d:.$€£¥])(?P<d>\d{{1,2}}){LINK}$", re.I)
_LINKS = re.compile(LINK + "$", re.I)
MONTHS_MAX, _DAYS_MAX, _MOST_NUMERIC, _YEAR_CHARS = 12, 31, 40, 4
_SPENDING_DAYS = re.compile(r"[玩游待呆住逛]\s*$")
IN_DAYS = re.compile(
    rf"({NUMBER})(?:天(?:之后|以后|后)| days from now\b)"
    rf"|\b(?:leav|go|start|depart|fly|travel)\w* in ({NUMBER}) days\b",
    re.I,
)
_BETWEEN = re.compile(r"\bbetween (?:the )?$", re.I)
_LOOSE = re.compile(
    r"^(?:\s*(?:出发|启程|动身|去|走|开始|入住|抵达|到达|起|(?:in|at) [\uf8fd\uf8fe\s]+))?"
    r"\s*[,，、]?\s*(?:and|然后|并|,)?\s*"
    r"(?:(?:we |i |it |will |to |a |plan |return |trip |are |be |is |would |'ll )*"
    r"(?:end|conclud|finish|wrap|clos|return|com|leav|depart|fly|go|run|last|back|check)\w*"
    r"(?: (?:back|home|out|up))?\s*(?:on|until|by|to|through|before)?)?\s*(?:the\s+)?$",
    re.I,
)
_ENDING = re.compile(
    r"end|conclud|finish|wrap|clos|return|back|home|until|through|leav|depart", re.I
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
    on = resolved(only.year, only.month, only.day, today)
    if on is None:
        return Dates(None, None, only.start, only.end, text[only.start : only.end])
    if _BY.search(text[max(0, only.start - 30) : only.start]) or _COMING_BACK.match(
        text[only.end : only.end + 12]
    ):
        return Dates(None, on, only.start, only.end)
    return Dates(on, None, only.start, only.end)


def first_day(words: str, after: date) -> date | None:
    """Return the first day that is written with a number, on or after a day."""
    day = next(_days(words), None)
    return resolved(day.year, day.month, day.day, after) if day else None


def dated_spans(text: str) -> list[tuple[int, int]]:
    """Return where dates stand, whose numbers count nothing."""
    spans = [(day.start, day.end) for day in _days(text) if day.month]
    spans += [(day.start, day.end) for day in _days(text) if "号" in text[day.start : day.end]]
    return [*spans, *(found.span() for found in IN_DAYS.finditer(text))]


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
    dates = [
        match
        for match in matches
        if (match["y"] and (match["mark"] == "/" or len(match["y"]) == _YEAR_CHARS))
        or (id(match) in halves and match["mark"] != "-")
    ]
    day_first = _is_day_first(dates) or _DAY_FIRST.search(text) is not None
    for match in dates:
        one, other = int(match["a"]), int(match["b"])
        day, month = (one, other) if day_first and other <= MONTHS_MAX else (other, one)
        year = int(match["y"][-2:]) + 2000 if match["y"] else None
        if 1 <= month <= MONTHS_MAX and 1 <= day <= _DAYS_MAX:
            yield Day(*match.span(), year, month, day)


def _is_day_first(dates: Sequence[re.Match[str]]) -> bool:
    """Say whether the first number of dates is the day: of a trip in one month it is what differs.

    With points and a year nobody writes the month first.
    """
    firsts, seconds = [{int(match[name]) for match in dates} for name in "ab"]
    return (
        any(first > MONTHS_MAX for first in firsts)
        or any(match["mark"] == "." and match["y"] for match in dates)
        or (len(seconds) == 1 < len(firsts) and max(seconds) <= MONTHS_MAX)
    )


def _day(match: re.Match[str]) -> Day:
    groups = match.groupdict()
    month = groups.get("m")
    year = groups.get("y")
    return Day(
        *match.span(),
        int(year) if year else None,
        month_of(month) if month else None,
        whole_number(groups.get("d") or groups["d2"]),
    )


def _linked(text: str, first: Day, last: Day) -> bool:
    gap = text[first.end : last.start]
    if not (first.month or last.month) and _SPENDING_DAYS.search(text[: first.start]):
        return False
    if _LINKS.fullmatch(gap):
        return True
    if gap.strip().lower() in ("and", "和", "and the") or not gap.strip(" ,，"):
        return bool(_BETWEEN.search(text[: first.start]) or _COMING_BACK.match(text[last.end :]))
    if len(gap) > 60 or not _LOOSE.fullmatch(gap):
        return False
    return bool(_ENDING.search(gap) or _COMING_BACK.match(text[last.end :]))


def _span(text: str, first: Day, last: Day, today: date) -> Dates:
    months = first.month or last.month, last.month or first.month
    if first.month is None and last.month is None:
        start = _next_day(today, first.day)
        end = _next_day(start, last.day) if start else None
        return Dates(start, end, first.start, last.end)
    year = first.year or last.year
    if year and not first.year and months[0] and months[1] and months[0] > months[1]:
        year -= 1
    start = resolved(year, months[0], first.day, today)
    if start is None:
        return Dates(None, None, first.start, last.end, text[first.start : first.end])
    end = resolved(last.year, months[1], last.day, start)
    if end is None:
        return Dates(start, None, first.start, last.end, text[last.start : last.end])
    return Dates(start, end, first.start, last.end)


def resolved(year: int | None, month: int | None, day: int, today: date) -> date | None:
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


def month_of(word: str) -> int:
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
