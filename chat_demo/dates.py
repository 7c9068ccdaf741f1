"""Days and spans of time in words."""

from datetime import date

from chat_demo import trip_words
from core.client.http import Language


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
