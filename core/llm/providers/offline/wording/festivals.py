"""Festivals that are on another day every year, as people name them in Chinese and English.

Their days are what the library `holidays` says: of China those of the lunar calendar and the clear
days of spring, of England Easter and the bank holidays, of the United States their own.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

import holidays

from core.llm.providers.offline.numerals import NUMBER, whole_number

_NEW_YEAR, _EASTER = "春节", "Good Friday"
_FESTIVALS = tuple(
    (re.compile(pattern, re.I), name, after)
    for pattern, name, after in (
        (r"除夕|大年三十|年三十|(?:chinese|lunar) new year'?s eve", _NEW_YEAR, -1),
        (r"元宵节|\blantern festival\b", _NEW_YEAR, 14),
        (
            r"春节|大年初一|正月初一|过大?年(?!轻|纪|前|后)|农历新年"
            r"|\b(?:chinese|lunar) new year\b|\bspring festival\b",
            _NEW_YEAR,
            0,
        ),
        (r"清明(?!上河)|\btomb[- ]sweeping\b|\bqingming\b", "清明节", 0),
        (r"端午|\bdragon boat festival\b", "端午节", 0),
        (r"中秋|\bmid-?autumn\b|\bmoon festival\b", "中秋节", 0),
        (r"\bgood friday\b", _EASTER, 0),
        (r"复活节(?:星期天|当天)|\beaster (?:sunday|day)\b", _EASTER, 2),
        (r"\beaster monday\b", "Easter Monday", 0),
        (r"复活节(?!岛)|\beaster\b(?! island)", _EASTER, 0),
        (r"\b(?:pentecost|whitsun(?:tide)?|whit sunday)\b", _EASTER, 51),
        (r"\b(?:mardi gras|shrove tuesday)\b", _EASTER, -45),
        (r"感恩节|\bthanksgiving\b", "Thanksgiving Day", 0),
        (r"\bmemorial day\b", "Memorial Day", -2),
        (r"\blabor day\b", "Labor Day", -2),
        (r"\bpresidents?['’]? day\b", "Washington's Birthday", -2),
        (r"\bcolumbus day\b", "Columbus Day", -2),
        (r"\bearly may bank holiday\b|\bmay day weekend\b", "May Day", -2),
        (r"\b(?:spring|late may) bank holiday\b", "Spring Bank Holiday", -2),
        (r"\b(?:summer|august) bank holiday\b|\bbank holiday\b[^.;\n]{0,12}\baugust\b",
         "Late Summer Bank Holiday", -2),
        (r"\bbank holiday\b[^.;\n]{0,12}\bmay\b|\bmay bank holiday\b", "May Day", -2),
    )
)  # fmt: skip
"""By its name in the calendars: the first of its days, and of a Monday the Saturday before."""
_BANK_HOLIDAY = re.compile(r"\bbank holiday\b", re.I)
_MONDAYS = ("Easter Monday", "May Day", "Spring Bank Holiday", "Late Summer Bank Holiday")
_CALENDARS = (("CN", None, "zh_CN"), ("GB", "ENG", "en_GB"), ("US", None, "en_US"))
_DAY_OF_NEW_YEAR = re.compile(rf"(?:大年|正月|年)初({NUMBER})")
_YEARS_AHEAD = 3
_UNTIL = re.compile(r"\s*(?:到|至|[-–—~～]|\b(?:to|until|till|through|thru)\b)\s*", re.I)
_YEAR = re.compile(
    r"(?<![\d.,$€£¥])\b(20[2-9]\d)(?:年|\b)(?!\s*(?:[-/.]|usd|dollars|yuan|元|块|euros?))", re.I
)
"""Of a festival, where the text names one."""


def festival_span(text: str, today: date) -> tuple[date, date | None, int, int] | None:
    """Return the next day of the festival that is named, the day up to which, and where."""
    first = next_festival(text, today)
    if first is None:
        return None
    day, start, end = first
    link = _UNTIL.match(text, end)
    last = next_festival(text[link.end() :], day) if link else None
    if link and last and last[1] == 0:
        return day, last[0], start, link.end() + last[2]
    return day, None, start, end


def next_festival(text: str, today: date) -> tuple[date, int, int] | None:
    """Return the next day of the festival that is named, and where it is named."""
    said = _YEAR.search(text)
    if said and today.year < int(said[1]) < today.year + _YEARS_AHEAD:
        today = date(int(said[1]), 1, 1)
    counted = _DAY_OF_NEW_YEAR.search(text)
    if counted:
        day = _next(_NEW_YEAR, today, whole_number(counted[1]) - 1)
        return (day, *counted.span()) if day else None
    for pattern, name, after in _FESTIVALS:
        found = pattern.search(text)
        day = _next(name, today, after) if found else None
        if found and day:
            return day, *found.span()
    found = _BANK_HOLIDAY.search(text)
    if found:
        days = [day for name in _MONDAYS if (day := _next(name, today, -2))]
        return min(days), *found.span()
    return None


def _next(name: str, today: date, after: int) -> date | None:
    """Return the next day that is so many days after a festival, today at the earliest."""
    for year in range(today.year, today.year + _YEARS_AHEAD):
        first = _days(year).get(name)
        if first is not None and first + timedelta(days=after) >= today:
            return first + timedelta(days=after)
    return None


@lru_cache(maxsize=64)
def _days(year: int) -> dict[str, date]:
    """Return the first day of every festival of a year by its name."""
    days: dict[str, date] = {}
    for country, part, language in _CALENDARS:
        calendar = holidays.country_holidays(country, subdiv=part, years=year, language=language)
        for day, names in sorted(calendar.items()):
            for name in names.split("; "):
                days.setdefault(name, day)
    return days
