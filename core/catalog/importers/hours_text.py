"""Opening hours as people write them, in the syntax of opening_hours where that is certain."""

import re

from core.catalog.hours import is_sound
from core.kernel.times import clock_text

_DAYS = {
    "monday": "Mo", "tuesday": "Tu", "wednesday": "We", "thursday": "Th", "friday": "Fr",
    "saturday": "Sa", "sunday": "Su", "mon": "Mo", "tue": "Tu", "tues": "Tu", "wed": "We",
    "weds": "We", "thu": "Th", "thur": "Th", "thurs": "Th", "fri": "Fr", "sat": "Sa", "sun": "Su",
    "mo": "Mo", "tu": "Tu", "we": "We", "th": "Th", "fr": "Fr", "sa": "Sa", "su": "Su",
    "m": "Mo", "w": "We", "f": "Fr", "daily": "Mo-Su", "everyday": "Mo-Su", "weekdays": "Mo-Fr",
    "weekends": "Sa-Su", "周一": "Mo", "周二": "Tu", "周三": "We", "周四": "Th", "周五": "Fr",
    "周六": "Sa", "周日": "Su", "每天": "Mo-Su", "每日": "Mo-Su",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALWAYS = {
    "24/7",
    "24 hours",
    "24 hours daily",
    "open 24 hours",
    "always open",
    "24h",
    "全天",
    "24小时",
}
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.h]\d{2})?\s*(?:am|pm|noon|midnight)?|noon|midnight"
_SPAN = re.compile(rf"({_CLOCK})\s*(?:-|to|until|至|到)\s*({_CLOCK})")
_WORD = re.compile(
    "|".join(sorted(_DAYS, key=len, reverse=True)) + r"|closed|off|[a-z]+|[^\s\w]|\w"
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b\.?", re.I)


def to_opening_hours(text: str) -> str | None:
    """Return hours in the syntax of opening_hours, or None where it is not certain what they mean.

    Syntax that is right already stays as it is.
    """
    wanted = re.sub(r"\s+", " ", text.replace("–", "-").replace("—", "-")).strip().strip(".")
    if not wanted or len(wanted) > 200:
        return None
    if wanted.lower() in _ALWAYS:
        return "24/7"
    if is_sound(wanted):
        return wanted
    rules = [_rule(part) for part in re.split(r"[;,，；]\s*(?=\D)|\n", wanted) if part.strip()]
    joined = "; ".join(rule for rule in rules if rule)
    return joined if all(rules) and is_sound(joined) else None


def _rule(part: str) -> str | None:
    """Return one rule, say `Tu-Su 10:00-18:00`, or None."""
    lowered = part.strip().lower()
    spans = [_times(*match.groups()) for match in _SPAN.finditer(lowered)]
    months, rest = _months(_SPAN.sub(" ", lowered))
    days = _days(rest)
    if days is None or not all(spans):
        return None
    is_closed = bool(re.search(r"\b(closed|off)\b|休", rest))
    if is_closed == bool(spans) or (is_closed and not days):
        return None
    when = " ".join(filter(None, (months, days or "Mo-Su")))
    return f"{when} off" if is_closed else f"{when} {','.join(span for span in spans if span)}"


def _months(text: str) -> tuple[str, str]:
    """Return months as `Apr-Oct` where it begins with such, and what is left."""
    found = re.match(rf"\s*{_MONTH.pattern}\s*-\s*{_MONTH.pattern}:?", text, re.I)
    if found is None:
        return "", text
    return "-".join(name.capitalize() for name in found.groups()), text[found.end() :]


def _days(text: str) -> str | None:
    """Return days as `Tu-Su` or `Sa,Su`, "" where there are none, None where a word is no day."""
    days = ""
    for word in _WORD.findall(text):
        if word in _DAYS:
            joint = "" if not days or days[-1] in "-," else ","
            days += joint + _DAYS[word]
        elif word == "-" and days:
            days += "-"
        elif word in {"closed", "off", "and", "&", ":", ",", "(", ")", "休", "息", "open", "on"}:
            continue
        else:
            return None
    return None if days.endswith("-") or "Mo-Su," in days else days


def _times(start: str, end: str) -> str | None:
    """Return `09:00-17:30` of two clock times as people write them, or None."""
    if "m" not in start and end.endswith(("am", "pm")):
        # "9-5 PM" begins in the morning, "1-5PM" in the afternoon: nobody can tell.
        return None
    opens, closes = _minute(start), _minute(end)
    if opens is None or closes is None or opens == closes:
        return None
    return f"{clock_text(opens)}-{clock_text(closes if closes > opens else closes or 24 * 60)}"


def _minute(text: str) -> int | None:
    word = text.replace(" ", "")
    if word in {"noon", "12noon"}:
        return 12 * 60
    if word in {"midnight", "12midnight"}:
        return 0
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?", word)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if minute > 59 or (half and not 1 <= hour <= 12) or (not half and found[2] is None):
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute
