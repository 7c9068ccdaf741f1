"""Days, spans of time and opening hours in words."""

import re
from datetime import date

from chat_demo import trip_words
from chat_demo.words import Phrase
from core.client.http import Language

_HOURS_WORD = re.compile(
    r"24/7|\b(?:"
    + "|".join([*trip_words.HOURS, *(month.en for month in trip_words.MONTHS)])
    + r")\b"
)
_MONTHS_BY_NAME = {month.en: month for month in trip_words.MONTHS}


def short_date(day: date, language: Language) -> str:
    """Return e.g. `Sun 22 Nov`, `11月22日周日`."""
    weekday = trip_words.WEEKDAYS[day.weekday()].to(language)
    month = trip_words.MONTHS[day.month - 1].to(language)
    return f"{month}{day.day}日{weekday}" if language == "zh" else f"{weekday} {day.day} {month}"


def long_date(day: date, language: Language) -> str:
    """Return e.g. `Sun 22 Nov 2026`, `2026年11月22日周日`."""
    short = short_date(day, language)
    return f"{day.year}年{short}" if language == "zh" else f"{short} {day.year}"


def dates_of(first: date, last: date, language: Language) -> str:
    """Return e.g. `Sun 22 Nov to Sat 28 Nov 2026`; the year is said once where it is the same."""
    if first == last:
        return long_date(first, language)
    once = first.year == last.year
    begin = (short_date if once and language == "en" else long_date)(first, language)
    end = (short_date if once and language == "zh" else long_date)(last, language)
    return trip_words.FROM_TO.to(language, start=begin, end=end)


def lasting(minutes: int, language: Language) -> str:
    """Return e.g. `11 h 30 min`."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return trip_words.LASTS_MINUTES.to(language, minutes=left)
    if not left:
        return trip_words.LASTS_HOURS.to(language, hours=hours)
    return trip_words.LASTS.to(language, hours=hours, minutes=left)


def readable_hours(hours: str, language: Language) -> str:
    """Return opening hours of OpenStreetMap's syntax with its abbreviations spelled out."""
    spelt = _HOURS_WORD.sub(lambda found: _hours_word(found[0]).to(language), hours)
    return re.sub(r",(?=\S)", ", ", spelt)


def _hours_word(word: str) -> Phrase:
    return trip_words.HOURS.get(word) or _MONTHS_BY_NAME[word]
