"""Times of day and lengths of time as people say them in English and Chinese."""

import re

from core.kernel import times
from core.llm.providers.offline.numerals import NUMBER, whole_number

_PART = r"(?:凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|晚|早)"
CLOCK = (
    rf"(?:{_PART}?\s*(?:{NUMBER}|零)\s*"
    rf"(?:[:：][0-5]\d(?:[:：]00)?|点半|点[一三]刻|点{NUMBER}分?"
    r"|[点时]整?钟?)?\s*(?:[ap]\.?m\b\.?)?"
    r"|\b(?:noon|midday|midnight)\b|正午)"
)
"""A time of day, with or without a sign that it is one."""
SURE_CLOCK = (
    rf"(?:{_PART}?\s*(?:{NUMBER}|零)\s*"
    rf"(?:(?:[:：][0-5]\d(?:[:：]00)?|点半|点[一三]刻|点{NUMBER}分"
    r"|[点时]整?钟?)\s*(?:[ap]\.?m\b\.?)?"
    r"|[ap]\.?m\b\.?|o'?clock)|\b(?:noon|midday|midnight)\b|正午)"
)
"""One with such a sign."""
LENGTH = (
    rf"(?:(?:{NUMBER}|\d{{1,3}})\s*(?:个)?(?:半小时|小时|钟头|分钟|hours?\b|hrs?\b"
    r"|minutes?\b|mins?\b)"
    r"|半个?(?:小时|钟头)|\b(?:half an|an|one) hour(?: and a half)?\b|\ba couple of hours\b)"
)
_CLOCK = re.compile(rf"({NUMBER}|零)\s*(?:[:：]([0-5]\d)|(点半)|点([一三])刻|点({NUMBER}))?", re.I)
_LATER = re.compile(r"下午|晚|傍晚|夜里|午后|p\.?m", re.I)
_NOON = re.compile(r"^\s*(?:noon|midday|正午)\s*$|中午", re.I)
_HOURS = re.compile(r"小时|钟头|hour|hr", re.I)


def minutes_of(clock: str) -> int | None:
    """Return the minute of the day of what `CLOCK` matched."""
    word = clock.strip().lower()
    if word in ("noon", "midday", "正午"):
        return 12 * 60
    if word == "midnight":
        return 24 * 60
    found = _CLOCK.search(clock)
    if found is None:
        return None
    hour = 0 if found[1] == "零" else whole_number(found[1])
    late = _LATER.search(clock) or (_NOON.search(clock) and hour < 4)
    if hour < 12 and late:
        hour += 12
    if hour == 12 and re.search(r"a\.?m", word):
        hour = 0
    minute = 30 if found[3] else 15 * (1 if found[4] == "一" else 3) if found[4] else 0
    minute += int(found[2] or 0) + (whole_number(found[5]) if found[5] else 0)
    total = hour * 60 + minute
    return total if total <= 24 * 60 else None


def clock_text(minute: int) -> str:
    """Return a minute of the day as `HH:MM`; the end of the day is its last minute."""
    return times.clock_text(min(minute, 24 * 60 - 1))


def time_of(clock: str) -> str | None:
    """Return what `CLOCK` matched as `HH:MM`."""
    minute = minutes_of(clock)
    return None if minute is None else clock_text(minute)


def length_of(words: str) -> int | None:
    """Return the minutes of what `LENGTH` matched."""
    lower = words.lower()
    if "and a half" in lower:
        return 90
    if "couple" in lower:
        return 120
    if re.search(r"半个?(?:小时|钟头)|half an", lower) and not re.search(NUMBER, words):
        return 30
    if re.match(r"(?:an|one) hour", lower):
        return 60
    found = re.search(rf"({NUMBER}|\d{{1,3}})", words, re.I)
    if found is None:
        return None
    count = int(found[1]) if found[1].isdecimal() else whole_number(found[1])
    if not _HOURS.search(lower):
        return count
    return count * 60 + (30 if "半小时" in words else 0)
